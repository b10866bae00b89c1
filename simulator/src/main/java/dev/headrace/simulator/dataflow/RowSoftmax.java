package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Summation;
import org.jspecify.annotations.Nullable;

/**
 * Softmax of complete rows as a unit makes it: the largest score is subtracted, exponentials are added up in the unit's order, each is divided by the sum, every operation rounded to the accumulator's format; then, if the unit does,
 * probabilities are rounded to a fraction of fixed width ({@link ComputeUnit#probabilityBits}).
 *
 * @param numbers arithmetic in the accumulator's format, with the unit's exponential
 * @param bits bits of the fraction; 0: probabilities stay as they are
 */
record RowSoftmax(Numbers numbers, int bits) {
    /**
     * That of a unit.
     *
     * @param unit null: none
     * @param accumulator format of its sums
     */
    static RowSoftmax of(@Nullable ComputeUnit unit, String accumulator) {
        return unit == null
                ? new RowSoftmax(Numbers.in(accumulator), 0)
                : new RowSoftmax(Numbers.in(accumulator, unit.exponential()), unit.probabilityBits());
    }

    /** True if nothing is approximated but by rounding to the accumulator's format. */
    boolean exact() {
        return bits == 0 && !numbers.approximates();
    }

    /** Of every row of scores, exponentials added up one after another. */
    Tile of(Tile scores) {
        return of(scores, Summation.SERIAL);
    }

    /** Of every row of scores; minus infinity is masked. A row in which everything is masked becomes zeros. */
    Tile of(Tile scores, Summation order) {
        Codes.Scale scale = bits == 0 ? null : new Codes.Scale(Math.scalb(1.0, -bits), bits);
        Tile p = new Tile(scores.rows(), scores.cols(), new double[scores.at().length], scale);
        for (int i = 0; i < scores.rows(); i++) {
            row(scores, p, i, order);
        }
        return p;
    }

    private void row(Tile s, Tile p, int i, Summation order) {
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < s.cols(); j++) {
            max = Math.max(max, s.get(i, j));
        }
        if (max == Double.NEGATIVE_INFINITY) {
            return;
        }
        for (int j = 0; j < s.cols(); j++) {
            p.set(i, j, numbers.exp(numbers.add(s.get(i, j), -max)));
        }
        double sum = numbers.sum(p.at(), i * p.cols(), p.cols(), order);
        for (int j = 0; j < s.cols(); j++) {
            p.set(i, j, fraction(numbers.round(p.get(i, j) / sum)));
        }
    }

    /** A probability as the unit hands it on. */
    double fraction(double probability) {
        if (bits == 0) {
            return probability;
        }
        double largest = (1 << bits) - 1;
        return Math.scalb(Math.min(largest, Math.rint(Math.scalb(probability, bits))), -bits);
    }
}
