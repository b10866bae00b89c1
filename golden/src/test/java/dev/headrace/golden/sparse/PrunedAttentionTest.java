package dev.headrace.golden.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.golden.DenseAttention;
import dev.headrace.golden.Mask;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrunedAttentionTest {
    private static double[] normal(Random random, int n) {
        return random.doubles(n).map(x -> random.nextGaussian()).toArray();
    }

    private static QueryOutcome one(PrunedAttention attention, int[] tokens, double[] q, double[] k, double[] v) {
        return attention.attend(0, new int[] {0}, tokens, q, k, v).get(0);
    }

    @Test
    void keptKeysShareTheProbabilityAndTheLargestKeepTheirValues() {
        // Without token 1 the scores are 0, ln 3 and ln 4, so the probabilities 1/8, 3/8 and 4/8.
        double[] k = {0, 99, Math.log(3), Math.log(4)};
        double[] v = {8, 1000, 16, -2};
        PrunedAttention attention = new PrunedAttention(1, 1, 1, Mask.none(), 0.67, BitWidths.EXACT);
        QueryOutcome outcome = one(attention, new int[] {0, 2, 3}, new double[] {1}, k, v);
        assertArrayEquals(new int[] {0, 2, 3}, outcome.keys());
        assertArrayEquals(new double[] {0.125, 0.375, 0.5}, outcome.probabilities(), 1e-15);
        assertArrayEquals(new int[] {2, 3}, outcome.values());
        assertEquals(0.375 * 16 - 0.5 * 2, outcome.output()[0], 1e-14);
        assertEquals(0.5, outcome.firstMaximum(), 1e-15);
        assertFalse(outcome.refetched());
    }

    @Test
    void withEverythingKeptItIsDenseAttention() {
        Random random = new Random(5);
        double[] q = normal(random, 10 * 4);
        double[] k = normal(random, 10 * 4);
        double[] v = normal(random, 10 * 3);
        Mask causal = PrunedModel.causal();
        int[] all = IntStream.range(0, 10).toArray();
        PrunedAttention attention = new PrunedAttention(4, 3, 0.5, causal, 1, BitWidths.EXACT);
        double[] dense =
                new DenseAttention(10, 10, 4, 3, 0.5, causal).attend(0, q, k, v).o();
        for (QueryOutcome outcome : attention.attend(0, all, all, q, k, v)) {
            assertEquals(outcome.query() + 1, outcome.keys().length);
            for (int c = 0; c < 3; c++) {
                assertEquals(dense[outcome.query() * 3 + c], outcome.output()[c], 1e-14);
            }
        }
    }

    @Test
    void noKeysGiveAnOutputOfZeros() {
        PrunedAttention attention = new PrunedAttention(1, 2, 1, Mask.none(), 1, new BitWidths(12, 6, 4, 1, 8));
        QueryOutcome outcome = one(attention, new int[0], new double[1], new double[3], new double[6]);
        assertArrayEquals(new double[2], outcome.output());
        assertEquals(0, outcome.keys().length);
        assertFalse(outcome.refetched());
        PrunedAttention masked = new PrunedAttention(1, 2, 1, (h, i, j) -> false, 1, new BitWidths(12, 6, 4, 1, 8));
        outcome = one(masked, new int[] {0, 2}, new double[1], new double[3], new double[6]);
        assertEquals(0, outcome.keys().length);
        assertFalse(outcome.refetched());
    }

    @Test
    void aSingleKeyIsCertainAndNeedsNoLowBits() {
        PrunedAttention attention = new PrunedAttention(1, 1, 1, Mask.none(), 1, new BitWidths(8, 6, 4, 1, 0));
        QueryOutcome outcome =
                one(attention, new int[] {1}, new double[] {3}, new double[] {1, -2}, new double[] {5, 7});
        assertArrayEquals(new double[] {1}, outcome.probabilities());
        assertFalse(outcome.refetched());
        assertEquals(7, outcome.output()[0]);
    }

    @Test
    void theThresholdDecidesAboutTheLowBits() {
        // Codes of 8 bits: 127 = 7|15 and 120 = 7|8, the same in their 4 high bits, so a probability of 1/2 each at
        // first.
        double[] k = {127, 120};
        double[] q = {1};
        double[] v = {1, 0};
        int[] both = {0, 1};
        for (double threshold : new double[] {0, 0.5}) {
            QueryOutcome kept = one(
                    new PrunedAttention(1, 1, 0.1, Mask.none(), 1, new BitWidths(0, 4, 4, threshold, 0)),
                    both,
                    q,
                    k,
                    v);
            assertFalse(kept.refetched());
            assertEquals(0.5, kept.output()[0], 1e-15);
        }
        for (double threshold : new double[] {0.51, 1}) {
            QueryOutcome again = one(
                    new PrunedAttention(1, 1, 0.1, Mask.none(), 1, new BitWidths(0, 4, 4, threshold, 0)),
                    both,
                    q,
                    k,
                    v);
            assertTrue(again.refetched());
            assertEquals(0.5, again.firstMaximum());
            assertEquals(1 / (1 + Math.exp(-0.7)), again.output()[0], 1e-15);
        }
    }

    @Test
    void scoresOfQuantizedMatricesAreExactIntegerProducts() {
        Random random = new Random(6);
        double[] q = normal(random, 64);
        double[] k = normal(random, 20 * 64);
        int[] qCodes = Quantized.of(q, 12).integers();
        int[] kCodes = Quantized.of(k, 12).integers();
        double step = Quantized.of(q, 12).step() * Quantized.of(k, 12).step();
        double[] weights = new double[20];
        double sum = 0;
        for (int j = 0; j < 20; j++) {
            long product = 0;
            for (int c = 0; c < 64; c++) {
                product += (long) qCodes[c] * kCodes[j * 64 + c];
            }
            weights[j] = Math.exp(product * step / 8);
            sum += weights[j];
        }
        PrunedAttention attention = new PrunedAttention(64, 1, 0.125, Mask.none(), 1, new BitWidths(12, 8, 4, 1, 8));
        QueryOutcome outcome = one(attention, IntStream.range(0, 20).toArray(), q, k, new double[20]);
        assertTrue(outcome.refetched());
        for (int j = 0; j < 20; j++) {
            assertEquals(weights[j] / sum, outcome.probabilities()[j], 1e-13);
        }
    }

    @Test
    void probabilitiesErrInTotalByNoMoreThanTheLargestScoreErrs() {
        // The paper's bound: an error ds of one score moves probability by 2 ds p (1 - p) < ds to first order.
        Random random = new Random(8);
        for (int trial = 0; trial < 500; trial++) {
            int n = 2 + random.nextInt(30);
            double size = 3 * random.nextDouble();
            double[] scores = normal(random, n);
            double[] moved = scores.clone();
            double largest = 0;
            for (int j = 0; j < n; j++) {
                double by = size * (2 * random.nextDouble() - 1);
                moved[j] += by;
                largest = Math.max(largest, Math.abs(by));
            }
            double[] p = softmax(scores);
            assertTrue(distance(p, softmax(moved)) <= largest);
            double ds = 1e-5;
            double[] single = scores.clone();
            single[0] += ds;
            double first = distance(p, softmax(single));
            assertEquals(2 * ds * p[0] * (1 - p[0]), first, 1e-9);
            assertTrue(first < ds);
        }
    }

    private static double[] softmax(double[] scores) {
        return new DenseAttention(1, scores.length, 1, 1, 1, Mask.none()).probabilities(0, 0, new double[] {1}, scores);
    }

    private static double distance(double[] p, double[] q) {
        return IntStream.range(0, p.length)
                .mapToDouble(i -> Math.abs(p[i] - q[i]))
                .sum();
    }
}
