package dev.headrace.golden;

/**
 * How far an attention output computed in given formats may lie from {@link DenseAttention}: a proven bound, from the
 * standard model of rounding (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., sections 2.2, 3.1, 4.2).
 *
 * <h2>Model</h2>
 *
 * Rounding to format F gives {@code x (1 + e) + t} with {@code |e| <= u_F}, {@code |t| <= s_F / 2} (u unit roundoff, s
 * smallest positive number). k roundings in a row give {@code |e| <= gamma_k = k u / (1 - k u)}, infinite once
 * {@code k u >= 1}. Suffixes: a accumulator, s score, p probability, o output. n keys, d head_dim, T key tiles, A at
 * least {@code |scale| sum_i |q_i k_i|} for every score, V at least every |v|.
 *
 * <h2>Derivation</h2>
 *
 * <ol>
 *   <li><b>Score.</b> d products and sums in any order, the scale itself, the multiplication by it, and one spare for a
 *       product or sum rounded twice on its way: {@code D = gamma_{d+3} A + u_s A (1 + gamma_{d+3}) + s_s/2 + (d
 *       max(1,|scale|) + 2) s_a/2}. Where the inputs are whole numbers so small that every partial sum is exact in the
 *       accumulator, d+3 becomes 3.
 *   <li><b>Weight.</b> {@code w_j = exp(s_j - m)}. An error of the row maximum m multiplies every weight alike and
 *       cancels. The score error multiplies w_j by at most {@code e^D}. Each exponential is taken to be faithful (error
 *       under one unit in the last place, 2 u_a) but for a declared error e of its method ({@link #taylorExponential}), and
 *       there is one per weight and one per rescale: {@code (1 + 2 u_a + e)^(T+1)}. Together {@code 1 + a}. The argument of the exponential carries at most three roundings (the
 *       subtraction, and a multiplication by a rounded log2 e for base-two units), an error of {@code x_j = 3 u_a R_j}
 *       where {@code R_j = m - s_j}; over the rescales of an online softmax the arguments add up to the same R_j, so T
 *       does not enter. {@code R_j <= 2A + 2D}, and the softmax-weighted mean of R_j is entropy minus ln(denominator),
 *       at most ln n, plus 2D: x = 3 u_a min(ln n + 2D, 2A + 2D), to which convexity of exp adds a factor {@code g =
 *       exp(3 u_a (2A + 2D))}.
 *   <li><b>Storage of the weight</b>: u_p, whether the denominator sums the stored weights or the fresh ones; and an
 *       absolute {@code h = s_p/2 + (T + 3) s_a/2} for underflow.
 *   <li><b>Sums.</b> Up to n additions one after another and four roundings per tile (a rescale; a machine that
 *       normalises at every tile does multiply, multiply, add, divide): numerator {@code b = gamma_{n+4T+2}} with the
 *       product's rounding, denominator {@code c = gamma_{n+4T+1}}, both u in a.
 *   <li><b>Quotient.</b> With N = sum p_j v_j = o, L = sum p_j = 1 and computed N', L':
 *       {@code N' - o L' = sum p_j a_j (v_j - o) + sum p_j (1 + a_j)(b_j v_j - c_j o)}. Let W = sum p_j |v_j|. Errors
 *       common to both sums meet only {@code sum p_j |v_j - o| <= M = min(V, W + |o|)} (mean deviation <= standard
 *       deviation <= V), and so does the storage error u_p, common or not. {@code E = (1 + u_p) [(a + u_p (1 + a)) M + 2
 *       (1 + a)(1 + u_p) g x V + (1 + a)(b W + c |o| + g x (b + c) V)] / low}, where {@code low = (1 - a)(1 - g x)(1 -
 *       c)(1 - u_p) - n h}. Underflow adds {@code [2 n h V + (n + 4T)(1 + V) s_a/2] / low}, because the largest weight is
 *       1 and so L >= 1 before scaling.
 *   <li><b>Division and store.</b> {@code 2 u_a |o| + s_a} (quotient, or reciprocal and product), then {@code u_o |o| +
 *       s_o/2} as many times as the output is stored.
 *   <li><b>The golden model's own error</b>, by the same formula in fp64: its compensated sums count as 4 roundings.
 * </ol>
 *
 * Infinity is a possible answer: the formats then promise nothing (an overflow is possible, or {@code n u_a >= 1}).
 *
 * @param formats where the machine rounds
 * @param headDim columns of q and k, at least 1
 * @param keys most keys any row sees, at least 1
 * @param tiles key tiles the row is processed in, each of which may rescale; 1 for a softmax over whole rows
 * @param outputStores times the normalised output passes through the output format: 1, or tiles for a machine that
 *     stores and reloads it at each tile, as FlashAttention-1 does
 * @param scale factor of the scores
 * @param exponential e: relative error of each exponential beside its rounding, 0 for a faithful one
 */
