package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.Map;

/**
 * A dimension of the problem: one of attention's, or one that the workload declares beside them, such as the width of a
 * model or of its feed-forward layer.
 *
 * @param label its name in JSON
 */
public record Dimension(String label) {
    /** Heads of all layers and batch entries. */
    public static final Dimension HEADS = new Dimension("heads");
    /** Rows of q and o. */
    public static final Dimension QUERIES = new Dimension("queries");
    /** Rows of k and v. */
    public static final Dimension KEYS = new Dimension("keys");
    /** Columns of q and k. */
    public static final Dimension HEAD_DIM = new Dimension("head_dim");
    /** Columns of v and o. */
    public static final Dimension VALUE_DIM = new Dimension("value_dim");
    /** Rows of q and of k, merged into one stream. */
    public static final Dimension MERGED = new Dimension("queries+keys");
    /** The second fetch of a query's keys; a loop over it has one iteration or none. */
    public static final Dimension REFETCH = new Dimension("refetch");
    /** A dimension of one element: the columns of a row vector. */
    public static final Dimension ONE = new Dimension("1");

    /** Elements of this dimension in a workload, which must have it. */
    public int extent(WorkloadSpec.Shape shape) {
        return switch (label) {
            case "heads" -> shape.allHeads();
            case "queries" -> shape.queries();
            case "keys" -> shape.keys();
            case "head_dim" -> shape.headDim();
            case "value_dim" -> shape.valueColumns();
            case "queries+keys" -> Math.addExact(shape.queries(), shape.keys());
            case "refetch", "1" -> 1;
            default -> declared(shape);
        };
    }

    private int declared(WorkloadSpec.Shape shape) {
        Map<String, Integer> all = shape.declared();
        Integer extent = all.get(label);
        if (extent == null) {
            throw new IllegalArgumentException("dimension \"" + label + "\"; declared: " + all.keySet());
        }
        return extent;
    }
}
