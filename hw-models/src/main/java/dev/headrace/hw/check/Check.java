package dev.headrace.hw.check;

import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Work;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks of unit parameters; each failure says what was found and what is allowed. */
public final class Check {
    /** Names of the number formats. */
    public static final List<String> FORMATS =
            List.of("fp64", "fp32", "bf16", "fp16", "fp8-e4m3", "fp8-e5m2", "int8", "int4", "nvfp4", "ternary");

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

    /** Refuses anything but the name of a number format, or nothing. */
    public static void formatOrAbsent(String what, @Nullable String value) {
        if (value != null) {
            oneOf(what, value, FORMATS);
        }
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
