package dev.headrace.simulator.dataflow;

import org.jspecify.annotations.Nullable;

/**
 * Rows or columns of a token: the tile of a loop, or a whole dimension.
 *
 * @param dimension what runs along it
 * @param loop the loop that tiles it, or null
 * @param extent elements of the dimension
 */
public record Axis(Dimension dimension, @Nullable Loop loop, int extent) {
    /** The axis of one element. */
    public static final Axis ONE = new Axis(Dimension.ONE, null, 1);

    /** Elements along it at a point. */
    public int size(Point at) {
        return loop == null ? extent : loop.size(at);
    }

    /** First element at a point. */
    public int start(Point at) {
        return loop == null ? 0 : loop.start(at);
    }

    /** Most elements at any point. */
    public int largest() {
        return loop == null ? extent : loop.tile();
    }

    @Override
    public String toString() {
        return dimension.label() + (loop == null ? "" : "/" + loop.tile());
    }
}
