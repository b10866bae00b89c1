package dev.headrace.golden.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.golden.ErrorBound;
import dev.headrace.golden.Mask;
import dev.headrace.golden.NumberFormat;
import dev.headrace.golden.sparse.Datapath.Multiplier;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatapathTest {
    private static final Multiplier TWELVE = new Multiplier(12, 12, 0, false);
    private static final Datapath SPATTEN = new Datapath(TWELVE, TWELVE, true, true, 12);

    private static PrunedAttention attention(int columns, double values, BitWidths widths, Datapath path) {
        return new PrunedAttention(columns, columns, 1, Mask.none(), values, widths, path);
    }

    private static QueryOutcome first(PrunedAttention attention, double[] q, double[] k, double[] v) {
        int[] all = IntStream.range(0, k.length / attention.headDim()).toArray();
        return attention.attend(0, new int[] {0}, all, q, k, v).get(0);
    }

    @Test
    void sumsOfProductsByHand() {
        // 100 x 100 = 10000 and -10000, of 4096: 2 and -3 cut off; 2 and -2 to the nearest
        long[] a = {100, 100};
        long[] b = {100, -100};
        assertEquals(-1, TWELVE.dot(a, b));
        assertEquals(0, new Multiplier(12, 12, 0, true).dot(a, b));
        assertEquals(0, new Multiplier(12, 24, 0, false).dot(a, b));
        // 3 x 1023 = 3069 = 4096 - 1027
        long[] most = {2047, 2047, 2047};
        assertEquals(3069, TWELVE.dot(most, most));
        assertEquals(-1027, new Multiplier(12, 12, 12, false).dot(most, most));
        assertEquals(0, TWELVE.dot(new long[0], new long[0]));
        assertEquals(31 << 6, TWELVE.aligned(31, 6));
        assertEquals(-3, TWELVE.aligned(-33, 16));
        assertEquals(0.5 * 0.25 / 4 * 4096, TWELVE.unit(0.5, 12, 0.25, 10));
    }

    @Test
    void aQueryOfOneColumnByHand() {
        // q: 1 in 12 bits is 2047, step 1/2047. k: 127 and 64 in 8 bits are 2032 and 1024 in 12; products 4159504 and
        // 2096128, cut off 1015 and 511, each worth 4096 / 2047 / 16. Their difference, 63.031, leaves 1 and e^-63.
        BitWidths widths = new BitWidths(12, 8, 0, 0, 8);
        double[] k = {127, 64};
        QueryOutcome sharp = first(attention(1, 1, widths, SPATTEN), new double[] {1}, k, new double[] {1, 127});
        assertArrayEquals(new double[] {4095 / 4096.0, 0}, sharp.probabilities(), 0);
        // v: 1 in 8 bits of step 1 is 16 in 12; 4095 x 16 = 65520, cut off 15; a sum of 1 is worth 1/16.
        assertEquals(15 / 16.0, sharp.output()[0]);
        assertEquals(4095 / 4096.0, sharp.firstMaximum());
    }

    @Test
    void negativeValuesAreCutOffDownwards() {
        // Two equal keys: probabilities of 2048. v = -127 and 3: -2032 and 48 in 12 bits, halves -1016 and 24; v = 1:
        // 8.
        BitWidths widths = new BitWidths(12, 8, 0, 0, 8);
        double[] k = {5, 5};
        double[] q = {1};
        PrunedAttention cut = attention(1, 1, widths, SPATTEN);
        assertEquals(
                (-1016 + 24) / 16.0, first(cut, q, k, new double[] {-127, 3}).output()[0]);
        // Of three equal keys: codes 1365; -2032 x 1365 = -2773680 is -677.17, cut off -678, to the nearest -677
        double[] three = {5, 5, 5};
        double[] v = {-127, 0, 0};
        assertEquals(-678 / 16.0, first(cut, q, three, v).output()[0]);
        Datapath rounds = new Datapath(TWELVE, new Multiplier(12, 12, 0, true), true, true, 12);
        assertEquals(
                -677 / 16.0, first(attention(1, 1, widths, rounds), q, three, v).output()[0]);
    }

    @Test
    void theThresholdSeesTheRoundedProbability() {
        // Three equal keys: 1365 of 4096, which is a bit less than a third.
        double[] k = {5, 5, 5};
        double[] v = new double[3];
        double third = 1 / 3.0 - 1e-6;
        BitWidths widths = new BitWidths(12, 6, 4, third, 8);
        assertTrue(
                first(attention(1, 1, widths, SPATTEN), new double[] {1}, k, v).refetched());
        assertFalse(first(attention(1, 1, widths, Datapath.EXACT), new double[] {1}, k, v)
                .refetched());
    }

    @Test
    void ofEqualCodesTheFirstValuesAreKept() {
        // Scores 3 apart by 1e-5: the same code, though the last is the largest in double precision.
        double[] k = {1, 1.00001, 1.00002, -4};
        double[] v = {1, 2, 3, 4};
        BitWidths widths = new BitWidths(12, 12, 0, 0, 8);
        assertArrayEquals(
                new int[] {0, 1},
                first(attention(1, 0.5, widths, SPATTEN), new double[] {1}, k, v)
                        .values());
        BitWidths none = BitWidths.EXACT;
        assertArrayEquals(
                new int[] {1, 2},
                first(attention(1, 0.5, none, Datapath.EXACT), new double[] {1}, k, v)
                        .values());
    }

    @Test
    void noKeysOneKeyAndZeros() {
        BitWidths widths = new BitWidths(12, 6, 4, 1, 8);
        PrunedAttention attention = attention(2, 1, widths, SPATTEN);
        QueryOutcome none = first(attention, new double[2], new double[0], new double[0]);
        assertArrayEquals(new double[2], none.output());
        assertFalse(none.refetched());
        QueryOutcome one = first(attention, new double[2], new double[2], new double[2]);
        assertArrayEquals(new double[] {4095 / 4096.0}, one.probabilities());
        assertTrue(one.refetched(), "what was 1 is a step below it");
        QueryOutcome zeros = first(attention, new double[2], new double[8], new double[8]);
        assertArrayEquals(new double[] {0.25, 0.25, 0.25, 0.25}, zeros.probabilities());
        assertArrayEquals(new double[2], zeros.output());
    }

    /**
     * Against exact attention on the same codes: products lose less than one each, 64 of them, so a score is off by {@code D <
     * 64 unit}, but all to the same side, so that it moves against others by no more; a probability then by {@code e^D - 1}
     * and the polynomial's error, relatively, and half a step.
     */
    @Test
    void probabilitiesStayWithinWhatTheWidthsAllow() {
        Random random = new Random(11);
        for (int round = 0; round < 20; round++) {
            double[] q = random.doubles(64).map(x -> random.nextGaussian() / 6).toArray();
            double[] k = random.doubles(20 * 64).map(x -> random.nextGaussian()).toArray();
            BitWidths widths = new BitWidths(12, 12, 0, 0, 12);
            double[] narrow = first(attention(64, 1, widths, SPATTEN), q, k, k).probabilities();
            double[] exact =
                    first(attention(64, 1, widths, Datapath.EXACT), q, k, k).probabilities();
            double unit = TWELVE.unit(
                    Quantized.of(q, 12).step(), 12, Quantized.of(k, 12).step(), 12);
            double relative =
                    Math.expm1(64 * unit) + 3 * ErrorBound.taylorExponential(NumberFormat.FP32) + 100 * 0x1p-24;
            for (int j = 0; j < narrow.length; j++) {
                assertEquals(exact[j], narrow[j], exact[j] * relative + 0.5 / 4096 * 1.001);
            }
        }
    }

    /** Half a unit for each of 200 values, all to the same side; to the nearest it comes out even. */
    @Test
    void whatIsCutOffOfProductsWithValuesAddsUp() {
        Random random = new Random(12);
        double[] q = new double[64];
        double[] k = new double[200 * 64];
        double[] v = random.doubles(200 * 64).map(x -> random.nextGaussian()).toArray();
        BitWidths widths = new BitWidths(12, 12, 0, 0, 12);
        Datapath rounds = new Datapath(TWELVE, new Multiplier(12, 12, 0, true), true, true, 12);
        Datapath whole = new Datapath(TWELVE, new Multiplier(12, 24, 0, false), true, true, 12);
        double[] exact = first(attention(64, 1, widths, whole), q, k, v).output();
        double unit = Quantized.of(v, 12).step();
        for (int way = 0; way < 2; way++) {
            double[] narrow = first(attention(64, 1, widths, way == 0 ? SPATTEN : rounds), q, k, v)
                    .output();
            double mean = IntStream.range(0, 64)
                    .mapToDouble(c -> (narrow[c] - exact[c]) / unit)
                    .average()
                    .orElseThrow();
            assertEquals(way == 0 ? -100 : 0, mean, 5);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 0", "17, 12, 0", "12, 0, 0", "12, 25, 0", "12, 12, 11", "12, 12, 63", "-12, 12, 0"})
    void widthsOutOfRangeAreRefused(int operands, int products, int sums) {
        assertThrows(IllegalArgumentException.class, () -> new Multiplier(operands, products, sums, false));
    }

    @ParameterizedTest
    @CsvSource({"1", "17", "-1"})
    void fractionsOutOfRangeAreRefused(int bits) {
        assertThrows(IllegalArgumentException.class, () -> new Datapath(TWELVE, TWELVE, true, true, bits));
    }
}
