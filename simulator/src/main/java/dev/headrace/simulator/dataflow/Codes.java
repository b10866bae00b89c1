package dev.headrace.simulator.dataflow;

/**
 * A matrix in whole numbers, and the numbers they stand for: one step for the whole matrix, symmetric, the nearest code, of
 * two equally near the even one. Two's complement, so the most significant bits of a code are the code shifted down.
 */
final class Codes {
    private Codes() {}

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
        double largest = 0;
        for (double x : matrix) {
            largest = Math.max(largest, Math.abs(x));
        }
        int top = (1 << (bits - 1)) - 1;
        double step = largest / top == 0 ? 1 : largest / top;
        double[] values = new double[matrix.length];
        for (int i = 0; i < values.length; i++) {
            int code = (int) Math.max(-top, Math.min(top, Math.rint(matrix[i] / step)));
            values[i] = (code >> hidden << hidden) * step;
        }
        return values;
    }
}
