package dev.headrace.golden.sparse;

import dev.headrace.golden.NumberFormat;
import java.util.Arrays;

/**
 * MNNFast (Jang et al., ISCA 2019): V rows of small probability are skipped, and the softmax is lazy.
 *
 * @param threshold probabilities strictly below it skip their V row, 0 to 1; 0.1 in the paper (from memory)
 */
public record ZeroSkipping(double threshold) {
    public ZeroSkipping {
        Require.share("threshold", threshold);
    }

    /**
     * The output row of one query. The denominator is that of all keys: only the weighted sum is shorter.
     *
     * @param query its row, handed on to the outcome
     * @param probabilities of all keys
     * @param v keys x value_dim
     */
    public QueryOutcome attend(int query, double[] probabilities, double[] v) {
        int keys = probabilities.length;
        Require.atLeast("keys", keys, 1);
        int columns = v.length / keys;
        double[] output = new double[columns];
        int[] all = new int[keys];
        int[] kept = new int[keys];
        int count = 0;
        double maximum = 0;
        for (int j = 0; j < keys; j++) {
            all[j] = j;
            maximum = Math.max(maximum, probabilities[j]);
            if (probabilities[j] >= threshold) {
                kept[count++] = j;
                for (int c = 0; c < columns; c++) {
                    output[c] += probabilities[j] * v[j * columns + c];
                }
            }
        }
        int[] values = Arrays.copyOf(kept, count);
        return new QueryOutcome(query, all, probabilities.clone(), values, maximum, false, output);
    }

    /**
     * The lazy softmax's denominator, {@code sum exp(s_i)} without subtracting the maximum, every exponential and partial
     * sum rounded to a format. Where an online softmax stays finite, this overflows once a score passes the logarithm of
     * the format's largest number: about 11.09 for fp16.
     */
    public static double lazyDenominator(double[] scores, NumberFormat format) {
        double sum = 0;
        for (double score : scores) {
            sum = format.round(sum + format.round(StrictMath.exp(score)));
        }
        return sum;
    }
}
