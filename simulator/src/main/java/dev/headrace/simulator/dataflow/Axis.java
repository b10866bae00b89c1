package dev.headrace.simulator.dataflow;

import org.jspecify.annotations.Nullable;

/**
 * Rows or columns of a token: the tile of a loop, or a whole dimension.
 *
 * @param dimension what runs along it
 * @param loop the loop that tiles it, or null
 * @param extent elements of the dimension
 * @param gathered the rows that the workload keeps of it, by point; null: those side by side that the loop names
 */
public record Axis(
        Dimension dimension,
        @Nullable Loop loop,
        int extent,
        @Nullable Gathered gathered) {
    /** Rows of a tensor that are kept, wherever they lie. */
    record Gathered(KeptTable table, KeptTable.Rows which) {
        int[] rows(Point at) {
            return table.rows(which, at.head(), at.query());
        }
    }

    /** An axis whose elements lie side by side. */
    public Axis(Dimension dimension, @Nullable Loop loop, int extent) {
        this(dimension, loop, extent, null);
    }

    /** The axis of one element. */
    public static final Axis ONE = new Axis(Dimension.ONE, null, 1);

    /** Elements along it at a point. */
    public int size(Point at) {
        if (gathered != null) {
            return gathered.rows(at).length;
        }
        return loop == null ? extent : loop.size(at);
    }

    /** First element at a point. */
    public int start(Point at) {
        return loop == null ? 0 : loop.start(at);
    }

    /** Number of an element within its dimension. */
    public int number(Point at, int element) {
        return gathered == null ? start(at) + element : gathered.rows(at)[element];
    }

    /** Most elements at any point. */
    public int largest() {
        return loop == null ? extent : loop.tile();
    }

    @Override
    public String toString() {
        String which =
                gathered == null ? "" : " (kept " + gathered.which().name().toLowerCase(java.util.Locale.ROOT) + ")";
        return dimension.label() + (loop == null ? "" : "/" + loop.tile()) + which;
    }
}
