package dev.headrace.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MatrixProductTest {
    @Test
    void twoByThreeTimesThreeByTwoWorkedByHand() {
        double[] a = {1, 2, 3, 4, 5, 6};
        double[] b = {7, 8, 9, 10, 11, 12};
        assertArrayEquals(new double[] {58, 64, 139, 154}, MatrixProduct.multiply(a, b, 2, 3, 2));
        double[] transposed = {7, 9, 11, 8, 10, 12};
        assertArrayEquals(new double[] {58, 64, 139, 154}, MatrixProduct.multiplyTransposed(a, transposed, 2, 3, 2));
    }

    @Test
    void wholeNumbersAreExactWhereAPlainSumIsNot() {
        // 2^53 + 1 + 1 - 2^53: the ones are lost one by one in a plain double sum.
        double[] a = {0x1p53, 1, 1, -0x1p53};
        assertArrayEquals(new double[] {2}, MatrixProduct.multiply(a, new double[] {1, 1, 1, 1}, 1, 4, 1));
    }

    @Test
    void productsWithRandomByteMatricesEqualIntegerArithmetic() {
        Random random = new Random(6);
        int depth = 300;
        double[] a = random.ints(4 * depth, -128, 128).asDoubleStream().toArray();
        double[] b = random.ints(depth * 5, -128, 128).asDoubleStream().toArray();
        double[] expected = new double[20];
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 5; j++) {
                long sum = 0;
                for (int d = 0; d < depth; d++) {
                    sum += (long) a[i * depth + d] * (long) b[d * 5 + j];
                }
                expected[i * 5 + j] = sum;
            }
        }
        assertArrayEquals(expected, MatrixProduct.multiply(a, b, 4, depth, 5));
    }

    @Test
    void wrongLengthsAreRefused() {
        assertThrows(
                IllegalArgumentException.class, () -> MatrixProduct.multiply(new double[5], new double[6], 2, 3, 2));
        assertThrows(
                IllegalArgumentException.class, () -> MatrixProduct.multiply(new double[0], new double[0], 0, 3, 2));
    }
}
