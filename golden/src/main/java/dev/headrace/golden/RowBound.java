package dev.headrace.golden;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@link ErrorBound} for one row: how far its outputs, and everything that is made on the way to them, may lie from {@link
 * DenseAttention}. The short names are those of the derivation there.
 */
public final class RowBound {
    /** More than the double arithmetic of the bound itself can lose. */
    private static final double UP = 1 + 0x1p-30;

    /** Roundings by half of {@link Double#MIN_VALUE} of a key, here and in the golden model, where numbers are that small. */
    private static final int TINY_PER_KEY = 8;

    /** Far above where doubles lose digits. */
    private static final double NORMAL = 0x1p-900;

    private final StepTotals totals;
    private final ScoreRow row;
    private final int keys;
    private final double productFloor;
    private final boolean takesFactors;
    private final double worstScore;
    private final double maximumError;
    private final double[] scoreErrors;
    private @Nullable Weights relative;
    private @Nullable Weights plain;

    /** Steps 2 to 6 of the derivation, by key. */
    private final class Weights {
        /** What a weight of 1, as the machine has it, is over the golden sum of weights. */
        final double unit;
        /** e_j, before storage; t_j of steps before the sum; n_j of those after it; u_j. */
        final double[] error = new double[keys];

        final double[] stored = new double[keys];
        final double[] alone = new double[keys];
        final double[] upper = new double[keys];
        /** What storage of the probability adds. */
        final double[] probability = new double[keys];
        /** What hidden keys weigh, over the golden sum of weights. */
        final double leak = leak();
        /** Of u_j, hidden keys included. */
        final double sum;
        /** The one of step 7, 0 where nothing is promised. */
        final double denominator;

        /**
         * Weights of all keys.
         *
         * @param best the key whose error all others are taken relative to; -1 for none
         */
        Weights(int best) {
            unit = one(best);
            double floor = totals.weightFloor * unit;
            double lse = row.logSumExp();
            double total = 0;
            double least = 0;
            for (int j = 0; j < keys; j++) {
                if (!seen(j)) {
                    continue;
                }
                double d = scoreErrors[j];
                double range = row.max() - row.scores()[j];
                double size = totals.raw ? Math.max(range, row.magnitudes()[j]) : range;
                double x = (size + d + worstScore + 2 * maximumError) * totals.arguments + totals.argumentFloor;
                double shifted = j == best ? 0 : best < 0 ? d : d + scoreErrors[best];
                double grown = shifted + x + totals.weights;
                double p = row.probability(j);
                // e^g - 1 serves both sides, as p - p e^-g is less; a p that lost digits, or all, is made anew.
                double growth = StrictMath.expm1(grown);
                double up = p >= NORMAL ? p * growth : StrictMath.exp(row.scores()[j] - lse + grown) - p;
                double low = Math.max(0, p / (1 + growth) - floor);
                double high = p + up + floor;
                error[j] = Math.max(0, up) + floor;
                for (Step s : totals.storedWeights) {
                    double moved = storage(s, high + stored[j], unit);
                    if (s.summed()) {
                        stored[j] += moved;
                    } else {
                        alone[j] += moved;
                    }
                }
                upper[j] = high + stored[j];
                total += upper[j];
                least += Math.max(0, low - stored[j]);
            }
            double bottom = (1 - totals.denominators) * least - unit * totals.denominatorFloor;
            denominator = fitsWeights() && bottom > 0 ? bottom : 0;
            sum = total + leak;
            for (Step s : totals.storedProbabilities) {
                for (int j = 0; j < keys; j++) {
                    probability[j] += seen(j) ? storage(s, upper[j] / denominator, 1) : 0;
                }
            }
        }
    }

    RowBound(StepTotals totals, ScoreRow row, double factor) {
        this.totals = totals;
        this.productFloor = totals.productFloor * Math.max(1, factor);
        this.takesFactors = totals.takes(Role.PRODUCT, factor);
        this.row = row;
        this.keys = row.scores().length;
        this.scoreErrors = new double[keys];
        double worst = 0;
        double largest = 0;
        for (int j = 0; j < keys; j++) {
            if (seen(j)) {
                scoreErrors[j] = scoreError(row.magnitudes()[j]);
                worst = Math.max(worst, scoreErrors[j]);
                largest = Math.max(largest, row.magnitudes()[j]);
            }
        }
        this.worstScore = worst;
        this.maximumError = maximumError(largest);
    }

