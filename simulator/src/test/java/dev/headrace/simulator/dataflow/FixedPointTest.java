package dev.headrace.simulator.dataflow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.unit.FixedPoint;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole-number products and sums, one by hand and all against other arithmetic. */
class FixedPointTest {
    private static final FixedPoint TWELVE = new FixedPoint(12, 12, 64, false);

    @ParameterizedTest
    @CsvSource({
        // 100 x 100 = 10000 = 2 x 4096 + 1808, and below zero the next lower number
        "100, 100, 2, 2",
        "-100, 100, -3, -2",
        // 64 x 32 = 2048 is half of 4096: halves go up
        "64, 32, 0, 1",
        "-64, 32, -1, 0",
        "1, 1, 0, 0",
        "-1, 1, -1, 0",
        // 2047^2 = 4190209 = 1023 x 4096 + 1
        "2047, 2047, 1023, 1023",
        "-2047, 2047, -1024, -1023",
        "-2048, -2048, 1024, 1024",
        "4095, -2048, -2048, -2047"
    })
    void theTwelveHighestBitsOfAProductAreCutOffOrRounded(int a, int b, int cut, int rounded) {
        assertEquals(cut, TWELVE.product(a, b));
        assertEquals(rounded, new FixedPoint(12, 12, 64, true).product(a, b));
        assertEquals((long) a * b, new FixedPoint(12, 24, 64, true).product(a, b));
    }

    @Test
    void codesAreLeftAligned() {
        // 6 bits in front of 6 zeros; 6 + 4 bits in front of 2; of 16 bits the lowest 4 go
        assertEquals(31 << 6, TWELVE.operand(31, 6));
        assertEquals(-31 << 6, TWELVE.operand(-31, 6));
        assertEquals((31 << 4 | 5) << 2, TWELVE.operand(31 << 4 | 5, 10));
        assertEquals(2047, TWELVE.operand(32767, 16));
        assertEquals(-2048, TWELVE.operand(-32767, 16));
        assertEquals(-1, TWELVE.operand(-1, 16));
        assertEquals(0.25, TWELVE.operandStep(1, 10));
        assertEquals(16, TWELVE.operandStep(1, 16));
    }

    @Test
    void narrowSumsWrapAround() {
        FixedPoint narrow = new FixedPoint(12, 12, 12, false);
        assertEquals(2047, narrow.sum(2047));
        assertEquals(-2048, narrow.sum(2048));
        assertEquals(2047, narrow.sum(-2049));
        assertEquals(5, narrow.sum(3 * 4096 + 5));
        assertEquals(1L << 40, TWELVE.sum(1L << 40));
    }

    @Test
    void anyProductIsTheQuotientRoundedDownOrToTheNearest() {
        Random random = new Random(3);
        for (int round = 0; round < 5000; round++) {
            int width = 2 + random.nextInt(15);
            int kept = 1 + random.nextInt(2 * width);
            long a = random.nextInt(1 << width) - (1 << (width - 1));
            long b = random.nextInt(1 << width);
            BigInteger exact = BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
            BigInteger step = BigInteger.ONE.shiftLeft(2 * width - kept);
            long down = exact.subtract(exact.mod(step)).divide(step).longValueExact();
            assertEquals(down, new FixedPoint(width, kept, 64, false).product(a, b));
            double best = new FixedPoint(width, kept, 64, true).product(a, b);
            assertTrue(Math.abs(best - exact.doubleValue() / step.doubleValue()) <= 0.5);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 64, operand_bits is 0",
        "-3, 1, 64, operand_bits is -3",
        "17, 1, 64, operand_bits is 17",
        "12, 0, 64, product_bits is 0",
        "12, -1, 64, product_bits is -1",
        "12, 25, 64, product_bits is 25; allowed: 1 to 24",
        "12, 12, 11, sum_bits is 11; allowed: 12 to 64",
        "12, 12, 65, sum_bits is 65"
    })
    void widthsThatCannotBeAreRefused(int operands, int products, int sums, String message) {
        String m = assertThrows(IllegalArgumentException.class, () -> new FixedPoint(operands, products, sums, false))
                .getMessage();
        assertTrue(m.contains(message), m);
    }

