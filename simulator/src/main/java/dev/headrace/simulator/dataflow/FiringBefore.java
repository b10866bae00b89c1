package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Gate;
import dev.headrace.simulator.kernel.Nest;

/** Between a firing and the next one: all but the last put, all but the first take. */
record FiringBefore(Nest nest, boolean puts) implements Gate {
    @Override
    public boolean open(long[] index) {
        for (int l = 0; l < index.length; l++) {
            if (puts ? index[l] + 1 < nest.trips(l, index) : index[l] > 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public long alike(int level, long[] index) {
        return Long.MAX_VALUE;
    }
}
