package dev.headrace.golden.sparse;

import dev.headrace.golden.DenseAttention;
import dev.headrace.golden.Mask;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A3's approximate attention (Ham et al., "A3", HPCA 2020, arXiv 2002.10941): a query computes dot products only with rows
 * of K that look promising, and adds up only the V rows whose score comes near the largest.
 *
 * <p><b>Candidates.</b> Each of {@code iterations} steps takes the largest component product {@code q_c k_jc} not taken
 * yet and adds it to row j's estimate, if it is positive; and the smallest one likewise, if it is negative. Rows whose
 * estimate is positive are candidates. The machine finds these products with one pointer into each column of K, sorted
 * beforehand; together they walk down the products in order, so here all products are sorted. Equal products are taken
 * in order of column, then row (assumed). If no estimate is positive, the first row with the largest estimate is the
 * only candidate (assumed: the softmax needs one).
 *
 * <p><b>After scoring.</b> Candidates whose score is more than {@code below} under the largest are dropped before the
 * exponential; the softmax is over those left. The conservative setting is n/2 iterations and 5 %, the aggressive one n/8
 * and 10 %; that the percentage is of the largest weight, see {@link #belowFor}, is assumed.
 *
 * @param keys rows of k and v
 * @param headDim columns of q and k
 * @param valueDim columns of v
 * @param scale factor of the scores
 * @param iterations steps of the candidate selection, 0 or more
 * @param below how far under the largest score a candidate may be, 0 or more, possibly infinite
 */
public record CandidateAttention(int keys, int headDim, int valueDim, double scale, int iterations, double below) {
    public CandidateAttention {
        Require.atLeast("keys", keys, 1);
        Require.atLeast("head_dim", headDim, 1);
        Require.atLeast("value_dim", valueDim, 1);
        Require.atLeast("iterations", iterations, 0);
        if (!(below >= 0)) {
            throw new IllegalArgumentException("below is " + below + "; allowed: 0 or more");
        }
    }

    /** The distance under the largest score at which a weight is that share of the largest one: {@code ln(1 / share)}. */
    public static double belowFor(double share) {
        Require.share("share", share);
        return -StrictMath.log(share);
    }

    /**
     * Rows whose dot products are computed, ascending.
     *
     * @param query headDim numbers
     * @param k keys x headDim
     */
    public int[] candidates(double[] query, double[] k) {
        double[] estimates = estimates(query, k);
        int[] candidates =
                IntStream.range(0, keys).filter(j -> estimates[j] > 0).toArray();
        return candidates.length > 0
                ? candidates
                : Selection.largest(estimates, 1).positions();
    }

    private double[] estimates(double[] query, double[] k) {
        double[] products = new double[keys * headDim];
        Integer[] order = new Integer[products.length];
        for (int column = 0; column < headDim; column++) {
            for (int row = 0; row < keys; row++) {
                int at = column * keys + row;
                products[at] = query[column] * k[row * headDim + column];
                order[at] = at;
            }
        }
        double[] estimates = new double[keys];
        int steps = Math.min(iterations, products.length);
        Arrays.sort(order, (a, b) -> Double.compare(products[b] + 0.0, products[a] + 0.0));
        for (int i = 0; i < steps; i++) {
            estimates[order[i] % keys] += Math.max(0, products[order[i]]);
        }
        Arrays.sort(order);
        Arrays.sort(order, (a, b) -> Double.compare(products[a] + 0.0, products[b] + 0.0));
        for (int i = 0; i < steps; i++) {
            estimates[order[i] % keys] += Math.min(0, products[order[i]]);
        }
        return estimates;
    }

    /**
     * One query.
     *
     * @param query headDim numbers
     * @param k keys x headDim
     * @param v keys x valueDim
     * @return keys: the candidates; values: those left after scoring. Probabilities of the others are 0
     */
    public QueryOutcome attend(double[] query, double[] k, double[] v) {
        int[] candidates = candidates(query, k);
        DenseAttention one = new DenseAttention(1, keys, headDim, valueDim, scale, Mask.none());
        double[] all = one.probabilities(0, 0, query, k);
        double largest =
                Arrays.stream(candidates).mapToDouble(j -> all[j]).max().orElse(0);
        int[] left;
        if (largest > 0) {
            double least = StrictMath.exp(-below) * largest;
            left = Arrays.stream(candidates).filter(j -> all[j] >= least).toArray();
        } else {
            left = candidates;
        }
        Mask kept = (head, row, key) -> Arrays.binarySearch(left, key) >= 0;
        DenseAttention narrow = new DenseAttention(1, keys, headDim, valueDim, scale, kept);
        double[] p = narrow.probabilities(0, 0, query, k);
        double[] output = narrow.attend(0, query, k, v).o();
        double[] probabilities =
                Arrays.stream(candidates).mapToDouble(j -> p[j]).toArray();
        return new QueryOutcome(
                0, candidates, probabilities, left, Arrays.stream(p).max().orElse(0), false, output);
    }
}
