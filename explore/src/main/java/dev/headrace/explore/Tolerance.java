package dev.headrace.explore;

import dev.headrace.simulator.spec.BadField;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a simulated value may be from the published one.
 *
 * @param kind how it is measured
 * @param amount percent of the published number, or a difference in its unit; 0 if exact or quoted; ends included
 * @param text as in the file
 */
public record Tolerance(Kind kind, BigDecimal amount, String text) {
    private static final Pattern NUMBER = Pattern.compile("([0-9]+(?:\\.[0-9]+)?(?:e-?[0-9]{1,3})?)( ?%)?");
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** How a distance is measured. */
    public enum Kind {
        EXACT,
        PERCENT,
        ABSOLUTE,
        /** Not judged. */
        QUOTED
    }

    /** Reads "exact", "quoted", "2%" or "3". */
    static Tolerance parse(String text) {
        if (text.equals("exact")) {
            return new Tolerance(Kind.EXACT, BigDecimal.ZERO, text);
        }
        if (text.equals("quoted")) {
            return new Tolerance(Kind.QUOTED, BigDecimal.ZERO, text);
        }
        Matcher m = NUMBER.matcher(text);
        if (!m.matches()) {
            throw new BadField(
                    "tolerance",
                    "\"" + text + "\"",
                    "\"exact\", \"quoted\", a percentage such as \"2%\" or a difference such as \"3\"");
        }
        return new Tolerance(m.group(2) == null ? Kind.ABSOLUTE : Kind.PERCENT, new BigDecimal(m.group(1)), text);
    }

    /** Whether a number is near enough to the published one. */
    boolean allows(BigDecimal published, BigDecimal simulated) {
        BigDecimal off = simulated.subtract(published).abs();
        return switch (kind) {
            case EXACT -> off.signum() == 0;
            case ABSOLUTE -> off.compareTo(amount) <= 0;
            case PERCENT -> off.multiply(HUNDRED).compareTo(amount.multiply(published.abs())) <= 0;
            case QUOTED -> true;
        };
    }
}