    private boolean seen(int key) {
        return row.scores()[key] > Double.NEGATIVE_INFINITY;
    }

    /** D_j, of a key with that A_j. */
    private double scoreError(double a) {
        double floor = totals.scoreFloor + productFloor;
        double error = (a + floor) * totals.scores + floor;
        boolean fits = takesFactors
                && totals.fits(Role.SCORE, a + error)
                && (totals.scale == 0 || totals.fits(Role.PRODUCT, (a + error) / totals.scale));
        return fits ? error : Double.POSITIVE_INFINITY;
    }

    /**
     * What hidden keys weigh, over the golden sum of weights: nothing, unless scores pass through a format without minus
     * infinity, which makes its least number of that.
     */
    private double leak() {
        if (totals.hidden == Double.NEGATIVE_INFINITY) {
            return 0;
        }
        int hidden = 0;
        for (int j = 0; j < keys; j++) {
            hidden += seen(j) ? 0 : 1;
        }
        return hidden == 0
                ? 0
                : hidden * StrictMath.exp(totals.hidden - row.max() + 2 * worstScore) / row.denominator();
    }

    /** M. */
    private double maximumError(double largestMagnitude) {
        double magnitude = largestMagnitude + worstScore;
        return totals.fits(Role.MAXIMUM, magnitude)
                ? magnitude * totals.maximum + totals.maximumFloor
                : Double.POSITIVE_INFINITY;
    }

    /** Weights relative to the best key, if there is one. */
    private Weights weights() {
        Weights w = relative;
        if (w == null) {
            int best = best();
            w = best < 0 ? plain() : new Weights(best);
            relative = w;
        }
        return w;
    }

    /** Weights of which no common factor cancels. */
    private Weights plain() {
        Weights w = plain;
        if (w == null) {
            w = new Weights(-1);
            plain = w;
        }
        return w;
    }

    /** The key with more than half of the row; -1 if there is none. */
    private int best() {
        for (int j = 0; j < keys; j++) {
            if (row.probability(j) > 0.5) {
                return j;
            }
        }
        return -1;
    }

    /**
     * What a weight of 1, as the machine has it, is over the golden sum of weights, at most. Its maximum lies above the golden
     * one by no more than some key's error reaches above that; relative to the best key, by no more than another key can
     * overtake it.
     */
    private double one(int best) {
        double lift = best < 0 ? Double.NEGATIVE_INFINITY : 0;
        for (int j = 0; j < keys; j++) {
            if (seen(j) && j != best) {
                double above = scoreErrors[j] + (best < 0 ? 0 : scoreErrors[best]);
                lift = Math.max(lift, above - (row.max() - row.scores()[j]));
            }
        }
        return totals.raw
                ? StrictMath.exp(2 * worstScore - row.logSumExp())
                : StrictMath.exp(lift + maximumError) / row.denominator();
    }

    /** t_j: what a format makes of a weight, of which 1 is so much. */
    private static double storage(Step s, double weight, double one) {
        return s.times() * s.grid().errorOfWeight(weight / one) * one;
    }

    /** Exponentials from which nothing is subtracted, and sums of weights, within their grids. */
    private boolean fitsWeights() {
        double largest = largestWeight();
        return totals.fits(Role.EXPONENTIAL, largest) && totals.fits(Role.DENOMINATOR, keys * largest);
    }

    /** No exponential of the machine is larger. */
    private double largestWeight() {
        return totals.raw ? StrictMath.exp(row.max() + worstScore) : 1;
    }

    /** True if no error of this row is bounded. */
    private boolean promisesNothing(Weights w) {
        return !(w.denominator > 0 && w.sum < Double.POSITIVE_INFINITY && worstScore < Double.POSITIVE_INFINITY);
    }

    /**
     * Largest {@code |simulated - golden|} of every output of the row.
     *
     * @param v keys x columns, row-major
     * @param o golden outputs of the row
     * @return bounds in the unit of v, possibly infinite
     */
    public double[] outputs(double[] v, double[] o) {
        return outputs(v, ErrorBound.maxAbs(v), o);
    }

