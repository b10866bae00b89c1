package dev.headrace.simulator.kernel.reference;

import java.util.List;

/**
 * The counters of a run, all times in ticks.
 *
 * @param ticks length of the run; of a deadlock, its tick
 * @param deadlocked true if operators are left that nothing can ever wake
 * @param operators as declared
 * @param units as declared
 * @param channels as declared
 */
public record ReferenceOutcome(
        long ticks, boolean deadlocked, List<OfOperator> operators, List<OfUnit> units, List<OfChannel> channels) {

    /** What an operator did; all but {@code firings} add up to the length of the run, rounded up to its clock's edge. */
    public record OfOperator(
            String name, long firings, long busy, long input, long memory, long room, long unit, long done) {
        /** The sum of all times. */
        public long sum() {
            return busy + input + memory + room + unit + done;
        }
    }

    /** What a unit did; the times add up to the length of the run. */
    public record OfUnit(String name, long busy, long input, long memory, long room, long unit, long idle) {
        /** The sum of all times. */
        public long sum() {
            return busy + input + memory + room + unit + idle;
        }
    }

    /** What went through a channel. */
    public record OfChannel(String name, long tokens, long peak) {}

    /** The counters of the operator of this name. */
    public OfOperator operator(String name) {
        return operators.stream().filter(o -> o.name().equals(name)).findFirst().orElseThrow();
    }

    /** The counters of the unit of this name. */
    public OfUnit unit(String name) {
        return units.stream().filter(u -> u.name().equals(name)).findFirst().orElseThrow();
    }

    /** The counters of the channel of this name. */
    public OfChannel channel(String name) {
        return channels.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
    }
}
