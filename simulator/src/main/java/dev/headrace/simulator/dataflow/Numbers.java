package dev.headrace.simulator.dataflow;

import dev.headrace.golden.ErrorBound;
import dev.headrace.golden.NumberFormat;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic as the modelled units do it: in single precision, each operation rounded, sums in order of the index; or
 * in double precision where the design asks for it. Exponential and logarithm come from {@link StrictMath}, so that
 * every host gets the same bits; in single precision they are correctly rounded but for a few cases in a million.
 */
public final class Numbers {
    /** 1 / ln 2. */
    private static final double LOG2_E = 1.4426950408889634;

    /** (ln 2)^k / k!, for k from 0 to 5: the Taylor series of 2 to the x about 0. */
    private static final double[] TAYLOR = {
        1, 0.6931471805599453, 0.2402265069591007, 0.055504108664821576, 0.009618129107628477, 0.0013333558146428441
    };

    private final boolean wide;
    private final boolean taylor;

    private Numbers(boolean wide, boolean taylor) {
        this.wide = wide;
        this.taylor = taylor;
    }

    /** Arithmetic in the accumulator format: "fp32" or "fp64". */
    public static Numbers in(String accumulator) {
        return in(accumulator, "exact");
    }

    /** The same with the exponential of a {@link dev.headrace.simulator.unit.ComputeUnit#exponential unit}. */
    static Numbers in(String accumulator, String exponential) {
        return new Numbers(accumulator.equals("fp64"), exponential.equals("taylor-5"));
    }

    /** True if exponentials are approximate. */
    boolean approximates() {
        return taylor;
    }

    /** Name of the format that every operation is rounded to. */
    String format() {
        return wide ? "fp64" : "fp32";
    }

    /** Relative error of an exponential beside its rounding and those of its argument. */
    double exponentialError() {
        return taylor ? ErrorBound.taylorExponential(NumberFormat.parse(format())) : 0;
    }

    /** x rounded to the accumulator format. */
    public double round(double x) {
        return wide ? x : (float) x;
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
        double y = multiplyAdd(x, LOG2_E, 0);
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
        return wide ? a * b + c : (float) a * (float) b + (float) c;
    }

    /**
     * Matrix product plus what was there.
     *
     * @param a rows x depth
     * @param b depth x cols, or cols x depth if transposed
     * @param onto rows x cols to add to, or null for zeros
     */
    public Tile product(Tile a, Tile b, boolean transposed, @Nullable Tile onto) {
        int cols = transposed ? b.rows() : b.cols();
        int depth = a.cols();
        double[] bt = transposed ? b.at() : transpose(b);
        Tile out = new Tile(a.rows(), cols);
        for (int i = 0; i < a.rows(); i++) {
            for (int j = 0; j < cols; j++) {
                double start = onto == null ? 0 : onto.get(i, j);
                out.set(
                        i,
                        j,
                        wide
                                ? dot(a.at(), i * depth, bt, j * depth, depth, start)
                                : dotSingle(a.at(), i * depth, bt, j * depth, depth, (float) start));
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

    /** A tile with every element rounded to a format; the same tile if its elements have it already. */
    static Tile rounded(Tile tile, String format) {
        if (format.equals("fp64")) {
            return tile;
        }
        NumberFormat f = NumberFormat.parse(format);
        double[] out = new double[tile.at().length];
        for (int i = 0; i < out.length; i++) {
            out[i] = f.round(tile.at()[i]);
        }
        return new Tile(tile.rows(), tile.cols(), out);
    }
}
