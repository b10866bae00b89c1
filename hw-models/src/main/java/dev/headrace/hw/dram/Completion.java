package dev.headrace.hw.dram;

/** Hears when requests are served. */
@FunctionalInterface
public interface Completion {
    /**
     * A request's column command has been issued, so that the end of its data is known. Told exactly once per accepted
     * request; the cycles of reads never decrease from call to call if the controller is advanced at every
     * {@link DramController#nextCycle()}.
     *
     * @param cycle for a read, the cycle after its last data; for a write, the cycle at which its data is in the array
     *     (write recovery over). It lies in the future.
     */
    void done(int client, int tag, boolean write, long cycle);

    /**
     * The same, with what else is known; this is what is told.
     *
     * @param accepted the cycle at whose end the request was accepted
     * @param outcome 0 if its row was open, 1 if the bank was closed, 2 if another row was open, 3 if it was answered
     *     from the write queue
     */
    default void done(int client, int tag, boolean write, long cycle, long accepted, int outcome) {
        done(client, tag, write, cycle);
    }
}
