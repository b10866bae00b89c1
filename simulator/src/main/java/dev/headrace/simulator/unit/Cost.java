package dev.headrace.simulator.unit;

/** What one firing costs on a unit; a mutable holder that the unit fills in. */
public final class Cost {
    /** Cycles for which the unit is taken: the next firing can start this much later. */
    public long interval;

    /** Cycles from the start to the last result. */
    public long latency;

    /** Useful arithmetic operations; a multiply-accumulate is 2. */
    public long usefulOps;

    private final long[] actions = new long[Primitive.values().length];

    /** Clears everything. */
    public void reset() {
        interval = 0;
        latency = 0;
        usefulOps = 0;
        java.util.Arrays.fill(actions, 0);
    }

    /** Counts primitive actions, for energy. */
    public void count(Primitive primitive, long times) {
        actions[primitive.ordinal()] = Math.addExact(actions[primitive.ordinal()], times);
    }

    /** Times a primitive action is done. */
    public long times(Primitive primitive) {
        return actions[primitive.ordinal()];
    }
}
