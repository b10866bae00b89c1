package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.Primitive;

/** What the instances of an operator have done: operations, primitive actions, scratchpad traffic. */
final class Meter {
    private static final Primitive[] PRIMITIVES = Primitive.values();

    /** Times of each primitive action, by ordinal, then useful operations. */
    final long[] sums = new long[PRIMITIVES.length + 1];

    void add(Cost cost) {
        sums[PRIMITIVES.length] += cost.usefulOps;
        for (int p = 0; p < PRIMITIVES.length; p++) {
            sums[p] += cost.times(PRIMITIVES[p]);
        }
    }

    void count(Primitive p, long times) {
        sums[p.ordinal()] += times;
    }

    long usefulOps() {
        return sums[PRIMITIVES.length];
    }

    long[] actions() {
        return java.util.Arrays.copyOf(sums, PRIMITIVES.length);
    }
}
