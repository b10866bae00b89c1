package dev.headrace.simulator.expr;

import dev.headrace.simulator.expr.Node.Apply;
import dev.headrace.simulator.expr.Node.Name;
import dev.headrace.simulator.expr.Node.Num;
import java.util.List;
import java.util.function.Function;

/**
 * Where a value lies, ends included. Of an expression whose names lie in intervals: rounding keeps the order of numbers, so
 * that the ends hold of rounded values too.
 */
public record Interval(double least, double most) {
    /** Anything, which is also what is said of a value that may be no number. */
    public static final Interval ANY = new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    /** One number; {@link #ANY} if it is none. */
    public static Interval of(double value) {
        return Double.isNaN(value) ? ANY : new Interval(value, value);
    }

    /**
     * Of an expression. Sums, differences, products, quotients, least and greatest follow their operands; of other
     * operations it is known where every operand is one number.
     */
    public static Interval of(Expression expression, Function<List<String>, Interval> names) {
        return of(expression.root(), names);
    }

    private static Interval of(Node node, Function<List<String>, Interval> names) {
        if (node instanceof Num number) {
            return of(number.value());
        }
        if (node instanceof Name name) {
            return names.apply(name.steps());
        }
        Apply apply = (Apply) node;
        List<Interval> all =
                apply.operands().stream().map(operand -> of(operand, names)).toList();
        Interval first = all.get(0);
        return switch (apply.operation()) {
            case ADD -> all.get(1).plus(first);
            case SUBTRACT -> first.plus(all.get(1).negative());
            case NEGATE -> first.negative();
            case PLUS -> first;
            case MULTIPLY -> first.times(all.get(1));
            case DIVIDE -> first.over(all.get(1));
            case MIN, MAX ->
                all.stream()
                        .reduce((a, b) -> new Interval(
                                apply.operation().apply(a.least, b.least),
                                apply.operation().apply(a.most, b.most)))
                        .orElse(ANY);
            default -> ANY;
        };
    }

    private Interval negative() {
        return new Interval(-most, -least);
    }

    private Interval plus(Interval other) {
        return checked(least + other.least, most + other.most);
    }

    private Interval times(Interval other) {
        double[] ends = {
            product(least, other.least),
            product(least, other.most),
            product(most, other.least),
            product(most, other.most)
        };
        java.util.Arrays.sort(ends);
        return checked(ends[0], ends[3]);
    }

    /** Nothing times an end that is never reached is nothing. */
    private static double product(double a, double b) {
        return a == 0 || b == 0 ? 0 : a * b;
    }

    private Interval over(Interval other) {
        if (!(other.least > 0 || other.most < 0)) {
            return ANY;
        }
        double[] ends = {least / other.least, least / other.most, most / other.least, most / other.most};
        for (double end : ends) {
            if (Double.isNaN(end)) {
                return ANY;
            }
        }
        java.util.Arrays.sort(ends);
        return checked(ends[0], ends[3]);
    }

    private static Interval checked(double least, double most) {
        return Double.isNaN(least) || Double.isNaN(most) ? ANY : new Interval(least, most);
    }
}
