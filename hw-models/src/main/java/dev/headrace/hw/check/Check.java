package dev.headrace.hw.check;

import dev.headrace.simulator.spec.Formats;
import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Work;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks of unit parameters; each failure says what was found and what is allowed. */
public final class Check {
    /** Formats whose additions are modelled, each rounded to the nearest. */
    private static final List<String> SUMS = List.of("fp64", "fp32", "bf16", "fp16");

    /** The same for units that multiply and add nothing but products, of whole numbers too. */
    private static final List<String> SUMS_OF_PRODUCTS = List.of("fp64", "fp32", "bf16", "fp16", "int32");

    private Check() {}

    /** Refuses a value below 1. */
    public static void atLeastOne(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " is " + value + "; allowed: 1 or more");
        }
    }

    /** Refuses a value below 1, unless it is absent. */
    public static void atLeastOneOrAbsent(String what, @Nullable Integer value) {
        if (value != null) {
            atLeastOne(what, value);
        }
    }

    /** The name of the number format that operands are rounded to; null if it is absent. Anything else is refused. */
    public static @Nullable String operandsOrAbsent(String what, @Nullable String value) {
        return formatOrAbsent(what, value, Formats.NAMES);
    }

    /** The name of the number format that every operation rounds to; null if it is absent. Anything else is refused. */
    public static @Nullable String sumsOrAbsent(String what, @Nullable String value) {
        return formatOrAbsent(what, value, SUMS);
    }

    /** The same of a unit that does nothing but products. */
    public static @Nullable String sumsOfProductsOrAbsent(String what, @Nullable String value) {
        return formatOrAbsent(what, value, SUMS_OF_PRODUCTS);
    }

    /** The name of one of some number formats; null if it is absent. Anything else is refused. */
    public static @Nullable String formatOrAbsent(String what, @Nullable String value, List<String> allowed) {
        if (value == null) {
            return null;
        }
        String name = Formats.canonical(value);
        if (!allowed.contains(name)) {
            throw new IllegalArgumentException(
                    what + " is \"" + value + "\"; allowed: " + String.join(", ", allowed) + "; " + Formats.OR_ALIAS);
        }
        return name;
    }

    /** Refuses anything but one of some names; also nothing, which is what a missing property becomes. */
    public static void oneOf(String what, @Nullable String value, List<String> allowed) {
        if (value == null || !allowed.contains(value)) {
            throw new IllegalArgumentException(what + " is " + (value == null ? "missing" : "\"" + value + "\"")
                    + "; allowed: " + String.join(", ", allowed));
        }
    }

    /** The error for an operation that a unit does not do. */
    public static IllegalArgumentException notDone(String unit, ComputeUnit by, String operation) {
        return new IllegalArgumentException(
                unit + " does not do \"" + operation + "\"; it does: " + String.join(", ", by.operations()));
    }

    /** The error for work whose cost does not fit a long. */
    public static ArithmeticException tooLarge(Work work, ArithmeticException cause) {
        ArithmeticException error = new ArithmeticException("the cost of " + work.operation() + " on " + work.rows()
                + " x " + work.cols() + ", depth " + work.depth() + ", does not fit 64 bits");
        error.initCause(cause);
        return error;
    }
}
