package dev.headrace.simulator.run;

import dev.headrace.golden.NumberFormat;
import dev.headrace.golden.ternary.Rounding;
import dev.headrace.golden.ternary.TernaryDecoder;
import dev.headrace.golden.ternary.TernaryWeights;
import java.util.Arrays;

/**
 * How far the roundings of a format move the numbers of a decoder on a text, while none of its whole numbers changes. It
 * is measured on the operations themselves: one golden decoder in fp64 rounds its quotients to the nearest; another, of
 * which every product, sum, quotient and function is rounded to the format, takes over each of those whole numbers. What is
 * left between the two is what the format's roundings do, over all blocks of the model, for they are never reset.
 *
 * <p>Another order of the same operations rounds differently, so twice the largest difference is allowed: as far to the
 * other side. Sums go term by term in the measuring decoder, which rounds more than the trees and lanes of units do. To the
 * quotients the quantizer adds its own: norm of a number, norm of the largest, its 127th part, and the quotient, four
 * roundings in single precision of numbers up to 127.
 */
final class RoundingReach {
    private static final double QUANTIZER = 4 * 127 * NumberFormat.FP32.unitRoundoff();

    private final TernaryDecoder exact;
    private final TernaryDecoder rounded;
    private double[] quotients = new double[1 << 14];
    private int[] wholes = new int[1 << 14];
    private int count;
    private int taken;
    private double mostQuotient;
    private double mostLogit;

    RoundingReach(TernaryWeights weights, NumberFormat format) {
        Rounding nearest = Rounding.nearest();
        exact = new TernaryDecoder(
                weights, (place, q, e) -> keep(nearest.round(place, q, e), e), (p, layer, linear, x, sums) -> {});
        rounded = new TernaryDecoder(weights, (place, q, e) -> same(e), (p, layer, linear, x, sums) -> {}, format);
    }

    private int keep(int whole, double quotient) {
        if (count == wholes.length) {
            wholes = Arrays.copyOf(wholes, 2 * count);
            quotients = Arrays.copyOf(quotients, 2 * count);
        }
        quotients[count] = quotient;
        wholes[count] = whole;
        return wholes[count++];
    }

    private int same(double quotient) {
        if (taken >= count) {
            // A row of zeros in one of them only: no quotients to compare.
            mostQuotient = Double.POSITIVE_INFINITY;
            return 0;
        }
        mostQuotient = largest(mostQuotient, quotient - quotients[taken]);
        return wholes[taken++];
    }

    /** Takes one more word; the logits after it, to the nearest in fp64. */
    double[] next(int word) {
        count = 0;
        taken = 0;
        double[] logits = exact.next(word);
        double[] other = rounded.next(word);
        for (int i = 0; i < logits.length; i++) {
            mostLogit = largest(mostLogit, other[i] - logits[i]);
        }
        return logits;
    }

    /** What is not a number, as where a format overflows, is infinitely far. */
    private static double largest(double most, double difference) {
        double size = Math.abs(difference);
        return Double.isNaN(size) ? Double.POSITIVE_INFINITY : Math.max(most, size);
    }

    /** Quotients this near a half may go either way, in steps of the quantizer. */
    double window() {
        return 2 * mostQuotient + QUANTIZER;
    }

    /** By so much two logits may differ from roundings alone. */
    double logits() {
        return 2 * mostLogit;
    }
}
