package dev.headrace.simulator.kernel;

import org.jspecify.annotations.Nullable;

/**
 * A part of the machine whose timing depends on the order in which requests reach it: a memory with the DMA engines
 * before it. The kernel drives it as a discrete-event component; all times are kernel ticks.
 *
 * <p>Protocol: {@link #submit} and {@link #advance} are called with non-decreasing {@code now}; at equal time every
 * submit comes before the advance. After an advance at {@code now}, {@link #nextTick} is later than {@code now}. A
 * device never reports a time earlier than {@code now + 1}, which is what lets everything else at {@code now} be decided
 * without it.
 */
public interface Device {

    /** Hears of a transfer's progress. Both times may lie in the future; each is reported exactly once. */
    interface Listener {
        /**
         * The chip side of the transfer is over: for a write, the last byte has left the buffer, whose slot may be
         * reused; for a read, the same as completion. Called before, or together with, {@link #completed}.
         *
         * @param ticket as handed over
         * @param tick when, later than now
         */
        void released(int ticket, long tick);

        /**
         * The last byte of a read has arrived on chip, or the last byte of a write is in the memory array.
         *
         * @param ticket as handed over; the kernel may then use it again
         * @param tick when, later than now
         */
        void completed(int ticket, long tick);
    }

    /**
     * Hands over a transfer.
     *
     * @param now tick of the hand-over
     * @param port which DMA engine takes it, 0 .. ports-1 as wired; transfers of one port start in order of hand-over
     * @param ticket returned to the listener
     * @param transfer what to move; copied before the call returns
     */
    void submit(long now, int port, int ticket, Transfer transfer);

    /** The tick at which {@link #advance} must be called next, or {@link Long#MAX_VALUE} if nothing is under way. */
    long nextTick();

    /**
     * A new place to keep this device's state, to find out whether it repeats; null if that can not be told, and then no
     * period of a run is ever skipped.
     */
    default @Nullable Repeat repeat() {
        return null;
    }

    /** A device as it was at some moment, at which nothing was left to be decided at or before that time. */
    interface Repeat {
        /** Makes {@code now} the moment to compare with. */
        void save(long now);

        /**
         * True if the device is at {@code now} as it was, {@code later} ticks after: whatever is submitted from now on has
         * the same consequences, so much later.
         *
         * @param now tick
         * @param later ticks since the moment, 0 or more
         */
        boolean repeats(long now, long later);

        /**
         * Moves all times on by so many periods, and all counters by as much as since the moment for each.
         *
         * @param periods 1 or more
         * @param later ticks of a period
         */
        void skip(long periods, long later);
    }

    /**
     * Decides everything that the device has to decide at {@code now}, which is never later than {@link #nextTick}.
     *
     * @param now tick
     * @param listener told of every release and completion that is known by now
     */
    void advance(long now, Listener listener);
}
