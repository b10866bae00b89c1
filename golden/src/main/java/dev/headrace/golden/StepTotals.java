package dev.headrace.golden;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * What {@link RowBound} needs of a machine's steps: sums over all steps of a kind, which are the same for every row, and those
 * steps whose error depends on the number that they round.
 */
final class StepTotals {
    private static final Step[] NONE = {};

    private final List<Step> steps;
    private final double[] largest = new double[Role.values().length];
    private final double[] largestOperand = largest.clone();

    /** Absolute value of the scale. */
    final double scale;
    /** {@code e^g - 1} of products and scores, of the maximum, of arguments, and c, of denominators. */
    final double scores;

    final double maximum;
    final double arguments;
    final double denominators;
    final double logarithms;
    /** g of exponentials and factors. */
    final double weights;
    /** b, of numerators and outputs. */
    final double sums;
    /** Absolute errors: of products in the unit of scores, and of the others in their own. */
    final double productFloor;

    final double scoreFloor;
    final double maximumFloor;
    final double argumentFloor;
    final double weightFloor;
    final double denominatorFloor;
    final double numeratorFloor;
    final double outputFloor;
    final double logarithmFloor;
    /** True if exponentials are of scores from which nothing is subtracted. */
    final boolean raw;
    /** Least number that a format without minus infinity makes of a hidden score; minus infinity where there is none. */
    final double hidden;
    /** Formats that weights and probabilities are stored in; roundings of a sum over all keys. */
    final Step[] storedWeights;

    final Step[] storedProbabilities;
    final Step[] wholeSums;

    StepTotals(List<Step> steps, double scale) {
        this.steps = steps;
        this.scale = Math.abs(scale);
        Arrays.fill(largest, Double.POSITIVE_INFINITY);
        Arrays.fill(largestOperand, Double.POSITIVE_INFINITY);
        for (Step s : steps) {
            int role = s.role().ordinal();
            double[] least = s.operand() ? largestOperand : largest;
            least[role] = Math.min(least[role], s.grid().largest());
        }
        scores = StrictMath.expm1(growth(is(Role.PRODUCT)) + growth(is(Role.SCORE)));
        maximum = StrictMath.expm1(growth(is(Role.MAXIMUM)));
        arguments = StrictMath.expm1(growth(is(Role.ARGUMENT)));
        denominators = StrictMath.expm1(growth(is(Role.DENOMINATOR)));
        logarithms = StrictMath.expm1(growth(is(Role.LOG_SUM)));
        Predicate<Step> making = s -> s.role() == Role.FACTOR || (s.role().isWeight() && makes(s));
        weights = growth(is(Role.GOLDEN).or(making));
        sums = StrictMath.expm1(growth(s -> sums(s) && s.partial())
                + steps.stream()
                        .filter(s -> sums(s) && !s.partial() && s.times() > 1)
                        .mapToDouble(s -> s.growth() * (s.times() - 1) / s.times())
                        .sum());
        productFloor = this.scale * floor(is(Role.PRODUCT));
        scoreFloor = floor(is(Role.SCORE));
        maximumFloor = floor(is(Role.MAXIMUM));
        argumentFloor = floor(is(Role.ARGUMENT));
        weightFloor = floor(making);
        denominatorFloor = floor(is(Role.DENOMINATOR));
        numeratorFloor = floor(is(Role.NUMERATOR));
        outputFloor = floor(s -> s.role() == Role.OUTPUT && (s.partial() || s.times() > 1));
        logarithmFloor = floor(is(Role.LOG_SUM));
        raw = steps.stream().anyMatch(is(Role.EXPONENTIAL));
        hidden = steps.stream()
                .filter(s -> s.role().isScore() && !s.operand() && s.grid().saturates())
                .mapToDouble(s -> -s.grid().largest() * (s.role() == Role.PRODUCT ? this.scale : 1))
                .max()
                .orElse(Double.NEGATIVE_INFINITY);
        storedWeights = those(s -> s.role().isWeight() && !makes(s));
        storedProbabilities = those(is(Role.PROBABILITY));
        wholeSums = those(s -> sums(s) && !s.partial());
    }

    private static Predicate<Step> is(Role role) {
        return s -> s.role() == role;
    }

    /** True for the operations that make a weight, false for formats that it is stored in. */
    private static boolean makes(Step s) {
        return s.error() > 0;
    }

    private static boolean sums(Step s) {
        return s.role() == Role.NUMERATOR || s.role() == Role.OUTPUT;
    }

    private double growth(Predicate<Step> which) {
        return steps.stream().filter(which).mapToDouble(Step::growth).sum();
    }

    private double floor(Predicate<Step> which) {
        return steps.stream().filter(which).mapToDouble(Step::floor).sum();
    }

    private Step[] those(Predicate<Step> which) {
        return steps.stream().filter(which).toList().toArray(NONE);
    }

    /** Whether no step that rounds factors of numbers of a role is too small for a magnitude of theirs. */
    boolean takes(Role role, double magnitude) {
        return !(magnitude > largestOperand[role.ordinal()]);
    }

    /** Whether no step of a role is too small for a magnitude. */
    boolean fits(Role role, double magnitude) {
        return !(magnitude > largest[role.ordinal()]);
    }
}
