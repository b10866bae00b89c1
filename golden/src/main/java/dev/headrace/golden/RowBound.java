package dev.headrace.golden;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * {@link ErrorBound} for one row: how far its outputs, and everything that is made on the way to them, may lie from {@link
 * DenseAttention}. The short names are those of the derivation there.
 */
public final class RowBound {
    /** More than the double arithmetic of the bound itself can lose. */
    private static final double UP = 1 + 0x1p-30;

    private final List<Step> steps;
    private final double scale;
    private final ScoreRow row;
    private final int keys;
    private final double productGrowth;
    private final double scoreGrowth;
    private final double productFloor;
    private final double scoreFloor;
    private final double largestMagnitude;
    private final double worstScore;
    private final double maximumError;
    private final double[] scoreErrors;
    private final double unit;
    private final boolean raw;
    private final double c;
    /** e_j, before storage; t_j of steps before the sum; n_j of those after it; u_j. */
    private final double[] error;

    private final double[] stored;
    private final double[] alone;
    private final double[] upper;
    private final double leak;
    private final double sumUpper;
    private final double denominator;
    private final double[] probabilityError;

    RowBound(List<Step> steps, double scale, ScoreRow row) {
        this.steps = steps;
        this.scale = scale;
        this.row = row;
        this.keys = row.scores().length;
        this.productGrowth = growth(s -> s.role() == Role.PRODUCT);
        this.scoreGrowth = growth(s -> s.role() == Role.SCORE);
        this.productFloor = Math.abs(scale) * floor(s -> s.role() == Role.PRODUCT);
        this.scoreFloor = floor(s -> s.role() == Role.SCORE);
        this.largestMagnitude = Arrays.stream(row.magnitudes()).max().orElse(0);
        this.scoreErrors = new double[keys];
        double worst = 0;
        for (int j = 0; j < keys; j++) {
            scoreErrors[j] = seen(j) ? scoreError(row.magnitudes()[j]) : 0;
            worst = Math.max(worst, scoreErrors[j]);
        }
        this.worstScore = worst;
        this.maximumError = maximumError();
        this.raw = steps.stream().anyMatch(s -> s.role() == Role.EXPONENTIAL);
        this.c = StrictMath.expm1(growth(s -> s.role() == Role.DENOMINATOR));
        this.error = new double[keys];
        this.stored = new double[keys];
        this.alone = new double[keys];
        this.upper = new double[keys];
        this.leak = leak();
        int best = best();
        this.unit = one(best);
        double[] sums = weights(best, unit, error, stored, alone, upper);
        this.sumUpper = sums[0];
        this.denominator = sums[1];
        this.probabilityError = new double[keys];
        for (int j = 0; j < keys; j++) {
            probabilityError[j] = probabilityStorage(j);
        }
    }

    private boolean seen(int key) {
        return row.scores()[key] > Double.NEGATIVE_INFINITY;
    }

    private double growth(Predicate<Step> which) {
        return steps.stream().filter(which).mapToDouble(Step::growth).sum();
    }

    private double floor(Predicate<Step> which) {
        return steps.stream().filter(which).mapToDouble(Step::floor).sum();
    }

    /** D_j, of a key with that A_j. */
    private double scoreError(double a) {
        double error = (a + scoreFloor + productFloor) * StrictMath.expm1(productGrowth + scoreGrowth)
                + scoreFloor
                + productFloor;
        boolean fits = fits(Role.SCORE, a + error) && (scale == 0 || fits(Role.PRODUCT, (a + error) / Math.abs(scale)));
        return fits ? error : Double.POSITIVE_INFINITY;
    }

    /**
     * What hidden keys weigh, over the golden sum of weights: nothing, unless scores pass through a format without minus
     * infinity, which makes its least number of that.
     */
    private double leak() {
        double least = Double.NEGATIVE_INFINITY;
        for (Step s : steps) {
            if (s.role().isScore() && s.grid().saturates()) {
                double lowest = -s.grid().largest() * (s.role() == Role.PRODUCT ? Math.abs(scale) : 1);
                least = Math.max(least, lowest);
            }
        }
        long hidden = IntStream.range(0, keys).filter(j -> !seen(j)).count();
        return hidden == 0 ? 0 : hidden * StrictMath.exp(least - row.max() + 2 * worstScore) / row.denominator();
    }

