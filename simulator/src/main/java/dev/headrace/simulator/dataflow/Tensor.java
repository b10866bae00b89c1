package dev.headrace.simulator.dataflow;

import dev.headrace.golden.Role;
import dev.headrace.simulator.spec.Formats;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A tensor in a memory outside the chip: row-major matrices, one after another.
 *
 * @param name one of {@link #NAMES}, or one that the workload declares
 * @param per what there is a matrix of: "head", "kv-head", "layer", "sequence" or "model"
 * @param rows what its rows are
 * @param cols what its columns are
 * @param format number format of its elements
 * @param initial what it holds before anything is stored, for tensors that are not inputs
 * @param scaled true if it holds scores already multiplied by the scale
 * @param isInput true for the tensors that the workload gives
 * @param holds what its elements are on the way to an output
 * @param packing how ternary weights lie in memory, if not two bits each
 */
public record Tensor(
        String name,
        String per,
        Dimension rows,
        Dimension cols,
        String format,
        double initial,
        boolean scaled,
        boolean isInput,
        Role holds,
        WorkloadSpec.Array.@Nullable Packing packing) {
    /** Names of the tensors of attention, which every workload has. */
    public static final List<String> NAMES = WorkloadSpec.ATTENTION;

    /** Names of all tensors of a workload. */
    public static List<String> names(WorkloadSpec workload) {
        List<String> all = new ArrayList<>(NAMES);
        all.addAll(workload.declared().keySet());
        return all;
    }

    /** The tensor of a name, as a workload has it; the name must be one of {@link #names}. */
    public static Tensor of(String name, WorkloadSpec workload) {
        String f = workload.formatName();
        String wide = f.equals("fp64") ? "fp64" : "fp32";
        return switch (name) {
            case "q" -> input(name, "head", Dimension.QUERIES, Dimension.HEAD_DIM, f);
            case "k" -> input(name, "kv-head", Dimension.KEYS, Dimension.HEAD_DIM, f);
            case "v" -> input(name, "kv-head", Dimension.KEYS, Dimension.VALUE_DIM, f);
            case "o" -> made(name, Dimension.QUERIES, Dimension.VALUE_DIM, f, 0, Role.OUTPUT);
            case "s" -> made(name, Dimension.QUERIES, Dimension.KEYS, f, 0, Role.PRODUCT);
            case "p" -> made(name, Dimension.QUERIES, Dimension.KEYS, f, 0, Role.PROBABILITY);
            case "m" -> made(name, Dimension.QUERIES, Dimension.ONE, wide, Double.NEGATIVE_INFINITY, Role.MAXIMUM);
            case "l" -> made(name, Dimension.QUERIES, Dimension.ONE, wide, 0, Role.DENOMINATOR);
            case "lse" -> made(name, Dimension.QUERIES, Dimension.ONE, wide, Double.NEGATIVE_INFINITY, Role.LOG_SUM);
            default -> declared(name, workload);
        };
    }

    private static Tensor input(String name, String per, Dimension rows, Dimension cols, String format) {
        return new Tensor(name, per, rows, cols, format, 0, false, true, Role.OTHER, null);
    }

    private static Tensor made(String name, Dimension rows, Dimension cols, String format, double initial, Role holds) {
        return new Tensor(name, "head", rows, cols, format, initial, false, false, holds, null);
    }

    private static Tensor declared(String name, WorkloadSpec workload) {
        WorkloadSpec.Array a = workload.declared().get(name);
        if (a == null) {
            throw new IllegalArgumentException("tensor \"" + name + "\"; allowed: " + names(workload));
        }
        return new Tensor(
                name,
                Objects.requireNonNull(a.per()),
                new Dimension(a.rows()),
                new Dimension(a.cols()),
                a.format() == null ? workload.formatName() : a.format(),
                0,
                false,
                a.data() != null,
                Role.OTHER,
                a.packing());
    }

    /** True where minus infinity means that a mask hides a score, or all of a row. */
    boolean mayBeMasked() {
        return holds.isScore() || holds == Role.MAXIMUM || holds == Role.LOG_SUM;
    }

    /** Which of its matrices one is, in words. */
    public String place(int matrix, WorkloadSpec.Shape shape) {
        return switch (per) {
            case "head" -> head(matrix, shape.heads(), shape);
            case "kv-head" -> head(matrix, shape.kvHeadCount(), shape);
            default -> per + " " + matrix;
        };
    }

    /** A head counted through layers and batch entries, in words. */
    static String head(int head, int heads, WorkloadSpec.Shape shape) {
        int group = head / heads;
        return "layer " + group / shape.batchSize() + ", batch " + group % shape.batchSize() + ", head " + head % heads;
    }

    /** What its matrices are counted by, outermost first: [layers, batch, heads], [layers], [batch], or nothing. */
    public List<Long> groups(WorkloadSpec.Shape shape) {
        long layers = shape.layerCount();
        long sequences = shape.batchSize();
        return switch (per) {
            case "head" -> List.of(layers, sequences, (long) shape.heads());
            case "kv-head" -> List.of(layers, sequences, (long) shape.kvHeadCount());
            case "layer" -> List.of(layers);
            case "sequence" -> List.of(sequences);
            default -> List.of();
        };
    }

    /** Matrices that it has. */
    public long matrices(WorkloadSpec.Shape shape) {
        return groups(shape).stream().reduce(1L, (a, b) -> a * b);
    }

    /** Number of heads one after another, of all layers and batch entries, that have a matrix of this tensor in common. */
    int headsTogether(WorkloadSpec.Shape shape) {
        return switch (per) {
            case "head", "kv-head" -> 1;
            case "layer" -> shape.batchSize() * shape.heads();
            case "sequence" -> shape.heads();
            default -> shape.allHeads();
        };
    }

    /** The matrix of this tensor that belongs to a query head. */
    public int headOf(int head, WorkloadSpec.Shape shape) {
        return switch (per) {
            case "head" -> head;
            case "kv-head" -> {
                int group = shape.heads() / shape.kvHeadCount();
                yield head / shape.heads() * shape.kvHeadCount() + head % shape.heads() / group;
            }
            case "layer" -> head / (shape.batchSize() * shape.heads());
            case "sequence" -> head / shape.heads() % shape.batchSize();
            default -> 0;
        };
    }

    /** Bytes of one row. */
    public long rowBytes(WorkloadSpec.Shape shape) {
        return Formats.bytes(format, cols.extent(shape));
    }

    /** Bytes of one matrix. */
    public long headBytes(WorkloadSpec.Shape shape) {
        if (packing != null) {
            return packing.bytes(rows.extent(shape), cols.extent(shape));
        }
        return Math.multiplyExact(rows.extent(shape), rowBytes(shape));
    }

    /** Bytes of all matrices. */
    public long bytes(WorkloadSpec.Shape shape) {
        return Math.multiplyExact(matrices(shape), headBytes(shape));
    }
}
