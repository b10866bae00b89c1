package dev.headrace.simulator.kernel;

/** A part of the machine as it was at some moment, to be compared with what it is now. */
interface Mark {
    /** Makes now the moment to compare with. */
    void save();

    /** How much later the part is than it was, or -1 if it has not moved or has no time of its own. */
    default long later() {
        return -1;
    }

    /**
     * A first bound, quickly found, of how often what has happened since could happen again.
     *
     * @return 0 if not at all; {@link Long#MAX_VALUE} if this part sets no bound
     */
    default long periods() {
        return Long.MAX_VALUE;
    }

    /** True if the part is as it was, but for what only grows by as much each time, and everything so much later. */
    boolean repeats(long later);

    /** A closer bound, for parts that repeat; may take time. */
    default long periods(long most) {
        return most;
    }

    /** Moves the part on by a number of periods. */
    void skip(long periods, long later);

    /** The latest time known to this part. */
    default long latest() {
        return 0;
    }
}
