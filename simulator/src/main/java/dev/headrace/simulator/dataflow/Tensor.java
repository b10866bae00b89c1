package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.Formats;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.List;

/**
 * A tensor in a memory outside the chip: heads, each a row-major matrix, one after another.
 *
 * @param name one of {@link #NAMES}
 * @param rows what its rows are
 * @param cols what its columns are
 * @param format number format of its elements
 * @param initial what it holds before anything is stored, for tensors that are not inputs
 * @param scaled true if it holds scores already multiplied by the scale
 */
public record Tensor(String name, Dimension rows, Dimension cols, String format, double initial, boolean scaled) {
    /** Names of all tensors. */
    public static final List<String> NAMES = List.of("q", "k", "v", "o", "s", "p", "m", "l", "lse");

    /** The tensor of a name, as a workload has it; the name must be one of {@link #NAMES}. */
    public static Tensor of(String name, WorkloadSpec workload) {
        String f = workload.formatName();
        String wide = f.equals("fp64") ? "fp64" : "fp32";
        return switch (name) {
            case "q" -> new Tensor(name, Dimension.QUERIES, Dimension.HEAD_DIM, f, 0, false);
            case "k" -> new Tensor(name, Dimension.KEYS, Dimension.HEAD_DIM, f, 0, false);
            case "v" -> new Tensor(name, Dimension.KEYS, Dimension.VALUE_DIM, f, 0, false);
            case "o" -> new Tensor(name, Dimension.QUERIES, Dimension.VALUE_DIM, f, 0, false);
            case "s", "p" -> new Tensor(name, Dimension.QUERIES, Dimension.KEYS, f, 0, false);
            case "m" -> new Tensor(name, Dimension.QUERIES, Dimension.ONE, wide, Double.NEGATIVE_INFINITY, false);
            case "l", "lse" -> new Tensor(name, Dimension.QUERIES, Dimension.ONE, wide, 0, false);
            default -> throw new IllegalArgumentException("tensor \"" + name + "\"; allowed: " + NAMES);
        };
    }

    /** True for the tensors that the workload gives. */
    public boolean isInput() {
        return name.equals("q") || name.equals("k") || name.equals("v");
    }

    /** Heads that it has. */
    public long heads(WorkloadSpec.Shape shape) {
        boolean shared = name.equals("k") || name.equals("v");
        return (long) shape.layerCount() * shape.batchSize() * (shared ? shape.kvHeadCount() : shape.heads());
    }

    /** The head of this tensor that belongs to a query head. */
    public int headOf(int head, WorkloadSpec.Shape shape) {
        if (!name.equals("k") && !name.equals("v")) {
            return head;
        }
        int group = shape.heads() / shape.kvHeadCount();
        return head / shape.heads() * shape.kvHeadCount() + head % shape.heads() / group;
    }

    /** Bytes of one row. */
    public long rowBytes(WorkloadSpec.Shape shape) {
        return Formats.bytes(format, cols.extent(shape));
    }

    /** Bytes of one head. */
    public long headBytes(WorkloadSpec.Shape shape) {
        return Math.multiplyExact(rows.extent(shape), rowBytes(shape));
    }

    /** Bytes of all heads. */
    public long bytes(WorkloadSpec.Shape shape) {
        return Math.multiplyExact(heads(shape), headBytes(shape));
    }
}
