package dev.headrace.simulator.kernel;

import java.util.List;

/**
 * Hears of a run as it is made, and keeps of it what it wants: {@link Machine#watch}. All times are ticks. Operators are
 * evaluated ahead of each other in time: firings of one operator come in their order, and so do the slots, the arrivals
 * and the credits of one channel, but there is no order between them, nor between operators or channels.
 *
 * <p>Whoever listens changes no time. An exception thrown here ends the run.
 */
public interface Probe {
    /**
     * The run begins; before everything else.
     *
     * @param devices of the run, in the graph's order
     */
    default void begin(List<Device> devices) {}

    /**
     * An operator takes, and holds its units from now on; before the {@link #firing}. Those of one unit come in the order of
     * time.
     *
     * @param firing valid during the call only; what comes after the take is not known yet
     */
    default void taken(Firing firing) {}

    /**
     * A firing has put everything, or the run has ended in the middle of it.
     *
     * @param firing valid during the call only
     */
    default void firing(Firing firing) {}

    /**
     * A token has its slot of a channel.
     *
     * @param token number, from 0
     */
    default void reserved(int channel, long token, long tick) {}

    /** A token can be taken from this tick on; after its {@link #reserved}. */
    default void arrived(int channel, long token, long tick) {}

    /**
     * The consumer needs a token no longer; after its {@link #arrived}.
     *
     * @param released when that was
     * @param credit when its slot is free for another token
     */
    default void freed(int channel, long token, long released, long credit) {}

    /**
     * The firing of a load or store has something to move; before its {@link #completed}.
     *
     * @param tick of its take
     * @param transfer valid during the call only
     */
    default void submitted(int operator, long firing, long tick, Transfer transfer) {}

    /**
     * A firing of a load or store has been served. Comes in the order of firings, also where the memory serves them in
     * another, and also for firings that had nothing to move.
     *
     * @param taken of its take
     * @param released when the transfer itself had left its buffer
     * @param completed when the transfer itself was complete
     */
    default void completed(int operator, long firing, long taken, long released, long completed) {}

    /** The run is over; after everything else. */
    default void end(Outcome outcome) {}
}
