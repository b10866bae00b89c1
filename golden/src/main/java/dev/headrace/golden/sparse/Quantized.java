package dev.headrace.golden.sparse;

import java.util.Arrays;

/**
 * A matrix in whole numbers: linear, symmetric, one step for the whole matrix ("qlinear ... sym" in the names of
 * SpAtten's released traces; one step for each head's matrix is assumed).
 *
 * <p>With {@code m} the largest magnitude: {@code step = m / (2^(bits-1) - 1)}, {@code integer = x / step} rounded, ties
 * to even, both computed in double precision. Two's complement codes; the most negative one is not used. A matrix of
 * zeros has step 1.
 */
public final class Quantized {
    private final int bits;
    private final double step;
    private final int[] integers;

    private Quantized(int bits, double step, int[] integers) {
        this.bits = bits;
        this.step = step;
        this.integers = integers;
    }

    /**
     * Quantizes a matrix.
     *
     * @param bits 2 to 16
     */
    public static Quantized of(double[] matrix, int bits) {
        Require.within("bits", bits, 2, 16);
        double largest = 0;
        for (double element : matrix) {
            if (!Double.isFinite(element)) {
                throw new IllegalArgumentException("element is " + element + "; allowed: finite numbers");
            }
            largest = Math.max(largest, Math.abs(element));
        }
        int top = (1 << (bits - 1)) - 1;
        // A quotient that vanishes would make every element infinite.
        double step = largest / top == 0 ? 1 : largest / top;
        int[] integers = new int[matrix.length];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = (int) Math.max(-top, Math.min(top, Math.rint(matrix[i] / step)));
        }
        return new Quantized(bits, step, integers);
    }

    /** Bits of a code. */
    public int bits() {
        return bits;
    }

    /** What a difference of 1 is worth. */
    public double step() {
        return step;
    }

    /** The codes. */
    public int[] integers() {
        return integers.clone();
    }

    /** The most significant part of a two's complement code: all but its {@code low} lowest bits, shifted down. */
    public static int msb(int code, int low) {
        return code >> low;
    }

    /** The {@code low} lowest bits of a code, 0 or more. */
    public static int lsb(int code, int low) {
        return code & ((1 << low) - 1);
    }

    /** A code from its two parts. */
    public static int merge(int msb, int lsb, int low) {
        return msb << low | lsb;
    }

    /** The matrix with the lowest bits of every code not fetched: they read as zero, the rest stays left-aligned. */
    public Quantized withoutLsb(int low) {
        Require.within("low bits", low, 0, bits - 1);
        return new Quantized(
                bits,
                step,
                Arrays.stream(integers)
                        .map(code -> merge(msb(code, low), 0, low))
                        .toArray());
    }

    /** The codes as doubles, for exact products. */
    public double[] codes() {
        return Arrays.stream(integers).asDoubleStream().toArray();
    }

    /** The numbers that the codes stand for, code times step. */
    public double[] values() {
        return Arrays.stream(integers).mapToDouble(code -> code * step).toArray();
    }
}
