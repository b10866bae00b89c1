package dev.headrace.explore;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * A value made of results, as paper files write it. It has one instance for each row of the runs it speaks of, paired in
 * order, or a single one if none of them has rows. Its forms:
 *
 * <pre>{@code
 * {"run": NAME, "at": "/cycles"}                       one place of result.json, row by row
 * {"run": NAME, "where": {"N": 512}, "at": "/cycles"}  of the one row with these variables
 * {"ratio": [A, B]}      {"difference": [A, B]}
 * {"sum": [A, ...]}      {"mean": [A, ...]}      {"geometric_mean": [A, ...]}
 * {"rows": A}            in one of these three: all instances of A, each an operand
 * }</pre>
 *
 * <p>Numbers are decimal; quotients have 16 digits.
 */
sealed interface Value {
    /** Digits of a quotient. */
    MathContext DIGITS = MathContext.DECIMAL64;

    /** Variables of each instance; a single empty map if there are no rows. */
    List<Map<String, JsonNode>> rows();

    /** The instance of a row; the only one if there are no rows. */
    Quantity of(int row, Results results);

    /** Where values are found. */
    @FunctionalInterface
    interface Results {
        /** What a finished run says at a place, which stands at {@code where} in the paper file. */
        Quantity at(Experiment run, ResultPointer at, String where);
    }

    /** A place of the results of a run. */
    record At(List<Experiment> runs, ResultPointer at, String where) implements Value {
        @Override
        public List<Map<String, JsonNode>> rows() {
            return runs.stream().map(Experiment::variables).toList();
        }

        @Override
        public Quantity of(int row, Results results) {
            return results.at(runs.get(row), at, where);
        }
    }

    /** One instance of a value with rows. */
    record Picked(Value of, int row) implements Value {
        @Override
        public List<Map<String, JsonNode>> rows() {
            return List.of(Map.of());
        }

        @Override
        public Quantity of(int ignored, Results results) {
            return of.of(row, results);
        }
    }

    /** Values one after another: the rows of all of them. */
    record Chain(List<Value> parts) implements Value {
        @Override
        public List<Map<String, JsonNode>> rows() {
            return parts.stream().flatMap(p -> p.rows().stream()).toList();
        }

        @Override
        public Quantity of(int row, Results results) {
            int before = 0;
            for (Value part : parts) {
                if (row < before + part.rows().size()) {
                    return part.of(row - before, results);
                }
                before += part.rows().size();
            }
            throw new IndexOutOfBoundsException(row);
        }
    }

    /** What is made of several values: a fold. */
    enum Kind {
        RATIO,
        DIFFERENCE,
        SUM,
        MEAN,
        GEOMETRIC_MEAN
    }

    /** Several values made into one; those without rows count in every row. */
    record Fold(Kind kind, List<Value> parts, List<Map<String, JsonNode>> rows) implements Value {
        @Override
        public Quantity of(int row, Results results) {
            List<Quantity> found = parts.stream()
                    .map(p -> p.of(p.rows().size() == 1 ? 0 : row, results))
                    .toList();
            for (Quantity q : found) {
                if (q.trouble()) {
                    return q;
                }
                if (q.number() == null) {
                    return Quantity.trouble("\"" + q.text() + "\" is no number");
                }
            }
            List<BigDecimal> numbers = found.stream().map(Fold::number).toList();
            return fold(kind, numbers);
        }

        private static BigDecimal number(Quantity q) {
            BigDecimal n = q.number();
            return n == null ? BigDecimal.ZERO : n;
        }
    }

    /** Applies an operation to one number or more. */
    static Quantity fold(Kind kind, List<BigDecimal> numbers) {
        BinaryOperator<BigDecimal> add = BigDecimal::add;
        BigDecimal count = BigDecimal.valueOf(numbers.size());
        BigDecimal sum = numbers.stream().reduce(BigDecimal.ZERO, add);
        return switch (kind) {
            case SUM -> Quantity.of(sum);
            case MEAN -> Quantity.of(sum.divide(count, DIGITS));
            case DIFFERENCE -> Quantity.of(numbers.get(0).subtract(numbers.get(1)));
            case RATIO ->
                numbers.get(1).signum() == 0
                        ? Quantity.trouble("division by 0")
                        : Quantity.of(numbers.get(0).divide(numbers.get(1), DIGITS));
            case GEOMETRIC_MEAN -> geometricMean(numbers);
        };
    }

    private static Quantity geometricMean(List<BigDecimal> numbers) {
        double logs = 0;
        for (BigDecimal n : numbers) {
            if (n.signum() <= 0) {
                return Quantity.trouble("geometric mean of " + n + ", which is not above 0");
            }
            // StrictMath: the same bits on every machine.
            logs += StrictMath.log(n.doubleValue());
        }
        return Quantity.of(BigDecimal.valueOf(StrictMath.exp(logs / numbers.size())));
    }

    /** All instances of a value as values without rows. */
    static List<Value> each(Value value) {
        return IntStream.range(0, value.rows().size())
                .mapToObj(row -> (Value) new Picked(value, row))
                .toList();
    }
}