public record ErrorBound(
        AttentionFormats formats,
        int headDim,
        int keys,
        int tiles,
        int outputStores,
        double scale,
        double exponential) {
    /** Roundings that a compensated sum and the products in it are worth in the golden model. */
    private static final int COMPENSATED = 4;

    public ErrorBound {
        if (headDim < 1 || keys < 1 || tiles < 1 || outputStores < 1) {
            throw new IllegalArgumentException("head_dim, keys, tiles, output stores are " + headDim + ", " + keys
                    + ", " + tiles + ", " + outputStores + "; allowed: each at least 1");
        }
        if (!(exponential >= 0 && exponential < 1)) {
            throw new IllegalArgumentException("exponential is " + exponential + "; allowed: 0 to below 1");
        }
        if (!Double.isFinite(scale)) {
            throw new IllegalArgumentException("scale is " + scale + "; allowed: a finite number");
        }
    }

    /** A machine whose exponentials are faithful. */
    public ErrorBound(AttentionFormats formats, int headDim, int keys, int tiles, int outputStores, double scale) {
        this(formats, headDim, keys, tiles, outputStores, scale, 0);
    }

    /**
     * Relative error of an exponential as 2 to the n times the Taylor polynomial of degree 5 of 2 to the f, |f| at most
     * 1/2, evaluated by Horner's rule.
     *
     * <p>With r = f ln 2, |r| <= 0.3466, what is left out is at most {@code |r|^6 / 6! e^max(r, 0)}, and relative to
     * {@code e^r >= 2^(-1/2)} at most {@code 0.3466^6 / 720 sqrt 2 = 3.41e-6}. Horner's rule with two roundings a step and a
     * rounded coefficient each makes an error of at most {@code gamma_15 sum |c_k f^k| <= gamma_15 sqrt 2}, relative to the
     * result at most {@code 2 gamma_15}. The rounding of the argument is counted in step 2 already.
     */
    public static double taylorExponential(NumberFormat accumulator) {
        return StrictMath.pow(StrictMath.log(2) / 2, 6) / 720 * StrictMath.sqrt(2) + 2 * gamma(15, accumulator);
    }

    /** A machine that stores its output once. */
    public ErrorBound(AttentionFormats formats, int headDim, int keys, int tiles, double scale) {
        this(formats, headDim, keys, tiles, 1, scale);
    }

    /**
     * The bound for rows whose scores are of a given size: of a whole head, or row by row for a tighter one.
     *
     * @param maxAbsScore A: at least {@code |scale| sum_i |q_i k_i|} for every key the row sees, as from {@link
     *     #maxAbsScore}; finite, 0 or more
     */
    public RowBound forScores(double maxAbsScore) {
        checkMagnitude(maxAbsScore);
        return new RowBound(formats.output(), outputStores, machine(maxAbsScore), golden(maxAbsScore));
    }

    /**
     * Largest {@code |simulated - golden|} of one element of a matrix product: {@code gamma_{depth+1} B}, underflow of
     * each product, then the rounding of the store; the golden model's own error on top.
     *
     * @param depth length of the sum, at least 1
     * @param maxAbsProduct B: at least {@code sum |a_i b_i|} for every element, 0 or more
     */
    public static double matrixProduct(
            NumberFormat input, NumberFormat accumulator, NumberFormat output, int depth, double maxAbsProduct) {
        if (depth < 1) {
            throw new IllegalArgumentException("depth is " + depth + "; allowed: at least 1");
        }
        checkMagnitude(maxAbsProduct);
        boolean exact = exactSums(input, accumulator, depth);
        double error = exact ? 0 : gamma(depth + 1, accumulator) * maxAbsProduct + depth * accumulator.smallest() / 2;
        if (!(maxAbsProduct + error <= accumulator.maxFinite())) {
            return Double.POSITIVE_INFINITY;
        }
        error += rounding(output, maxAbsProduct + error);
        error += exactSums(input, NumberFormat.FP64, depth) ? 0 : gamma(COMPENSATED, NumberFormat.FP64) * maxAbsProduct;
        return error;
    }

    /**
     * A bound on every score's sum of magnitudes by Cauchy and Schwarz, {@code |scale| max|q| max|k|} with row norms.
     *
     * @param q rows x columns, row-major; any number of rows
     * @param k likewise
     */
    public static double maxAbsScore(double[] q, double[] k, int columns, double scale) {
        // One part in 2^40 up, far more than the sums and roots can have lost.
        return Math.abs(scale) * maxNorm(q, columns) * maxNorm(k, columns) * (1 + 0x1p-40);
    }

    /** The largest magnitude in an array, 0 for an empty one. */
    public static double maxAbs(double[] values) {
        double max = 0;
        for (double value : values) {
            max = Math.max(max, Math.abs(value));
        }
        return max;
    }

    private static double maxNorm(double[] rows, int columns) {
        double max = 0;
        for (int from = 0; from < rows.length; from += columns) {
            double sum = 0;
            for (int i = from; i < from + columns; i++) {
                sum += rows[i] * rows[i];
            }
            max = Math.max(max, sum);
        }
        return Math.sqrt(max);
    }

    private WeightError machine(double a) {
        int dot = exactSums(formats.input(), formats.accumulator(), headDim) ? 3 : headDim + 3;
        return new WeightError(formats, dot, keys, this, a, exponential);
    }

    private WeightError golden(double a) {
        AttentionFormats fp64 = AttentionFormats.all(NumberFormat.FP64);
        return new WeightError(fp64, COMPENSATED, COMPENSATED, this, a, 0);
    }

    /** True if whole numbers of the input format, multiplied and summed, never leave the exact range of the sums. */
    private static boolean exactSums(NumberFormat input, NumberFormat sums, int depth) {
        double largest = Math.max(-input.minFinite(), input.maxFinite());
        return input.isInteger() && depth * largest * largest <= Math.scalb(1.0, sums.precision());
    }

    /** gamma_k of a format; infinite once k u reaches 1. */
    static double gamma(int k, NumberFormat format) {
        double ku = k * format.unitRoundoff();
        return ku < 1 ? ku / (1 - ku) : Double.POSITIVE_INFINITY;
    }

    /** Error of rounding any number up to a magnitude; infinite where it may overflow or saturate. */
    static double rounding(NumberFormat format, double magnitude) {
        return magnitude <= format.maxFinite()
                ? format.unitRoundoff() * magnitude + format.smallest() / 2
                : Double.POSITIVE_INFINITY;
    }

    private static void checkMagnitude(double a) {
        if (!(a >= 0 && a < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("magnitude is " + a + "; allowed: finite, at least 0");
        }
    }
}
