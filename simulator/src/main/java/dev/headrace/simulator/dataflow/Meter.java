package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.Primitive;

/** What the instances of an operator have done: operations, primitive actions, bytes at each scratchpad. */
final class Meter {
    private static final Primitive[] PRIMITIVES = Primitive.values();
    private static final int OPS = PRIMITIVES.length;
    private static final int PADS = OPS + 1;

    /** Times of each primitive action, by ordinal, then useful operations, then bytes read and written of each scratchpad. */
    final long[] sums;

    /**
     * Nothing done yet.
     *
     * @param pads scratchpads of the hardware
     */
    Meter(int pads) {
        sums = new long[PADS + 2 * pads];
    }

    void add(Cost cost) {
        sums[OPS] += cost.usefulOps;
        for (int p = 0; p < PRIMITIVES.length; p++) {
            sums[p] += cost.times(PRIMITIVES[p]);
        }
    }

    void read(int pad, long bytes) {
        sums[PADS + 2 * pad] += bytes;
    }

    void write(int pad, long bytes) {
        sums[PADS + 2 * pad + 1] += bytes;
    }

    long usefulOps() {
        return sums[OPS];
    }

    /** Times of each action of the unit, by ordinal. */
    long[] actions() {
        return java.util.Arrays.copyOf(sums, OPS);
    }

    /** Bytes read and bytes written of a scratchpad. */
    long[] bytes(int pad) {
        return new long[] {sums[PADS + 2 * pad], sums[PADS + 2 * pad + 1]};
    }
}
