package dev.headrace.explore;

import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.Require;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * A miss that is known and explained.
 *
 * @param because why the simulated value is not the published one
 * @param tolerance how far it may be off for that reason, as a figure's tolerance; beyond it is a miss like any other
 * @param recorded the simulated value that was explained, to four digits or more
 */
public record Known(String because, String tolerance, Double recorded) {
    /** Digits that a recorded value is taken to have at least, zeros at its end being lost. */
    private static final int DIGITS = 4;

    public Known {
        if (Require.present(because, "because").isBlank()) {
            throw new BadField("because", "\"" + because + "\"", "a reason");
        }
        Tolerance.Kind kind =
                Tolerance.parse(Require.present(tolerance, "tolerance")).kind();
        if (kind == Tolerance.Kind.EXACT || kind == Tolerance.Kind.QUOTED) {
            throw new BadField("tolerance", "\"" + tolerance + "\"", "a percentage or a difference");
        }
        Require.present(recorded, "recorded");
    }

    /** Whether a simulated value is the one that was explained: the same if rounded to as many digits as that has. */
    boolean explains(BigDecimal simulated) {
        BigDecimal then = BigDecimal.valueOf(recorded).stripTrailingZeros();
        int digits = Math.max(then.precision(), DIGITS);
        return simulated.round(new MathContext(digits, RoundingMode.HALF_EVEN)).compareTo(then) == 0;
    }
}
