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
}
