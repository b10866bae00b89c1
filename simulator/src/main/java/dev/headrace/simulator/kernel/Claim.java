package dev.headrace.simulator.kernel;

/**
 * One unit that a firing must be granted. An operator with several claims starts when all its units are free at once.
 *
 * @param unit index of the unit in the graph
 * @param hold cycles of the operator's clock for which a firing holds the unit; null: its initiation interval
 */
public record Claim(
        int unit, @org.jspecify.annotations.Nullable Hold hold) {

    /** Cycles that a firing holds a unit. */
    @FunctionalInterface
    public interface Hold extends IndexFunction {
        /** Cycles of the operator's clock, 0 or more, for the firing at this index. */
        long cycles(long[] index);
    }
}
