package dev.headrace.golden.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class QuantizedTest {
    @Test
    void fourBitsWorkedByHand() {
        // Step 1/7: 7, -3.5 (a tie, to even), 1.75, 0.
        Quantized quantized = Quantized.of(new double[] {1, -0.5, 0.25, 0}, 4);
        assertArrayEquals(new int[] {7, -4, 2, 0}, quantized.integers());
        assertEquals(1 / 7.0, quantized.step());
        assertEquals(2 / 7.0, quantized.values()[2], 1e-16);
        // Without their two low bits: 7 = 01|11, -4 = 11|00, 2 = 00|10.
        assertArrayEquals(new int[] {4, -4, 0, 0}, quantized.withoutLsb(2).integers());
    }

    @Test
    void bothPartsOfEveryCodeMergeBackToIt() {
        for (int code = -(1 << 15); code < 1 << 15; code++) {
            for (int low = 0; low <= 8; low += 4) {
                int lsb = Quantized.lsb(code, low);
                assertTrue(lsb >= 0 && lsb < 1 << low);
                assertEquals(code, Quantized.merge(Quantized.msb(code, low), lsb, low));
            }
        }
        assertEquals(-1, Quantized.msb(-1, 4));
        assertEquals(15, Quantized.lsb(-1, 4));
    }

    @Test
    void anElementIsWithinHalfAStepAndBelowItsFullCodeByLessThanTheBitsLeftOut() {
        Random random = new Random(1);
        for (int bits = 2; bits <= 16; bits++) {
            double[] matrix =
                    random.doubles(500).map(x -> random.nextGaussian()).toArray();
            Quantized full = Quantized.of(matrix, bits);
            double[] values = full.values();
            int low = Math.min(4, bits - 1);
            double[] first = full.withoutLsb(low).values();
            double largest = 0;
            for (int i = 0; i < matrix.length; i++) {
                assertEquals(matrix[i], values[i], full.step() * (0.5 + 1e-9));
                double missing = (values[i] - first[i]) / full.step();
                assertTrue(missing > -1e-6 && missing < (1 << low) - 1 + 1e-6, "missing " + missing);
                largest = Math.max(largest, Math.abs(full.integers()[i]));
            }
            assertEquals((1 << (bits - 1)) - 1, largest);
        }
    }

    @Test
    void aMatrixOfZerosStaysOne() {
        assertArrayEquals(new double[] {0, 0}, Quantized.of(new double[2], 8).values());
        assertEquals(1, Quantized.of(new double[] {Double.MIN_VALUE}, 8).step());
        assertEquals(0, Quantized.of(new double[0], 8).integers().length);
    }

    @Test
    void bitsAndElementsOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Quantized.of(new double[1], 1));
        assertThrows(IllegalArgumentException.class, () -> Quantized.of(new double[1], 17));
        assertThrows(IllegalArgumentException.class, () -> Quantized.of(new double[] {Double.NaN}, 8));
        assertThrows(IllegalArgumentException.class, () -> new BitWidths(12, 13, 4, 0.1, 8));
        assertThrows(IllegalArgumentException.class, () -> new BitWidths(12, 3, 4, 0.1, 8));
        assertThrows(IllegalArgumentException.class, () -> new BitWidths(12, 0, 4, 0.1, 8));
        assertThrows(IllegalArgumentException.class, () -> new BitWidths(12, 8, 3, 0.1, 8));
        assertThrows(IllegalArgumentException.class, () -> new BitWidths(12, 8, 4, 1.5, 8));
    }
}