    /**
     * The same, where the largest magnitude in v is known already.
     *
     * @param largest of all of v
     */
    public double[] outputs(double[] v, double largest, double[] o) {
        int cols = o.length;
        double[] bounds = new double[cols];
        if (row.seesNothing()) {
            return bounds;
        }
        Weights w = weights();
        double factor = Math.max(largest, largestWeight());
        if (promisesNothing(w)
                || !totals.takes(Role.NUMERATOR, factor)
                || !totals.takes(Role.OUTPUT, factor)
                || !totals.fits(Role.NUMERATOR, keys * largestWeight() * largest)
                || !totals.fits(Role.OUTPUT, largest)) {
            Arrays.fill(bounds, Double.POSITIVE_INFINITY);
            return bounds;
        }
        double b = totals.sums;
        double size = Math.max(1, largest);
        double floor = size * w.unit * totals.numeratorFloor + TINY_PER_KEY * keys * Double.MIN_VALUE;
        double last = size * totals.outputFloor;
        double ofMean = totals.denominators * w.sum;
        for (int j = 0; j < keys; j++) {
            if (seen(j)) {
                double ofValue = (1 + b) * (w.alone[j] + w.probability[j] * w.denominator) + b * w.upper[j];
                addKey(bounds, v, j * cols, o, w.error[j], w.stored[j], ofValue);
            }
        }
        for (int col = 0; col < cols; col++) {
            double mean = Math.abs(o[col]);
            double sum = bounds[col] + ofMean * mean + w.leak * (1 + b) * (largest + mean);
            double e = (sum + floor) / w.denominator + last;
            for (Step s : totals.wholeSums) {
                e += s.role() == Role.OUTPUT
                        ? s.grid().error(mean + e)
                        : s.grid().unit() * (mean + e);
            }
            bounds[col] = e <= Double.MAX_VALUE ? e * UP : Double.POSITIVE_INFINITY;
        }
        return bounds;
    }

    /** One key's part of step 7, for all columns. */
    private static void addKey(
            double[] bounds, double[] v, int from, double[] o, double error, double stored, double ofValue) {
        for (int col = 0; col < bounds.length; col++) {
            double value = v[from + col];
            double off = Math.abs(value - o[col]);
            bounds[col] += error * off + ofValue * Math.abs(value);
        }
        if (stored == 0) {
            return;
        }
        for (int col = 0; col < bounds.length; col++) {
            bounds[col] += stored * Math.max(Math.abs(v[from + col] - o[col]), Math.abs(o[col]));
        }
    }

    /** Of a score. */
    public double score(int key) {
        return scoreErrors[key] * UP;
    }

    /** Of a probability. */
    public double probability(int key) {
        if (!seen(key)) {
            return 0;
        }
        Weights w = weights();
        double p = row.probability(key);
        double low = Math.max(0, p - w.error[key] - w.stored[key]) / (w.sum * (1 + totals.denominators));
        double e = Math.max(w.upper[key] / w.denominator - p, p - low) + w.alone[key] / w.denominator;
        return promisesNothing(w) ? Double.POSITIVE_INFINITY : (e + w.probability[key]) * UP;
    }

    /** Of the largest score. */
    public double maximum() {
        return row.seesNothing() ? 0 : (worstScore + maximumError) * UP;
    }

    /** Of the sum of e to each score less the largest. */
    public double denominator() {
        if (row.seesNothing()) {
            return 0;
        }
        return row.denominator() * StrictMath.expm1(logarithm() + maximum()) * UP;
    }

    /** Of the natural logarithm of the sum of e to each score. */
    public double logSumExp() {
        if (row.seesNothing()) {
            return 0;
        }
        // The maximum, the logarithm of a sum of up to all keys, and what they make together.
        double size = Math.abs(row.max()) + StrictMath.log(keys) + 1 + maximum() + logarithm();
        double e = logarithm() + totals.logarithms * size + totals.logarithmFloor;
        return totals.fits(Role.LOG_SUM, size) && e <= Double.MAX_VALUE ? e * UP : Double.POSITIVE_INFINITY;
    }

    /** How far the logarithm of the sum of weights may be off, where no common factor cancels. */
    private double logarithm() {
        Weights w = plain();
        double e = w.denominator > 0
                ? Math.max(StrictMath.log(w.sum * (1 + totals.denominators)), -StrictMath.log(w.denominator))
                : Double.POSITIVE_INFINITY;
        return e <= Double.MAX_VALUE ? e : Double.POSITIVE_INFINITY;
    }
}
