package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.WorkloadSpec;
import org.jspecify.annotations.Nullable;

/**
 * Where NaN or an infinity appears first among the numbers that operators make: at the earliest tick, of one tick at the
 * operator that computes first. Minus infinity is no fault in scores, their maxima and logarithms of their sums, where it means
 * masked ({@link StreamType#mayBeMasked}).
 */
public final class NotFinite {
    private @Nullable First first;

    /**
     * A number that is not finite.
     *
     * @param operator whose result it is
     * @param element its stream and place, as "S[layer 0, batch 0, head 0, queries 3, keys 5]"
     * @param value NaN or an infinity
     * @param tick of the take of the firing
     */
    public record First(String operator, String element, double value, long tick) {}

    /** The first; null if there is none. */
    public @Nullable First first() {
        return first;
    }

    /** Looks through the numbers that a firing has made. */
    void look(Op op, Op.Output output, Tile tile, long tick, Point at, Values values, WorkloadSpec.Shape shape) {
        double[] all = tile.at();
        // 0 times a number is 0 if it is finite and NaN if not, and so are sums from there on; two, as additions take
        // their time.
        double even = 0;
        double odd = 0;
        int i = 0;
        for (; i + 1 < all.length; i += 2) {
            even += 0 * all[i];
            odd += 0 * all[i + 1];
        }
        if (i < all.length) {
            even += 0 * all[i];
        }
        if (Double.isNaN(even + odd)) {
            find(op, output, tile, tick, at, values, shape);
        }
    }

    private void find(
            Op op, Op.Output output, Tile tile, long tick, Point at, Values values, WorkloadSpec.Shape shape) {
        if (first != null && first.tick() <= tick) {
            return;
        }
        boolean masked = output.type().mayBeMasked();
        for (int i = 0; i < tile.at().length; i++) {
            double x = tile.at()[i];
            if (!Double.isFinite(x) && !(masked && x == Double.NEGATIVE_INFINITY)) {
                String element =
                        output.stream() + values.place(output.type(), at, i / tile.cols(), i % tile.cols(), shape);
                first = new First(op.name(), element, x, tick);
                return;
            }
        }
    }
}
