package dev.headrace.simulator.kernel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run came to: the last stage of a graph's life. All times are ticks; see {@code docs/kernel.md} for the laws.
 *
 * @param status how the run ended
 * @param ticks latest completion of anything
 * @param operators in the graph's order
 * @param units in the graph's order
 * @param channels in the graph's order
 * @param deadlock who waits for whom, if the run ended in a deadlock
 * @param events firings and device decisions, those skipped included
 * @param skippedTicks ticks of steady state that were not evaluated, since they repeat others
 */
public record Outcome(
        Status status,
        long ticks,
        List<OperatorStats> operators,
        List<UnitStats> units,
        List<ChannelStats> channels,
        @Nullable Deadlock deadlock,
        long events,
        long skippedTicks) {

    /** How a run ended. */
    public enum Status {
        /** Every operator did all its firings. */
        COMPLETE,
        /** Nothing could go on. */
        DEADLOCK,
        /** The limit was reached, or the run was stopped from outside. */
        INCOMPLETE
    }

    /**
     * Ticks of an operator; their sum, without {@code finishedAt}, is the length of the run rounded up to the operator's
     * clock.
     *
     * @param firings takes
     * @param busy initiation intervals of the firings that have put everything
     * @param input waiting for tokens of other operators
     * @param memory waiting for tokens of loads
     * @param room waiting for slots of its outputs
     * @param unit waiting for its units
     * @param done after the last firing
     * @param finishedAt tick from which it is done; the end of the run if it never is
     */
    public record OperatorStats(
            long firings, long busy, long input, long memory, long room, long unit, long done, long finishedAt) {
        /** Sum of all categories. */
        public long total() {
            return busy + input + memory + room + unit + done;
        }
    }

    /**
     * Ticks of a unit; their sum, without {@code firstAt}, is the length of the run (busy may pass it where the last hold
     * does).
     *
     * @param firings grants
     * @param busy held
     * @param input not held, while the operator served next waited for tokens of other operators
     * @param memory the same, for tokens of loads
     * @param room the same, for slots of its outputs
     * @param unit the same, for other units or its own last firing
     * @param idle after the last hold
     * @param firstAt tick of the first grant, which the gap before it ends at; 0 if there was none
     */
    public record UnitStats(
            long firings, long busy, long input, long memory, long room, long unit, long idle, long firstAt) {
        /** Sum of all categories. */
        public long total() {
            return busy + input + memory + room + unit + idle;
        }
    }

    /**
     * What went through a channel.
     *
     * @param tokens put
     * @param peak most slots held at once
     */
    public record ChannelStats(long tokens, long peak) {}

    /** Why an operator waits. */
    public enum Reason {
        /** An input FIFO is empty. */
        EMPTY,
        /** An output FIFO is full. */
        FULL,
        /** In the static order of its unit it is another's turn. */
        TURN
    }

    /**
     * An operator that waits for ever.
     *
     * @param operator who waits
     * @param reason what for
     * @param channel on which channel; of a TURN, which unit
     * @param occupancy slots of the channel that are held; of a TURN 0
     * @param on operator at its other end, or -1; of a TURN, whose turn it is
     */
    public record Wait(int operator, Reason reason, int channel, long occupancy, int on) {}

    /**
     * A deadlock.
     *
     * @param tick latest completion before everything stood still
     * @param circle operators each waiting on the next, the last on the first; empty if some operator waits for tokens
     *     that nobody will ever send
     * @param others further operators that wait
     */
    public record Deadlock(long tick, List<Wait> circle, List<Wait> others) {}
}
