package dev.headrace.hw.cost.law;

import dev.headrace.simulator.spec.BadField;

/** Checks of coefficients. */
final class Positive {
    private Positive() {}

    /** Refuses a number that is not above 0 and at most 1e12. */
    static void check(String field, double value) {
        if (!(value > 0 && value <= 1e12)) {
            throw new BadField(field, String.valueOf(value), "above 0, up to 1e12");
        }
    }
}
