package dev.headrace.simulator.spec;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks for compact constructors of parameter records; each names the field by its JSON name. */
public final class Require {
    private Require() {}

    /** The value, which must be there. */
    public static <T> T present(@Nullable T value, String field) {
        if (value == null) {
            throw new BadField(field, "missing", "a value");
        }
        return value;
    }

    /** The value, which must lie in a range, ends included. */
    public static long range(long value, long min, long max, String field) {
        if (value < min || value > max) {
            throw new BadField(field, String.valueOf(value), min + " to " + max);
        }
        return value;
    }

    /** The value, which must be there and lie in a range, ends included. */
    public static int range(@Nullable Integer value, int min, int max, String field) {
        int v = present(value, field);
        return (int) range((long) v, min, max, field);
    }

    /** The text, which must be one of a few. */
    public static String oneOf(String value, Collection<String> allowed, String field) {
        if (!allowed.contains(value)) {
            throw new BadField(field, "\"" + value + "\"", String.join(", ", allowed));
        }
        return value;
    }

    /** The list, never null; an empty one if the field is missing. */
    public static <T> List<T> list(@Nullable List<T> value) {
        return value == null ? List.of() : List.copyOf(value);
    }
}