    private static Tile codes(int rows, int cols, double step, int bits, double... codes) {
        double[] at = new double[codes.length];
        for (int i = 0; i < at.length; i++) {
            at[i] = codes[i] * step;
        }
        return new Tile(rows, cols, at, new Codes.Scale(step, bits));
    }

    private static double[] product(FixedPoint fixed, Tile a, Tile b, boolean transposed) {
        return new Multipliers(Numbers.in("fp64"), fixed)
                .product(a, b, transposed, null)
                .at();
    }

    @Test
    void aRowOfProductsByHand() {
        // Codes of 12 bits and 10: 100 and -50 times 25 and 25 (x 4). 10000 and -5000 cut off: 2 - 2 = 0, exactly 1.22.
        // With 25 and -25: 2 + 1 = 3. A sum of 1 is worth 0.5 x 0.1 / 4 x 4096.
        Tile query = codes(1, 2, 0.5, 12, 100, -50);
        Tile keys = codes(2, 2, 0.1, 10, 25, 25, 25, -25);
        double worth = 0.5 * (0.1 / 4) * 4096;
        assertArrayEquals(new double[] {0, 3 * worth}, product(TWELVE, query, keys, true), 0);
        // The other way round the columns are 25, 25 and 25, -25 as well.
        assertArrayEquals(new double[] {0, 3 * worth}, product(TWELVE, query, keys, false), 0);
        double[] exact = product(new FixedPoint(12, 24, 64, false), query, keys, true);
        assertArrayEquals(new double[] {50 * 25 * 0.05, 150 * 25 * 0.05}, exact, 1e-12);
    }

    @Test
    void numbersThatAreNoCodesAreMultipliedAsEver() {
        Tile plain = new Tile(1, 2, new double[] {0.3, 0.7});
        Tile keys = codes(1, 2, 0.1, 10, 25, 25);
        assertArrayEquals(new double[] {0.3 * 2.5 + 0.7 * 2.5}, product(TWELVE, plain, keys, true), 0);
        Tile query = codes(1, 2, 0.5, 12, 100, -50);
        assertArrayEquals(
                new double[] {50 * 2.5 + -25 * 2.5},
                new Multipliers(Numbers.in("fp64"), null)
                        .product(query, keys, true, null)
                        .at(),
                0);
    }

    @Test
    void zerosTheLargestCodesAndNothingAtAll() {
        assertArrayEquals(
                new double[2], product(TWELVE, codes(1, 2, 1, 12, 0, 0), codes(2, 2, 1, 12, 9, 9, 9, 9), true));
        double[] large = new double[64];
        java.util.Arrays.fill(large, 2047);
        Tile row = codes(1, 64, 1, 12, large);
        assertArrayEquals(new double[] {64 * 1023 * 4096.0}, product(TWELVE, row, row, true));
        // Twelve bits do not hold 64 x 1023 = 65472 = 16 x 4096 - 64.
        assertArrayEquals(new double[] {-64 * 4096.0}, product(new FixedPoint(12, 12, 12, false), row, row, true));
        assertEquals(0, product(TWELVE, row, codes(0, 64, 1, 12), true).length);
        assertArrayEquals(new double[3], product(TWELVE, codes(1, 0, 1, 12), codes(0, 3, 1, 12), false));
    }

    @Test
    void aCodeComesBackFromTheNumberItStandsFor() {
        Random random = new Random(9);
        for (int round = 0; round < 200; round++) {
            double step = StrictMath.exp(random.nextGaussian() * 10);
            for (int code = -32768; code < 32768; code += 1 + random.nextInt(400)) {
                assertEquals(code, new Codes.Scale(step, 16).code(code * step));
            }
        }
    }
}
