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
    private final long[] reads = {1, 1};

    /** Clears everything. */
    public void reset() {
        interval = 0;
        latency = 0;
        usefulOps = 0;
        java.util.Arrays.fill(actions, 0);
        java.util.Arrays.fill(reads, 1);
    }

    /** Counts primitive actions, for energy. */
    public void count(Primitive primitive, long times) {
        actions[primitive.ordinal()] = Math.addExact(actions[primitive.ordinal()], times);
    }

    /**
     * How often each number of the two operands of a product is read from where it is kept; once if the unit does not say.
     *
     * @param first of the first operand, 1 or more
     * @param second of the second operand, 1 or more
     */
    public void reads(long first, long second) {
        reads[0] = first;
        reads[1] = second;
    }

    /** How often each number of an operand is read. */
    public long reads(int operand) {
        return operand < reads.length ? reads[operand] : 1;
    }

    /** Times a primitive action is done. */
    public long times(Primitive primitive) {
        return actions[primitive.ordinal()];
    }
}
