package dev.headrace.golden;

/**
 * Roundings of one kind on the way from inputs to an output of attention, as {@link ErrorBound} needs them.
 *
 * @param role what is rounded
 * @param grid what it is rounded to
 * @param times roundings that one number goes through, one after another
 * @param terms numbers so rounded that are added up to one result
 * @param error relative error of each beside its rounding
 * @param summed for weights: true if their sum is made of numbers so rounded, false if it is made of them before that
 * @param partial true if a sum over some of the keys is rounded, false if it is one over all of them
 * @param operand true if what the numbers are products of is rounded, before it is multiplied: then that has to be in range
 */
public record Step(
        Role role,
        Grid grid,
        double times,
        double terms,
        double error,
        boolean summed,
        boolean partial,
        boolean operand) {
    /** A rounding of results. */
    public Step(Role role, Grid grid, double times, double terms, double error, boolean summed, boolean partial) {
        this(role, grid, times, terms, error, summed, partial, false);
    }

    /** A rounding of single numbers. */
    public static Step once(Role role, String format) {
        return new Step(role, Grid.of(format), 1, 1, 0, false, false);
    }

    /** Natural logarithm of the most that one number may have grown by. */
    double growth() {
        double e = grid.unit() + error;
        return e < 1 ? times * -StrictMath.log1p(-e) : Double.POSITIVE_INFINITY;
    }

    /** Absolute error of all terms together, for numbers too small for a relative one. */
    double floor() {
        return Math.max(terms, times) * grid.half();
    }
}
