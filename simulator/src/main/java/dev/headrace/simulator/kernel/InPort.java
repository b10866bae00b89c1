package dev.headrace.simulator.kernel;

import org.jspecify.annotations.Nullable;

/**
 * An input of an operator. It takes one token per combination of its nest's {@code depth} outermost loops, at the first
 * firing of the loops inside, and holds it while they run.
 *
 * @param channel index of the channel in the graph
 * @param depth leading loops of the operator's nest that the stream runs over, 0 .. nest depth
 * @param release when the slot of a token is given back
 * @param gate which firings, of those that would take, really do; null: all
 * @param sees which firings need the next token to have arrived although they leave it where it is, as a merge has to
 *     compare the heads of all its inputs before it takes one of them; null: none
 */
public record InPort(
        int channel,
        int depth,
        Release release,
        @Nullable Gate gate,
        @Nullable Gate sees) {

    /** When a token's slot is given back to the producer. */
    public enum Release {
        /** At the firing that takes it: the token moves to a register. */
        FIRST,
        /** At the last firing that uses it: the token stays in its buffer. */
        LAST,
        /** When the transfer of the firing has left the buffer; stores only. */
        TRANSFER
    }

    /** An input that only sees what it takes. */
    public InPort(int channel, int depth, Release release, @Nullable Gate gate) {
        this(channel, depth, release, gate, null);
    }

    /** An input that takes at every firing where its depth says so. */
    public InPort(int channel, int depth, Release release) {
        this(channel, depth, release, null);
    }
}
