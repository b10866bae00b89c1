package dev.headrace.golden;

import java.util.Arrays;

/**
 * Dense attention of one head in double precision: {@code o = softmax(scale q kT + mask) v}.
 *
 * <p>Written for exactness, not speed: two passes over the keys, the row maximum subtracted before every exponential
 * (so no exponential exceeds 1), compensated sums in all three reductions, and {@link StrictMath} so that every host
 * gives the same bits. A query that sees no key has output 0 and log-sum-exp minus infinity.
 *
 * <p>Cost per query: 2 keys head_dim + 2 keys value_dim multiply-adds with about six additions each.
 *
 * @param queries rows of q and of the output, at least 1
 * @param keys rows of k and v, at least 1
 * @param headDim columns of q and k, at least 1
 * @param valueDim columns of v and of the output, at least 1
 * @param scale factor of every score, finite; usually 1/sqrt(headDim)
 * @param mask which keys a query sees
 */
public record DenseAttention(int queries, int keys, int headDim, int valueDim, double scale, Mask mask) {
    /** Bits by which a sum of as many numbers as an array holds may exceed the largest of them. */
    private static final int SUM_BITS = 31;

    public DenseAttention {
        atLeastOne("queries", queries);
        atLeastOne("keys", keys);
        atLeastOne("head_dim", headDim);
        atLeastOne("value_dim", valueDim);
        if (!Double.isFinite(scale)) {
            throw new IllegalArgumentException("scale is " + scale + "; allowed: a finite number");
        }
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + "; allowed: at least 1");
        }
    }

    /**
     * The key-value head that a query head reads when heads share them (grouped-query attention): head h reads
     * {@code h / (heads / kvHeads)}.
     *
     * @throws IllegalArgumentException unless 1 <= kvHeads <= heads, kvHeads divides heads and 0 <= head < heads
     */
    public static int kvHead(int head, int heads, int kvHeads) {
        if (kvHeads < 1 || heads < 1 || heads % kvHeads != 0) {
            throw new IllegalArgumentException(
                    "kv_heads is " + kvHeads + " with heads " + heads + "; allowed: a divisor of heads");
        }
        if (head < 0 || head >= heads) {
            throw new IllegalArgumentException("head is " + head + "; allowed: 0 to " + (heads - 1));
        }
        return head / (heads / kvHeads);
    }

    /**
     * All query rows of one head.
     *
     * @param head query head, handed to the mask
     * @param q queries x headDim, row-major
     * @param k keys x headDim, row-major
     * @param v keys x valueDim, row-major
     * @throws IllegalArgumentException if a length is wrong or a number is not finite
     */
    public AttentionRows attend(int head, double[] q, double[] k, double[] v) {
        int[] all = new int[queries];
        Arrays.setAll(all, i -> i);
        return attend(head, all, q, k, v);
    }

    /**
     * Some query rows of one head, for checks that sample.
     *
     * @param rows query indices, each in [0, queries); the output has its rows in this order
     */
    public AttentionRows attend(int head, int[] rows, double[] q, double[] k, double[] v) {
        check("q", q, queries, headDim);
        check("k", k, keys, headDim);
        check("v", v, keys, valueDim);
        double[] o = new double[Math.multiplyExact(rows.length, valueDim)];
        double[] lse = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            ScoreRow row = scores(head, rows[i], q, k);
            lse[i] = row.logSumExp();
            output(row, v, o, i * valueDim);
        }
        return new AttentionRows(o, lse);
    }

    /**
     * The scores of one query.
     *
     * @param query in [0, queries)
     * @throws IllegalArgumentException if a score is not finite
     */
    public ScoreRow scores(int head, int query, double[] q, double[] k) {
        if (query < 0 || query >= queries) {
            throw new IllegalArgumentException("query row is " + query + "; allowed: 0 to " + (queries - 1));
        }
        double[] scores = new double[keys];
        double[] magnitudes = new double[keys];
        double[] weights = new double[keys];
        double max = Double.NEGATIVE_INFINITY;
        CompensatedSum sum = new CompensatedSum();
        for (int j = 0; j < keys; j++) {
            scores[j] = Double.NEGATIVE_INFINITY;
            if (mask.allowed(head, query, j)) {
                score(query, j, q, k, scores, magnitudes);
                max = Math.max(max, scores[j]);
            }
        }
        sum.reset();
        for (int j = 0; j < keys; j++) {
            // Tested apart, because -infinity minus -infinity is NaN.
            weights[j] = scores[j] == Double.NEGATIVE_INFINITY ? 0 : StrictMath.exp(scores[j] - max);
            sum.add(weights[j]);
        }
        return new ScoreRow(scores, magnitudes, weights, max, sum.value());
    }

    /** The output of one query: value_dim numbers, all 0 if it sees no key. */
    public double[] output(ScoreRow row, double[] v) {
        double[] o = new double[valueDim];
        output(row, v, o, 0);
        return o;
    }

    private void output(ScoreRow row, double[] v, double[] o, int from) {
        if (row.seesNothing()) {
            return;
        }
        double[] weights = row.weights();
        double[] sums = new double[valueDim];
        double[] errors = new double[valueDim];
        for (int j = 0; j < keys; j++) {
            if (weights[j] != 0) {
                CompensatedSum.addScaledRow(weights[j], v, j * valueDim, sums, errors);
            }
        }
        for (int c = 0; c < valueDim; c++) {
            double sum = sums[c] + errors[c];
            o[from + c] = Double.isFinite(sum) ? sum / row.denominator() : scaledOutput(row, v, c);
        }
    }

    /**
     * An output whose sum leaves the range of double precision, which the output itself does not: it is a mean of values. They
     * are scaled by a power of two, so that no sum of as many of them as an array holds is too large. What that loses of
     * the small ones, at most 2^-1043 each, is far below the roundings of such sums.
     */
    private double scaledOutput(ScoreRow row, double[] v, int column) {
        CompensatedSum sum = new CompensatedSum();
        for (int j = 0; j < keys; j++) {
            sum.add(row.weights()[j] * Math.scalb(v[j * valueDim + column], -SUM_BITS));
        }
        double mean = Math.scalb(sum.value() / row.denominator(), SUM_BITS);
        // The last rounding alone may take a mean of the largest numbers beyond them.
        return Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, mean));
    }

    /**
     * The softmax probabilities of one query over all keys: keys numbers that sum to 1, or all 0 if it sees none.
     *
     * @param query in [0, queries)
     */
    public double[] probabilities(int head, int query, double[] q, double[] k) {
        check("q", q, queries, headDim);
        check("k", k, keys, headDim);
        ScoreRow row = scores(head, query, q, k);
        double[] p = row.weights();
        for (int j = 0; j < keys && !row.seesNothing(); j++) {
            p[j] /= row.denominator();
        }
        return p;
    }

    /** Score of a key, and what its error scales with, side by side: a compensated sum leaves room for the other. */
    private void score(int query, int key, double[] q, double[] k, double[] scores, double[] magnitudes) {
        int qRow = query * headDim;
        int kRow = key * headDim;
        double sum = 0;
        double error = 0;
        double size = 0;
        for (int i = 0; i < headDim; i++) {
            double term = q[qRow + i] * k[kRow + i];
            double total = sum + term;
            double virtual = total - sum;
            error += (sum - (total - virtual)) + (term - virtual);
            sum = total;
            size += Math.abs(term);
        }
        double score = scale * (sum + error);
        if (!Double.isFinite(score)) {
            throw new ScoreOverflow("score of query " + query + " and key " + key + " is " + score);
        }
        scores[key] = score;
        magnitudes[key] = Math.abs(scale) * size;
    }

    private static void check(String name, double[] values, int rows, int columns) {
        Finite.check(name, values, rows, columns);
    }
}
