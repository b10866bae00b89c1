package dev.headrace.golden;

/** {@link ErrorBound} for scores of one size: how far outputs and log-sum-exps may lie from {@link DenseAttention}. */
public final class RowBound {
    private final NumberFormat output;
    private final int outputStores;
    private final WeightError machine;
    private final WeightError golden;

    RowBound(NumberFormat output, int outputStores, WeightError machine, WeightError golden) {
        this.output = output;
        this.outputStores = outputStores;
        this.machine = machine;
        this.golden = golden;
    }

    /**
     * Largest {@code |simulated - golden|} of any output element.
     *
     * @param maxAbsV V: at least every |v|, finite
     * @return a bound in the unit of v, possibly infinite
     */
    public double output(double maxAbsV) {
        return output(maxAbsV, maxAbsV, maxAbsV);
    }

    /**
     * Largest {@code |simulated - golden|} of one output element, several times tighter than {@link #output(double)} on
     * ordinary data because most of the error scales with the weighted mean of |v|, not with its maximum.
     *
     * @param maxAbsV V: at least every |v| of the element's column, finite
     * @param meanAbsV W: the softmax-weighted mean of |v| in the element's column, {@link AttentionRows#meanAbsV}
     * @param o the golden output element
     */
    public double output(double maxAbsV, double meanAbsV, double o) {
        if (!(maxAbsV >= 0 && maxAbsV < Double.POSITIVE_INFINITY && meanAbsV >= 0 && Math.abs(o) >= 0)) {
            throw new IllegalArgumentException("max |v|, mean |v|, o are " + maxAbsV + ", " + meanAbsV + ", " + o
                    + "; allowed: finite, magnitudes at least 0");
        }
        double error = machine.quotient(maxAbsV, meanAbsV, Math.abs(o));
        error += outputStores * ErrorBound.rounding(output, Math.abs(o) + error);
        error += golden.quotient(maxAbsV, meanAbsV, Math.abs(o));
        return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
    }

    /**
     * Largest {@code |simulated - golden|} of a log-sum-exp kept in the accumulator format.
     *
     * <p>{@code -ln low} for the denominator, since 1 + t <= 1 / (1 - t) covers errors upwards too; two units for the
     * logarithm, of at most ln n; one rounding of its sum with the maximum: {@code u_a (A + D + 3 ln n) - ln low}.
     */
    public double logSumExp() {
        double error = machine.logSumExp() + golden.logSumExp();
        return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
    }
}
