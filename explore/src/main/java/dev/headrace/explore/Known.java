package dev.headrace.explore;

import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.Require;

/**
 * A miss that is known and explained.
 *
 * @param because why the simulated value is not the published one
 * @param tolerance how far it may be off for that reason, as a figure's tolerance; beyond it is a miss like any other
 */
public record Known(String because, String tolerance) {
    public Known {
        if (Require.present(because, "because").isBlank()) {
            throw new BadField("because", "\"" + because + "\"", "a reason");
        }
        Tolerance.Kind kind =
                Tolerance.parse(Require.present(tolerance, "tolerance")).kind();
        if (kind == Tolerance.Kind.EXACT || kind == Tolerance.Kind.QUOTED) {
            throw new BadField("tolerance", "\"" + tolerance + "\"", "a percentage or a difference");
        }
    }
}
