package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Gate;

/** Open where another gate is closed. */
record Closed(Gate other) implements Gate {
    @Override
    public boolean open(long[] index) {
        return !other.open(index);
    }

    @Override
    public long alike(int level, long[] index) {
        return other.alike(level, index);
    }
}
