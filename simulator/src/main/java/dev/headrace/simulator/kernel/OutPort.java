package dev.headrace.simulator.kernel;

import org.jspecify.annotations.Nullable;

/**
 * An output of an operator. It puts one token per combination of its nest's {@code depth} outermost loops, at the last
 * firing of the loops inside.
 *
 * @param channel index of the channel in the graph
 * @param depth leading loops of the operator's nest that the stream runs over, 0 .. nest depth
 * @param gate which firings, of those that would put, really do; null: all
 */
public record OutPort(int channel, int depth, @Nullable Gate gate) {

    /** An output that puts at every firing where its depth says so. */
    public OutPort(int channel, int depth) {
        this(channel, depth, null);
    }
}