    private boolean fits(Role role, double magnitude) {
        return steps.stream()
                .noneMatch(s -> s.role() == role && magnitude > s.grid().largest());
    }

    /** M. */
    private double maximumError() {
        double growth = StrictMath.expm1(growth(s -> s.role() == Role.MAXIMUM));
        double magnitude = largestMagnitude + worstScore;
        return fits(Role.MAXIMUM, magnitude)
                ? magnitude * growth + floor(s -> s.role() == Role.MAXIMUM)
                : Double.POSITIVE_INFINITY;
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
        return raw
                ? StrictMath.exp(2 * worstScore - row.logSumExp())
                : StrictMath.exp(lift + maximumError) / row.denominator();
    }

    /**
     * Steps 2 to 5, into arrays by key.
     *
     * @param best the key whose error all others are taken relative to; -1 for none
     * @param one {@link #one} for it
     * @return sum of u_j, and the denominator of step 6, 0 where nothing is promised
     */
    private double[] weights(int best, double one, double[] e, double[] t, double[] n, double[] up) {
        double argument = StrictMath.expm1(growth(s -> s.role() == Role.ARGUMENT));
        double argumentFloor = floor(s -> s.role() == Role.ARGUMENT);
        double exponentials = growth(s ->
                s.role() == Role.GOLDEN || s.role() == Role.FACTOR || (s.role().isWeight() && inGrowth(s)));
        double floor = floor(s -> s.role() == Role.FACTOR || (s.role().isWeight() && inGrowth(s))) * one;
        double lse = row.logSumExp();
        double total = 0;
        double least = 0;
        for (int j = 0; j < keys; j++) {
            if (!seen(j)) {
                continue;
            }
            double d = scoreErrors[j];
            double range = row.max() - row.scores()[j];
            double size = raw ? Math.max(range, row.magnitudes()[j]) : range;
            double x = (size + d + worstScore + 2 * maximumError) * argument + argumentFloor;
            double shifted = j == best ? 0 : best < 0 ? d : d + scoreErrors[best];
            double grown = shifted + x + exponentials;
            double p = row.probability(j);
            double high = StrictMath.exp(row.scores()[j] - lse + grown) + floor;
            double low = Math.max(0, p * StrictMath.exp(-grown) - floor);
            e[j] = Math.max(high - p, p - low);
            for (Step s : steps) {
                if (s.role().isWeight() && !inGrowth(s)) {
                    double moved = storage(s, high + t[j], one);
                    if (s.summed()) {
                        t[j] += moved;
                    } else {
                        n[j] += moved;
                    }
                }
            }
            up[j] = high + t[j];
            total += up[j];
            least += Math.max(0, low - t[j]);
        }
        double bottom = (1 - c) * least - one * floor(s -> s.role() == Role.DENOMINATOR);
        return new double[] {total + leak, fitsWeights() && bottom > 0 ? bottom : 0};
    }

    /** True for the operations that make a weight, false for formats that it is stored in. */
    private static boolean inGrowth(Step s) {
        return s.error() > 0;
    }

    /** t_j: what a format makes of a weight, of which 1 is so much. */
    private static double storage(Step s, double weight, double one) {
        return s.times() * s.grid().errorOfWeight(weight / one) * one;
    }

    /** Exponentials from which nothing is subtracted, and sums of weights, within their grids. */
    private boolean fitsWeights() {
        double largest = raw ? StrictMath.exp(row.max() + worstScore) : 1;
        return fits(Role.EXPONENTIAL, largest) && fits(Role.DENOMINATOR, raw ? keys * largest : keys);
    }

    private double probabilityStorage(int key) {
        double x = upper[key] / denominator;
        double moved = 0;
        for (Step s : steps) {
            if (s.role() == Role.PROBABILITY) {
                moved += storage(s, x, 1);
            }
        }
        return seen(key) ? moved : 0;
    }

