package dev.headrace.simulator.dataflow;

import dev.headrace.golden.ErrorBound;
import dev.headrace.golden.NumberFormat;
import dev.headrace.simulator.unit.Summation;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic as the modelled units do it: every operation rounded once to the format of their results, sums in the unit's own
 * order ({@link Summation}); in double precision where the workload asks for it. Operands are taken as they come, but for products in
 * fp32, whose factors are fp32 too. Exponential and logarithm come from {@link StrictMath}, so that every host gets the same bits;
 * in single precision they are correctly rounded but for a few cases in a million.
 *
 * <p>A number that is too large becomes infinite, as {@link NumberFormat#round} says.
 */
public final class Numbers {
    /** 1 / ln 2. */
    private static final double LOG2_E = 1.4426950408889634;

    /** (ln 2)^k / k!, for k from 0 to 5: the Taylor series of 2 to the x about 0. */
    private static final double[] TAYLOR = {
        1, 0.6931471805599453, 0.2402265069591007, 0.055504108664821576, 0.009618129107628477, 0.0013333558146428441
    };

    private final NumberFormat format;
    private final boolean wide;
    private final boolean single;
    private final boolean taylor;

    private Numbers(NumberFormat format, boolean taylor) {
        this.format = format;
        this.wide = format == NumberFormat.FP64;
        this.single = format == NumberFormat.FP32;
        this.taylor = taylor;
    }

    /** Arithmetic in a format by its name: that of a unit's results. */
    public static Numbers in(String accumulator) {
        return in(accumulator, "exact");
    }

    /** The same with the exponential of a {@link dev.headrace.simulator.unit.ComputeUnit#exponential unit}. */
    static Numbers in(String accumulator, String exponential) {
        return new Numbers(NumberFormat.parse(accumulator), exponential.equals("taylor-5"));
    }

    /** True if exponentials are approximate. */
    boolean approximates() {
        return taylor;
    }

    /** Name of the format that every operation is rounded to. */
    String format() {
        return format.jsonName();
    }

    /** Relative error of an exponential beside its rounding and those of its argument. */
    double exponentialError() {
        return taylor ? ErrorBound.taylorExponential(format) : 0;
    }

    /** x rounded to the accumulator format. */
    public double round(double x) {
        return single ? (float) x : wide ? x : Conversions.nearest(x, format);
    }

    /** e to the x. */
    public double exp(double x) {
        return taylor ? taylorExp(x) : round(StrictMath.exp(x));
    }

    /**
     * e to the x, x at most 0, in six multiply-adds. With y = x log2 e (one multiplication), n its nearest whole number and f
     * = y - n, which is exact and at most a half in magnitude, 2 to the f is its Taylor polynomial of degree 5 by
     * Horner's rule (five multiply-adds); n is added to the exponent. Truncation: the sixth term is (ln 2 / 2)^6 / 6! =
     * 2.41e-6, and the result is 0.707 or more: less than 3.6e-6 of it.
     */
    double taylorExp(double x) {
        if (x == Double.NEGATIVE_INFINITY) {
            return 0;
        }
        double y = multiplyAdd(x, round(LOG2_E), 0);
        double n = Math.rint(y);
        double f = y - n;
        double p = round(TAYLOR[5]);
        for (int k = 4; k >= 0; k--) {
            p = multiplyAdd(p, f, round(TAYLOR[k]));
        }
        return n < -2000 ? 0 : round(Math.scalb(p, (int) n));
    }

    /** Natural logarithm. */
    public double log(double x) {
        return round(StrictMath.log(x));
    }

    /** a times b plus c, two roundings. */
    public double multiplyAdd(double a, double b, double c) {
        return single
                ? (float) a * (float) b + (float) c
                : wide ? a * b + c : narrowSum(Conversions.nearest(a * b, format), c);
    }

    /** a plus b, rounded. */
    double add(double a, double b) {
        return single ? (float) (a + b) : wide ? a + b : narrowSum(a, b);
    }

    /**
     * A sum rounded once to a narrow format. In double it may be off already, and then just at the middle between two numbers:
     * it is made odd where something was lost, which no middle is.
     */
    private double narrowSum(double a, double b) {
        double sum = a + b;
        double virtual = sum - a;
        double lost = (a - (sum - virtual)) + (b - virtual);
        long bits = Double.doubleToRawLongBits(sum);
        if (lost != 0 && !Double.isNaN(lost) && (bits & 1) == 0) {
            // Towards what was lost: one up in magnitude if it has the sum's sign, else one down.
            sum = Double.longBitsToDouble(lost > 0 == sum > 0 ? bits + 1 : bits - 1);
        }
        return Conversions.nearest(sum, format);
    }

    /**
     * The sum of some numbers of an array.
     *
     * @param from the first of them
     * @param count how many; 0 for a sum of 0
     */
    double sum(double[] terms, int from, int count, Summation order) {
        double sum = 0;
        if (order.isSerial()) {
            for (int i = from; i < from + count; i++) {
                sum = add(sum, terms[i]);
            }
            return sum;
        }
        return ordered(java.util.Arrays.copyOfRange(terms, from, from + count), order, sum);
    }

    /** A sum in an order of its own, on top of a start. Uses the terms up. */
    private double ordered(double[] terms, Summation order, double start) {
        int fold = order.fold() == 0 ? terms.length : order.fold();
        double sum = start;
        for (int begin = 0; begin < terms.length; begin += fold) {
            double running = order.fold() == 0 ? sum : 0;
            int end = (int) Math.min(terms.length, (long) begin + fold);
            for (int i = begin; i < end; i += order.tree()) {
                running = add(running, tree(terms, i, Math.min(order.tree(), end - i)));
            }
            sum = order.fold() == 0 ? running : add(sum, running);
        }
        return sum;
    }

    /** Sums of neighbours, in place, until one is left. */
    private double tree(double[] terms, int from, int count) {
        for (int width = count; width > 1; width = (width + 1) / 2) {
            for (int i = 0; i < width / 2; i++) {
                terms[from + i] = add(terms[from + 2 * i], terms[from + 2 * i + 1]);
            }
            if (width % 2 == 1) {
                terms[from + width / 2] = terms[from + width - 1];
            }
        }
        return terms[from];
    }

    /**
     * Matrix product plus what was there, terms one after another.
     *
     * @param a rows x depth
     * @param b depth x cols, or cols x depth if transposed
     * @param onto rows x cols to add to, or null for zeros
     */
    public Tile product(Tile a, Tile b, boolean transposed, @Nullable Tile onto) {
        return product(a, b, transposed, onto, Summation.SERIAL);
    }

    /** The same in an order of its own. */
    Tile product(Tile a, Tile b, boolean transposed, @Nullable Tile onto, Summation order) {
        int cols = transposed ? b.rows() : b.cols();
        int depth = a.cols();
        double[] bt = transposed ? b.at() : transpose(b);
        Tile out = new Tile(a.rows(), cols);
        double[] terms = order.isSerial() || format.isInteger() ? null : new double[depth];
        for (int i = 0; i < a.rows(); i++) {
            for (int j = 0; j < cols; j++) {
                double start = onto == null ? 0 : onto.get(i, j);
                int ai = i * depth;
                int bi = j * depth;
                double sum;
                if (terms != null) {
                    sum = dotOrdered(a.at(), ai, bt, bi, terms, start, order);
                } else if (single) {
                    sum = dotSingle(a.at(), ai, bt, bi, depth, (float) start);
                } else if (wide || format.isInteger()) {
                    // Whole numbers whose sums fit, as who asks has made sure, are exact in any order.
                    sum = dot(a.at(), ai, bt, bi, depth, start);
                } else {
                    sum = dotNarrow(a.at(), ai, bt, bi, depth, start);
                }
                out.set(i, j, sum);
            }
        }
        return out;
    }

    private static double[] transpose(Tile b) {
        double[] t = new double[b.rows() * b.cols()];
        for (int r = 0; r < b.rows(); r++) {
            for (int c = 0; c < b.cols(); c++) {
                t[c * b.rows() + r] = b.get(r, c);
            }
        }
        return t;
    }

    private static double dot(double[] a, int ai, double[] b, int bi, int n, double start) {
        double sum = start;
        for (int i = 0; i < n; i++) {
            sum += a[ai + i] * b[bi + i];
        }
        return sum;
    }

    private static double dotSingle(double[] a, int ai, double[] b, int bi, int n, float start) {
        float sum = start;
        for (int i = 0; i < n; i++) {
            sum += (float) a[ai + i] * (float) b[bi + i];
        }
        return sum;
    }

    private double dotNarrow(double[] a, int ai, double[] b, int bi, int n, double start) {
        double sum = start;
        for (int i = 0; i < n; i++) {
            sum = narrowSum(Conversions.nearest(a[ai + i] * b[bi + i], format), sum);
        }
        return sum;
    }

    private double dotOrdered(double[] a, int ai, double[] b, int bi, double[] terms, double start, Summation order) {
        for (int i = 0; i < terms.length; i++) {
            terms[i] = multiplyAdd(a[ai + i], b[bi + i], 0);
        }
        return ordered(terms, order, start);
    }
}
