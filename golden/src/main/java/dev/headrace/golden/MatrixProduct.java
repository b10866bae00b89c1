package dev.headrace.golden;

import java.util.Arrays;

/**
 * Matrix product in double precision with compensated sums. Whole numbers come out exact as long as every product and
 * sum stays within 2^53.
 */
public final class MatrixProduct {
    private MatrixProduct() {}

    /**
     * {@code c = a b}.
     *
     * @param a rows x depth, row-major
     * @param b depth x columns, row-major
     * @return rows x columns, row-major
     * @throws IllegalArgumentException if a length is wrong or a number is not finite
     */
    public static double[] multiply(double[] a, double[] b, int rows, int depth, int columns) {
        checkSizes(rows, depth, columns);
        Finite.check("a", a, rows, depth);
        Finite.check("b", b, depth, columns);
        double[] c = new double[Math.multiplyExact(rows, columns)];
        double[] sums = new double[columns];
        double[] errors = new double[columns];
        for (int i = 0; i < rows; i++) {
            Arrays.fill(sums, 0);
            Arrays.fill(errors, 0);
            for (int d = 0; d < depth; d++) {
                CompensatedSum.addScaledRow(a[i * depth + d], b, d * columns, sums, errors);
            }
            for (int j = 0; j < columns; j++) {
                c[i * columns + j] = sums[j] + errors[j];
            }
        }
        return c;
    }

    /**
     * {@code c = a bT}.
     *
     * @param a rows x depth, row-major
     * @param b columns x depth, row-major
     * @return rows x columns, row-major
     * @throws IllegalArgumentException if a length is wrong or a number is not finite
     */
    public static double[] multiplyTransposed(double[] a, double[] b, int rows, int depth, int columns) {
        checkSizes(rows, depth, columns);
        Finite.check("b", b, columns, depth);
        double[] transposed = new double[b.length];
        for (int j = 0; j < columns; j++) {
            for (int d = 0; d < depth; d++) {
                transposed[d * columns + j] = b[j * depth + d];
            }
        }
        return multiply(a, transposed, rows, depth, columns);
    }

    private static void checkSizes(int rows, int depth, int columns) {
        if (rows < 1 || depth < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    "rows, depth, columns are " + rows + ", " + depth + ", " + columns + "; allowed: each at least 1");
        }
    }
}