    /** True if no error of this row is bounded. */
    private boolean promisesNothing() {
        return !(denominator > 0 && sumUpper < Double.POSITIVE_INFINITY && worstScore < Double.POSITIVE_INFINITY);
    }

    /**
     * Largest {@code |simulated - golden|} of every output of the row.
     *
     * @param v keys x columns, row-major
     * @param o golden outputs of the row
     * @return bounds in the unit of v, possibly infinite
     */
    public double[] outputs(double[] v, double[] o) {
        int cols = o.length;
        double[] bounds = new double[cols];
        if (row.seesNothing()) {
            return bounds;
        }
        double largest = ErrorBound.maxAbs(v);
        double weight = raw ? StrictMath.exp(row.max() + worstScore) : 1;
        if (promisesNothing() || !fits(Role.NUMERATOR, keys * weight * largest) || !fits(Role.OUTPUT, largest)) {
            Arrays.fill(bounds, Double.POSITIVE_INFINITY);
            return bounds;
        }
        double b = StrictMath.expm1(growth(s -> sums(s) && s.partial())
                + steps.stream()
                        .filter(s -> sums(s) && !s.partial() && s.times() > 1)
                        .mapToDouble(s -> s.growth() * (s.times() - 1) / s.times())
                        .sum());
        double size = Math.max(1, largest);
        double floor = size * unit * floor(s -> s.role() == Role.NUMERATOR);
        double last = size * floor(s -> s.role() == Role.OUTPUT && (s.partial() || s.times() > 1));
        double[] other = new double[cols];
        for (int j = 0; j < keys; j++) {
            if (!seen(j)) {
                continue;
            }
            for (int col = 0; col < cols; col++) {
                double value = Math.abs(v[j * cols + col]);
                double from = Math.abs(v[j * cols + col] - o[col]);
                double mean = Math.abs(o[col]);
                bounds[col] += error[j] * from
                        + stored[j] * Math.max(from, mean)
                        + (1 + b) * alone[j] * value
                        + b * upper[j] * value
                        + c * upper[j] * mean;
                other[col] += probabilityError[j] * value;
            }
        }
        for (int col = 0; col < cols; col++) {
            bounds[col] += leak * (1 + b) * (largest + Math.abs(o[col]));
            double e = (bounds[col] + floor) / denominator + (1 + b) * other[col] + last;
            for (Step s : steps) {
                if (sums(s) && !s.partial()) {
                    e += s.role() == Role.OUTPUT
                            ? s.grid().error(Math.abs(o[col]) + e)
                            : s.grid().unit() * (Math.abs(o[col]) + e);
                }
            }
            bounds[col] = e <= Double.MAX_VALUE ? e * UP : Double.POSITIVE_INFINITY;
        }
        return bounds;
    }

    private static boolean sums(Step s) {
        return s.role() == Role.NUMERATOR || s.role() == Role.OUTPUT;
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
        double p = row.probability(key);
        double low = Math.max(0, p - error[key] - stored[key]) / (sumUpper * (1 + c));
        double e = Math.max(upper[key] / denominator - p, p - low) + alone[key] / denominator;
        return promisesNothing() ? Double.POSITIVE_INFINITY : (e + probabilityError[key]) * UP;
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
        double steps = StrictMath.expm1(growth(s -> s.role() == Role.LOG_SUM)) * size;
        double e = logarithm() + steps + floor(s -> s.role() == Role.LOG_SUM);
        return fits(Role.LOG_SUM, size) && e <= Double.MAX_VALUE ? e * UP : Double.POSITIVE_INFINITY;
    }

    /** How far the logarithm of the sum of weights may be off, where no common factor cancels. */
    private double logarithm() {
        double[] sums = weights(-1, one(-1), new double[keys], new double[keys], new double[keys], new double[keys]);
        double e = sums[1] > 0
                ? Math.max(StrictMath.log(sums[0] * (1 + c)), -StrictMath.log(sums[1]))
                : Double.POSITIVE_INFINITY;
        return e <= Double.MAX_VALUE ? e : Double.POSITIVE_INFINITY;
    }
}
