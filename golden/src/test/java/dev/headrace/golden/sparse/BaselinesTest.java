package dev.headrace.golden.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.golden.DenseAttention;
import dev.headrace.golden.Mask;
import dev.headrace.golden.NumberFormat;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A3 and MNNFast. */
class BaselinesTest {
    private static double[] normal(Random random, int n) {
        return random.doubles(n).map(x -> random.nextGaussian()).toArray();
    }

    @Test
    void candidatesWorkedByHand() {
        // Products: row 0: 6, -1; row 1: 2, 3; row 2: -4, 1.
        double[] q = {2, 1};
        double[] k = {3, -1, 1, 3, -2, 1};
        // One step: +6 to row 0, -4 to row 2. Two: +3 to row 1, -1 to row 0. Three: +2 to row 1; no negative one is
        // left.
        for (int iterations = 1; iterations <= 3; iterations++) {
            CandidateAttention attention = new CandidateAttention(3, 2, 1, 1, iterations, Double.POSITIVE_INFINITY);
            int[] expected = iterations == 1 ? new int[] {0} : new int[] {0, 1};
            assertArrayEquals(expected, attention.candidates(q, k));
        }
    }

    @Test
    void candidatesAreThoseOfPointersIntoSortedColumns() {
        Random random = new Random(3);
        for (int trial = 0; trial < 200; trial++) {
            int n = 1 + random.nextInt(20);
            int d = 1 + random.nextInt(8);
            double[] q = normal(random, d);
            double[] k = normal(random, n * d);
            int iterations = random.nextInt(2 * n);
            int[] found = new CandidateAttention(n, d, 1, 1, iterations, 0).candidates(q, k);
            assertArrayEquals(walk(q, k, n, d, iterations), found);
        }
    }

    /** The machine: every column sorted, one pointer from each end, the best of all columns taken in each step. */
    private static int[] walk(double[] q, double[] k, int n, int d, int iterations) {
        double[] estimates = new double[n];
        for (int sign = 1; sign >= -1; sign -= 2) {
            int[][] order = new int[d][];
            int[] pointer = new int[d];
            for (int c = 0; c < d; c++) {
                int column = c;
                double factor = -sign * q[c];
                order[c] = IntStream.range(0, n)
                        .boxed()
                        .sorted(Comparator.comparingDouble(j -> factor * k[j * d + column]))
                        .mapToInt(j -> j)
                        .toArray();
            }
            for (int step = 0; step < Math.min(iterations, n * d); step++) {
                int best = -1;
                double largest = Double.NEGATIVE_INFINITY;
                for (int c = 0; c < d; c++) {
                    if (pointer[c] < n && sign * q[c] * k[order[c][pointer[c]] * d + c] > largest) {
                        largest = sign * q[c] * k[order[c][pointer[c]] * d + c];
                        best = c;
                    }
                }
                if (largest > 0) {
                    estimates[order[best][pointer[best]]] += sign * largest;
                }
                pointer[best]++;
            }
        }
        int[] candidates = IntStream.range(0, n).filter(j -> estimates[j] > 0).toArray();
        int first = 0;
        for (int j = 1; j < n; j++) {
            first = estimates[j] > estimates[first] ? j : first;
        }
        return candidates.length > 0 ? candidates : new int[] {first};
    }

    @Test
    void rowsFarUnderTheLargestScoreAreDroppedAfterScoring() {
        // Weights 100, 6, 4: five percent of the largest is 5.
        double[] k = {Math.log(100), Math.log(6), Math.log(4)};
        CandidateAttention attention = new CandidateAttention(3, 1, 1, 1, 3, CandidateAttention.belowFor(0.05));
        QueryOutcome outcome = attention.attend(new double[] {1}, k, new double[] {53, 106, 1000});
        assertArrayEquals(new int[] {0, 1, 2}, outcome.keys());
        assertArrayEquals(new int[] {0, 1}, outcome.values());
        assertArrayEquals(new double[] {100 / 106.0, 6 / 106.0, 0}, outcome.probabilities(), 1e-15);
        assertEquals(56, outcome.output()[0], 1e-12);
        CandidateAttention all = new CandidateAttention(3, 1, 1, 1, 3, Double.POSITIVE_INFINITY);
        assertEquals(3, all.attend(new double[] {1}, k, new double[3]).values().length);
        CandidateAttention best = new CandidateAttention(3, 1, 1, 1, 3, 0);
        assertArrayEquals(
                new int[] {0}, best.attend(new double[] {1}, k, new double[3]).values());
    }

    @Test
    void withoutAPositiveEstimateTheFirstBestRowIsTheCandidate() {
        CandidateAttention attention = new CandidateAttention(3, 1, 1, 1, 0, 0);
        assertArrayEquals(new int[] {0}, attention.candidates(new double[] {1}, new double[] {1, 2, 3}));
        CandidateAttention negative = new CandidateAttention(3, 1, 1, 1, 3, 0);
        assertArrayEquals(new int[] {1}, negative.candidates(new double[] {-1}, new double[] {3, 1, 2}));
        assertThrows(IllegalArgumentException.class, () -> new CandidateAttention(1, 1, 1, 1, 1, Double.NaN));
    }

    @Test
    void valuesOfSmallProbabilityAreSkippedAndTheDenominatorStays() {
        double[] p = {0.1, 0.05, 0.6, 0.25};
        double[] v = {1, 2, 100, 200, 3, 4, 8, 12};
        QueryOutcome outcome = new ZeroSkipping(0.1).attend(0, p, v);
        assertArrayEquals(new int[] {0, 2, 3}, outcome.values());
        assertArrayEquals(new double[] {0.1 + 1.8 + 2, 0.2 + 2.4 + 3}, outcome.output(), 1e-15);
        assertEquals(4, new ZeroSkipping(0).attend(0, p, v).values().length);
        assertEquals(0, new ZeroSkipping(1).attend(0, p, v).values().length);
        assertThrows(IllegalArgumentException.class, () -> new ZeroSkipping(1.1));
    }

    @Test
    void skippingErrsByNoMoreThanTheMassSkipped() {
        Random random = new Random(4);
        double[] q = normal(random, 8);
        double[] k = normal(random, 40 * 8);
        double[] v = normal(random, 40);
        DenseAttention dense = new DenseAttention(1, 40, 8, 1, 0.5, Mask.none());
        double[] p = dense.probabilities(0, 0, q, k);
        for (double threshold : new double[] {0.01, 0.03, 0.1, 0.5}) {
            QueryOutcome outcome = new ZeroSkipping(threshold).attend(0, p, v);
            double mass = Arrays.stream(outcome.values()).mapToDouble(j -> p[j]).sum();
            double maxV = Arrays.stream(v).map(Math::abs).max().orElse(0);
            double error =
                    Math.abs(outcome.output()[0] - dense.attend(0, q, k, v).o()[0]);
            assertTrue(error <= (1 - mass) * maxV + 1e-14);
        }
    }

    @Test
    void theLazySoftmaxOverflowsHalfPrecisionWhereTheOnlineOneDoesNot() {
        double[] scores = {11.2, 1};
        assertEquals(Double.POSITIVE_INFINITY, ZeroSkipping.lazyDenominator(scores, NumberFormat.FP16));
        assertTrue(Double.isFinite(ZeroSkipping.lazyDenominator(new double[] {11, 1}, NumberFormat.FP16)));
        assertEquals(Math.exp(11.2) + Math.E, ZeroSkipping.lazyDenominator(scores, NumberFormat.FP64), 1e-9);
    }
}
