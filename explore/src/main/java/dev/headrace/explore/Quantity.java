package dev.headrace.explore;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A value of a figure: a number, or a text (a truth value reads "true" or "false"), or none because of some trouble.
 *
 * @param number null if it is none
 * @param text the number or text as JSON would have it, or what the trouble is
 * @param trouble whether there is no value
 */
public record Quantity(@Nullable BigDecimal number, String text, boolean trouble) {

    /** A number. */
    static Quantity of(BigDecimal number) {
        return new Quantity(number, number.toString(), false);
    }

    /** No value. */
    static Quantity trouble(String what) {
        return new Quantity(null, what, true);
    }

    /** What a JSON number, text or truth value says. */
    static Quantity of(JsonNode node) {
        if (node.isNumber()) {
            return of(node.decimalValue());
        }
        return new Quantity(null, node.asString(), false);
    }

    /** Equal as numbers (1.0 is 1) or as texts. */
    boolean same(Quantity other) {
        BigDecimal theirs = other.number;
        if (number != null && theirs != null) {
            return number.compareTo(theirs) == 0;
        }
        return number == null && theirs == null && text.equals(other.text);
    }
}
