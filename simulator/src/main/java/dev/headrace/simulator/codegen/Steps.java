package dev.headrace.simulator.codegen;

/**
 * The compiled inner loop of a group of operators that fire in step. Has no state of its own: one instance serves every
 * group of its shape, in any thread. All times are ticks; what stands where is said by {@link Shape}.
 */
public interface Steps {
    /**
     * Makes firings, each with all its inputs, and with known credits for all its slots.
     *
     * @param values scalars of the group, read at the start and written back at the end
     * @param rings times by number of firing; every length is a power of two
     * @param from number of the first firing
     * @param count how many firings, 0 or more
     * @return how many were made: fewer than {@code count} if a peak has grown to the length of its ring
     */
    int run(long[] values, long[][] rings, long from, int count);

    /** The first edge of a clock of the given period at or after a tick. */
    static long edge(long tick, long period) {
        long r = tick % period;
        return r == 0 ? tick : tick + (period - r);
    }
}
