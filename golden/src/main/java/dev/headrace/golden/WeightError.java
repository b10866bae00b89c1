package dev.headrace.golden;

/** Steps 1 to 6 of {@link ErrorBound} for one set of formats; the short names are those of its derivation. */
final class WeightError {
    private final NumberFormat accumulator;
    private final int keys;
    private final int tiles;
    private final double up;
    private final double a;
    private final double gx;
    private final double b;
    private final double c;
    private final double h;
    private final double low;
    private final double lse;

    /**
     * @param formats where the machine rounds; input and output do not matter here
     * @param dotRoundings roundings of a score, counted as step 1 does
     * @param sumRoundings n of step 4: roundings of a sum over the keys, the tiles' apart
     * @param shape the machine's numbers of keys, tiles and columns
     * @param maxAbsScore A
     * @param exponential e
     */
    WeightError(
            AttentionFormats formats,
            int dotRoundings,
            int sumRoundings,
            ErrorBound shape,
            double maxAbsScore,
            double exponential) {
        accumulator = formats.accumulator();
        keys = shape.keys();
        tiles = shape.tiles();
        double ua = accumulator.unitRoundoff();
        double halfSmallest = accumulator.smallest() / 2;
        double dot = ErrorBound.gamma(dotRoundings, accumulator) * maxAbsScore;
        double d = dot
                + ErrorBound.rounding(formats.score(), maxAbsScore + dot)
                + (shape.headDim() * Math.max(1, Math.abs(shape.scale())) + 2) * halfSmallest;
        double range = 2 * maxAbsScore + 2 * d;
        double logKeys = StrictMath.log(keys);
        up = formats.probability().unitRoundoff();
        a = StrictMath.expm1(d + (tiles + 1) * StrictMath.log1p(2 * ua + exponential));
        gx = StrictMath.exp(3 * ua * range) * 3 * ua * Math.min(logKeys + 2 * d, range);
        b = ErrorBound.gamma(sumRoundings + 4 * tiles + 2, accumulator);
        c = ErrorBound.gamma(sumRoundings + 4 * tiles + 1, accumulator);
        h = formats.probability().smallest() / 2 + (tiles + 3) * halfSmallest;
        // A product of two negative factors would look like a valid denominator.
        double factors = (1 - a) * (1 - gx) * (1 - c) * (1 - up) - keys * h;
        low = a < 1 && gx < 1 && c < 1 && factors > 0 ? factors : 0;
        lse = ua * (maxAbsScore + d + 3 * logKeys);
    }

    /** Error of the quotient in the accumulator format, infinite where nothing is promised. */
    double quotient(double v, double w, double o) {
        if (low == 0) {
            return Double.POSITIVE_INFINITY;
        }
        double m = Math.min(v, w + o);
        double sums =
                (a + up * (1 + a)) * m + 2 * (1 + a) * (1 + up) * gx * v + (1 + a) * (b * w + c * o + gx * (b + c) * v);
        double halfSmallest = accumulator.smallest() / 2;
        double underflow = 2.0 * keys * h * v + (keys + 4.0 * tiles) * (1 + v) * halfSmallest;
        double error = ((1 + up) * sums + underflow) / low;
        if (!(keys * (v + error) <= accumulator.maxFinite())) {
            return Double.POSITIVE_INFINITY;
        }
        return error + 2 * accumulator.unitRoundoff() * (o + error) + accumulator.smallest();
    }

    /** Error of the log-sum-exp, infinite where nothing is promised. */
    double logSumExp() {
        return low > 0 ? lse - StrictMath.log(low) : Double.POSITIVE_INFINITY;
    }
}
