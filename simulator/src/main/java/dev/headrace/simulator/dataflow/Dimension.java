package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.WorkloadSpec;

/** A dimension of the attention problem. */
public enum Dimension {
    /** Heads of all layers and batch entries. */
    HEADS("heads"),
    /** Rows of q and o. */
    QUERIES("queries"),
    /** Rows of k and v. */
    KEYS("keys"),
    /** Columns of q and k. */
    HEAD_DIM("head_dim"),
    /** Columns of v and o. */
    VALUE_DIM("value_dim"),
    /** Rows of q and of k, merged into one stream. */
    MERGED("queries+keys"),
    /** The second fetch of a query's keys; a loop over it has one iteration or none. */
    REFETCH("refetch"),
    /** A dimension of one element: the columns of a row vector. */
    ONE("1");

    private final String label;

    Dimension(String label) {
        this.label = label;
    }

    /** Name in JSON. */
    public String label() {
        return label;
    }

    /** The dimension of that name. */
    public static Dimension of(String label) {
        for (Dimension d : values()) {
            if (d.label.equals(label)) {
                return d;
            }
        }
        throw new IllegalArgumentException("dimension \"" + label + "\"");
    }

    /** Elements of this dimension in a workload. */
    public int extent(WorkloadSpec.Shape shape) {
        return switch (this) {
            case HEADS -> shape.allHeads();
            case QUERIES -> shape.queries();
            case KEYS -> shape.keys();
            case HEAD_DIM -> shape.headDim();
            case VALUE_DIM -> shape.valueColumns();
            case MERGED -> Math.addExact(shape.queries(), shape.keys());
            case REFETCH, ONE -> 1;
        };
    }
}
