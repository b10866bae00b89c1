package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.KeptSpec;
import org.jspecify.annotations.Nullable;

/**
 * A matrix in whole numbers, and the numbers they stand for: one step for the whole matrix, symmetric, the nearest code, of
 * two equally near the even one. Two's complement, so the most significant bits of a code are the code shifted down.
 */
final class Codes {
    private Codes() {}

    /**
     * What codes are: numbers of a tile are whole multiples of a step.
     *
     * @param step what a code of 1 is worth, above 0
     * @param bits bits of a code, those included that have not been fetched
     */
    record Scale(double step, int bits) {
        /** The code of a number, which is code times step, rounded once. */
        long code(double number) {
            return (long) Math.rint(number / step);
        }
    }

    /** The rows of a matrix as they come on chip. */
    @SuppressWarnings("ArrayRecordComponent")
    record Matrix(double[] values, int width, @Nullable Scale scale) {
        /** Some rows of it. */
        Tile rows(int[] numbers) {
            Tile tile = new Tile(numbers.length, width, new double[Math.multiplyExact(numbers.length, width)], scale);
            for (int i = 0; i < numbers.length; i++) {
                System.arraycopy(values, numbers[i] * width, tile.at(), i * width, width);
            }
            return tile;
        }
    }

    /**
     * A head's matrix of q, k or v in the bits that the workload fetches.
     *
     * @param all its numbers
     * @param high true: of k, without the low bits, which are fetched on demand
     */
    static Matrix fetched(String tensor, double[] all, int width, KeptSpec.@Nullable Pruning p, boolean high) {
        Integer bits = p == null
                ? null
                : switch (tensor) {
                    case "q" -> p.queryBits();
                    case "v" -> p.valueBits();
                    default -> p.keyBits() == null ? null : Integer.valueOf(p.keyBits() + p.low());
                };
        if (p == null || bits == null) {
            return new Matrix(all, width, null);
        }
        int hidden = tensor.equals("k") && high ? p.low() : 0;
        return new Matrix(values(all, bits, hidden), width, scale(all, bits));
    }

    /** The scale of a matrix in codes of so many bits, 2 to 16. */
    static Scale scale(double[] matrix, int bits) {
        double largest = 0;
        for (double x : matrix) {
            largest = Math.max(largest, Math.abs(x));
        }
        int top = (1 << (bits - 1)) - 1;
        return new Scale(largest / top == 0 ? 1 : largest / top, bits);
    }

    /**
     * The numbers that the codes stand for.
     *
     * @param bits bits of a code, 2 to 16; 0: not quantized
     * @param hidden how many of its lowest bits have not been fetched and read as zero
     */
    static double[] values(double[] matrix, int bits, int hidden) {
        if (bits == 0) {
            return matrix;
        }
        double step = scale(matrix, bits).step();
        int top = (1 << (bits - 1)) - 1;
        double[] values = new double[matrix.length];
        for (int i = 0; i < values.length; i++) {
            int code = (int) Math.max(-top, Math.min(top, Math.rint(matrix[i] / step)));
            values[i] = (code >> hidden << hidden) * step;
        }
        return values;
    }
}
