package dev.headrace.hw.cost.law;

import dev.headrace.simulator.spec.Require;

/**
 * Where a formula's coefficients come from.
 *
 * @param source publication or program, with its version
 * @param fittedTo what the coefficients were fitted to
 * @param deviation how far the formula is from that
 * @param checkedOn what it was compared with that it was not fitted to, and what came out
 */
public record Origin(String source, String fittedTo, String deviation, String checkedOn) {
    public Origin {
        Require.present(source, "source");
        Require.present(fittedTo, "fitted_to");
        Require.present(deviation, "deviation");
        Require.present(checkedOn, "checked_on");
    }
}
