package dev.headrace.golden;

/**
 * Sum that carries its own rounding errors, so that it is as good as if computed in twice the precision and rounded once.
 *
 * <p>Cascaded summation with Knuth's branch-free two-sum: Ogita, Rump and Oishi, "Accurate sum and dot product", SIAM J.
 * Sci. Comput. 26 (2005), algorithm Sum2; the same result as Neumaier's sum (ZAMM 54, 1974). With u = 2^-53, n terms and
 * finite arithmetic, {@code |value - sum| <= u |sum| + gamma_{n-1}^2 sum of |terms|}, gamma_k = k u / (1 - k u).
 */
final class CompensatedSum {
    private double sum;
    private double error;

    void reset() {
        sum = 0;
        error = 0;
    }

    void add(double term) {
        double total = sum + term;
        double virtual = total - sum;
        error += (sum - (total - virtual)) + (term - virtual);
        sum = total;
    }

    double value() {
        return sum + error;
    }

    /** Adds {@code weight * row[from + c]} to the sum kept in {@code sums[c], errors[c]}, for every c. */
    static void addScaledRow(double weight, double[] row, int from, double[] sums, double[] errors) {
        for (int c = 0; c < sums.length; c++) {
            double term = weight * row[from + c];
            double sum = sums[c];
            double total = sum + term;
            double virtual = total - sum;
            errors[c] += (sum - (total - virtual)) + (term - virtual);
            sums[c] = total;
        }
    }
}
