package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Window;

/**
 * Tokens of different sizes that share some bytes, as a FIFO allocator gives them out: a token has room when the bytes of
 * all that are still there, and its own, are not more than there are. Sizes are known before a run.
 *
 * @param first the first token that may still be there when a token comes
 */
@SuppressWarnings("ArrayRecordComponent")
record Room(long[] first) implements Window {
    /** For tokens of these sizes, none of which is larger than the bytes, and of which at most so many are there. */
    static Room of(long[] sizes, long bytes, long most) {
        long[] first = new long[sizes.length];
        int from = 0;
        long sum = 0;
        for (int n = 0; n < sizes.length; n++) {
            sum += sizes[n];
            while (sum > bytes || n - from >= most) {
                sum -= sizes[from++];
            }
            first[n] = from;
        }
        return new Room(first);
    }

    @Override
    public long first(long n) {
        // Asked for the token after the last one, too, which never comes.
        return first.length == 0 ? 0 : first[(int) Math.min(n, first.length - 1L)];
    }
}
