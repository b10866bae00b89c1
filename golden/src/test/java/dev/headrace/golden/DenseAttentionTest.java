package dev.headrace.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DenseAttentionTest {
    private static double[] normal(Random random, int n) {
        return random.doubles(n).map(x -> random.nextGaussian()).toArray();
    }

    @Test
    void twoKeysWorkedByHand() {
        // Scores 0 and ln 3, so the weights are 1/4 and 3/4.
        double[] q = {1};
        double[] k = {0, Math.log(3) / 0.5};
        double[] v = {4, -8, 8, 0};
        AttentionRows rows = new DenseAttention(1, 2, 1, 2, 0.5, Mask.none()).attend(0, q, k, v);
        assertArrayEquals(new double[] {7, -2}, rows.o(), 1e-15);
        assertEquals(Math.log(4), rows.lse()[0], 1e-15);
    }

    /** A mean of the largest numbers is finite although their sum is not; of opposite ones, it is what the exact sum gives. */
    @Test
    void outputsWhoseSumsOverflowAreMeansAllTheSame() {
        double max = Double.MAX_VALUE;
        double[] v = {1e308, max, max, 1e308, max, max, 1e308, max, -max};
        double[] o = new DenseAttention(1, 3, 1, 3, 1, Mask.none())
                .attend(0, new double[1], new double[3], v)
                .o();
        assertArrayEquals(new double[] {1e308, max, max / 3}, o, 1e308 * 0x1p-51);
    }

    @Test
    void causalQueriesAlignWithTheEndOfTheKeys() {
        // All scores equal, so a row is the mean of the values it sees.
        double[] v = {1, 2, 3, 4};
        double[] o = new DenseAttention(2, 4, 1, 1, 1, Mask.causal(2, 4))
                .attend(0, new double[2], new double[4], v)
                .o();
        assertArrayEquals(new double[] {2, 2.5}, o, 1e-15);
    }

    @Test
    void aRowThatSeesNothingIsZeroWithLogSumExpMinusInfinity() {
        DenseAttention attention = new DenseAttention(3, 2, 1, 1, 1, Mask.causal(3, 2));
        AttentionRows rows = attention.attend(0, new double[3], new double[2], new double[] {5, 7});
        assertArrayEquals(new double[] {0, 5, 6}, rows.o());
        assertEquals(Double.NEGATIVE_INFINITY, rows.lse()[0]);
        assertArrayEquals(new double[2], attention.probabilities(0, 0, new double[3], new double[2]));
    }

    @Test
    void theMaskSeesTheHead() {
        Mask perHead = (head, query, key) -> key == head;
        DenseAttention attention = new DenseAttention(1, 3, 1, 1, 1, perHead);
        double[] v = {1, 2, 3};
        assertEquals(3, attention.attend(2, new double[1], new double[3], v).o()[0]);
    }

    @Test
    void hugeScoresDoNotOverflow() {
        double[] k = {1e6, -1e6, 1e6};
        AttentionRows rows = new DenseAttention(1, 3, 1, 1, 1, Mask.none())
                .attend(0, new double[] {1e3}, k, new double[] {1, 50, 3});
        assertEquals(2, rows.o()[0]);
        assertEquals(1e9 + Math.log(2), rows.lse()[0], 1e-6);
    }

    @Test
    void sampledRowsEqualTheSameRowsOfTheWhole() {
        Random random = new Random(2);
        double[] q = normal(random, 12 * 8);
        double[] k = normal(random, 20 * 8);
        double[] v = normal(random, 20 * 5);
        DenseAttention attention = new DenseAttention(12, 20, 8, 5, 0.3, Mask.causal(12, 20));
        AttentionRows all = attention.attend(0, q, k, v);
        int[] sample = {11, 0, 7, 7};
        AttentionRows some = attention.attend(0, sample, q, k, v);
        for (int i = 0; i < sample.length; i++) {
            assertEquals(all.lse()[sample[i]], some.lse()[i]);
            for (int c = 0; c < 5; c++) {
                assertEquals(all.o()[sample[i] * 5 + c], some.o()[i * 5 + c]);
            }
        }
    }

    @Test
    void partialResultsOverDisjointKeysMergeIntoTheWhole() {
        // O = sum over parts of exp(L_part - L) O_part, the identity behind split-K.
        Random random = new Random(9);
        double[] q = normal(random, 16);
        double[] k = normal(random, 30 * 16);
        double[] v = normal(random, 30 * 3);
        Mask low = (head, query, key) -> key < 11;
        Mask high = (head, query, key) -> key >= 11;
        AttentionRows whole = new DenseAttention(1, 30, 16, 3, 0.25, Mask.none()).attend(0, q, k, v);
        AttentionRows a = new DenseAttention(1, 30, 16, 3, 0.25, low).attend(0, q, k, v);
        AttentionRows b = new DenseAttention(1, 30, 16, 3, 0.25, high).attend(0, q, k, v);
        double lse = whole.lse()[0];
        assertEquals(lse, Math.log(Math.exp(a.lse()[0]) + Math.exp(b.lse()[0])), 1e-14);
        for (int c = 0; c < 3; c++) {
            double merged = Math.exp(a.lse()[0] - lse) * a.o()[c] + Math.exp(b.lse()[0] - lse) * b.o()[c];
            assertEquals(whole.o()[c], merged, 1e-14);
        }
    }

    @Test
    void sumsThatCancelKeepTheirSmallRemainder() {
        // A plain sum of these products gives 0.
        double[] q = {1, 1, 1};
        double[] k = {1e17, 3, -1e17};
        AttentionRows rows = new DenseAttention(1, 1, 3, 1, 1, Mask.none()).attend(0, q, k, new double[] {1});
        assertEquals(3, rows.lse()[0]);
    }

    @Test
    void probabilitiesSumToOneAndGiveTheOutput() {
        Random random = new Random(4);
        double[] q = normal(random, 8);
        double[] k = normal(random, 40 * 8);
        double[] v = normal(random, 40);
        DenseAttention attention = new DenseAttention(1, 40, 8, 1, 1, Mask.none());
        double[] p = attention.probabilities(0, 0, q, k);
        double sum = 0;
        double o = 0;
        for (int j = 0; j < 40; j++) {
            sum += p[j];
            o += p[j] * v[j];
        }
        assertEquals(1, sum, 1e-14);
        assertEquals(attention.attend(0, q, k, v).o()[0], o, 1e-14);
    }

    @Test
    void groupedHeadsShareKeyValueHeadsInOrder() {
        assertEquals(0, DenseAttention.kvHead(3, 8, 2));
        assertEquals(1, DenseAttention.kvHead(4, 8, 2));
        assertEquals(5, DenseAttention.kvHead(5, 6, 6));
        assertThrows(IllegalArgumentException.class, () -> DenseAttention.kvHead(0, 8, 3));
        assertThrows(IllegalArgumentException.class, () -> DenseAttention.kvHead(8, 8, 2));
    }

    @Test
    void badInputIsRefusedByNameAndPlace() {
        DenseAttention attention = new DenseAttention(2, 2, 2, 1, 1, Mask.none());
        double[] four = new double[4];
        double[] bad = {0, 0, 0, Double.NaN};
        String nan = assertThrows(IllegalArgumentException.class, () -> attention.attend(0, four, bad, new double[2]))
                .getMessage();
        assertTrue(nan.contains("k row 1 column 1 is NaN"), nan);
        String length = assertThrows(
                        IllegalArgumentException.class, () -> attention.attend(0, four, four, new double[3]))
                .getMessage();
        assertTrue(length.contains("v has 3 numbers"), length);
        assertThrows(IllegalArgumentException.class, () -> new DenseAttention(0, 1, 1, 1, 1, Mask.none()));
    }
}
