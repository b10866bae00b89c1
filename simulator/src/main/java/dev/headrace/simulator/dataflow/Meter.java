package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.Primitive;

/** What the instances of an operator have done: operations, primitive actions, scratchpad traffic. */
final class Meter {
    long usefulOps;
    final long[] actions = new long[Primitive.values().length];

    void add(Cost cost) {
        usefulOps += cost.usefulOps;
        for (Primitive p : Primitive.values()) {
            actions[p.ordinal()] += cost.times(p);
        }
    }

    void count(Primitive p, long times) {
        actions[p.ordinal()] += times;
    }
}
