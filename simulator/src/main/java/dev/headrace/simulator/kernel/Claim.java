package dev.headrace.simulator.kernel;

import org.jspecify.annotations.Nullable;

/**
 * One unit that a firing must be granted. An operator with several claims starts when all its units are free at once.
 *
 * @param unit index of the unit in the graph
 * @param hold cycles of the operator's clock for which a firing holds the unit; null: its initiation interval
 * @param turn place in the unit's static order; null if and only if the unit's policy is another
 */
public record Claim(int unit, @Nullable Hold hold, @Nullable Turn turn) {

    /** Cycles that a firing holds a unit. */
    @FunctionalInterface
    public interface Hold extends IndexFunction {
        /** Cycles of the operator's clock, 0 or more, for the firing at this index. */
        long cycles(long[] index);
    }

    /** A claim on a unit without a static order. */
    public Claim(int unit, @Nullable Hold hold) {
        this(unit, hold, null);
    }
}
