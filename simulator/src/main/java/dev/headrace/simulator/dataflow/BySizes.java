package dev.headrace.simulator.dataflow;

import java.util.function.ToLongFunction;

/** A number that follows from the sizes of an operator's tiles, worked out when they change. */
final class BySizes {
    private final ToLongFunction<Point> function;
    private int[] sizes = {-1};
    private boolean known;
    private long value;

    /** Keeps the last value of a function that looks at nothing but sizes. */
    BySizes(ToLongFunction<Point> function) {
        this.function = function;
    }

    long at(Point point) {
        if (!known || !point.hasSizes(sizes)) {
            sizes = point.sizes();
            value = function.applyAsLong(point);
            known = true;
        }
        return value;
    }
}
