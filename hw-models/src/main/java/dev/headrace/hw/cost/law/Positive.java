package dev.headrace.hw.cost.law;

import dev.headrace.simulator.spec.BadField;

/** Checks of coefficients. */
final class Positive {
    private Positive() {}

    private static final double LEAST = 1e-30;
    private static final double MOST = 1e12;
    private static final double STEEPEST = 10;

    /** Whether a number is one that a quantity of physics may have: 1e-30 to 1e12. */
    static boolean believed(double value) {
        return value >= LEAST && value <= MOST;
    }

    /** Refuses a number that is not {@link #believed}. */
    static void check(String field, double value) {
        if (!believed(value)) {
            throw new BadField(field, String.valueOf(value), LEAST + " to " + MOST);
        }
    }

    /** Refuses a power that something is raised to if it is not above 0 and at most 10. */
    static void power(String field, double value) {
        if (!(value >= LEAST && value <= STEEPEST)) {
            throw new BadField(field, String.valueOf(value), "above 0, up to " + STEEPEST);
        }
    }
}
