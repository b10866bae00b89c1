package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.FixedPoint;
import dev.headrace.simulator.unit.Summation;
import org.jspecify.annotations.Nullable;

/**
 * Matrix products as a unit makes them. Codes on a unit of fixed width: whole-number products and sums ({@link FixedPoint}),
 * and a sum is worth its 1 times what the operands' are worth. Anything else: in the accumulator's format, as {@link
 * Numbers#product} does.
 *
 * @param numbers arithmetic in the accumulator's format
 * @param fixed arithmetic on codes; null if the unit has none of its own
 */
record Multipliers(Numbers numbers, @Nullable FixedPoint fixed) {
    /** Those of a unit; null: no unit. */
    static Multipliers of(@Nullable ComputeUnit unit, String accumulator) {
        return new Multipliers(Numbers.in(accumulator), unit == null ? null : unit.fixedPoint());
    }

    /**
     * Matrix product plus what was there.
     *
     * @param a rows x depth
     * @param b depth x cols, or cols x depth if transposed
     * @param onto rows x cols to add to, or null for zeros; null where codes are multiplied
     */
    Tile product(Tile a, Tile b, boolean transposed, @Nullable Tile onto) {
        return product(a, b, transposed, onto, Summation.SERIAL);
    }

    /** The same in an order of its own. */
    Tile product(Tile a, Tile b, boolean transposed, @Nullable Tile onto, Summation order) {
        Codes.Scale left = a.scale();
        Codes.Scale right = b.scale();
        return fixed == null || left == null || right == null || onto != null
                ? numbers.product(a, b, transposed, onto, order)
                : whole(fixed, operands(fixed, a, left), a, operands(fixed, b, right), b, transposed);
    }

    private static long[] operands(FixedPoint fixed, Tile tile, Codes.Scale scale) {
        long[] operands = new long[tile.at().length];
        for (int i = 0; i < operands.length; i++) {
            operands[i] = fixed.operand(scale.code(tile.at()[i]), scale.bits());
        }
        return operands;
    }

    private static Tile whole(FixedPoint fixed, long[] left, Tile a, long[] right, Tile b, boolean transposed) {
        int depth = a.cols();
        Tile out = new Tile(a.rows(), transposed ? b.rows() : b.cols());
        int next = transposed ? 1 : b.cols();
        double worth = worth(fixed, a, b);
        for (int i = 0; i < out.rows(); i++) {
            for (int j = 0; j < out.cols(); j++) {
                int at = transposed ? j * depth : j;
                long sum = 0;
                for (int d = 0; d < depth; d++, at += next) {
                    sum += fixed.product(left[i * depth + d], right[at]);
                }
                out.set(i, j, fixed.sum(sum) * worth);
            }
        }
        return out;
    }

    /** What a sum's 1 is worth: both operands' times two to the bits that products drop. */
    private static double worth(FixedPoint fixed, Tile a, Tile b) {
        Codes.Scale left = java.util.Objects.requireNonNull(a.scale());
        Codes.Scale right = java.util.Objects.requireNonNull(b.scale());
        double operands = fixed.operandStep(left.step(), left.bits()) * fixed.operandStep(right.step(), right.bits());
        return Math.scalb(operands, fixed.dropped());
    }
}
