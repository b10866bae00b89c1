package dev.headrace.explore.sweep;

import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * The memory of this process, shared among points: as many run at a time as it has room for by what they are known to need.
 * What runs out all the same is done again with nothing beside it.
 */
final class Heap {
    private static final int MIB = 1 << 20;

    /** Of what there is, how much points may be known to need together: they need more than is known. */
    private static final double SHARE = 0.5;

    private final long all;
    private final int room;
    private final Semaphore free;

    /** The memory that this process may have. */
    Heap() {
        this(Runtime.getRuntime().maxMemory());
    }

    /**
     * Memory.
     *
     * @param bytes how much there is
     */
    Heap(long bytes) {
        this.all = bytes;
        this.room = (int) Math.max(1, Math.min(Integer.MAX_VALUE, (long) (bytes * SHARE) / MIB));
        // Fair, so that a large point is not passed over for ever.
        this.free = new Semaphore(room, true);
    }

    /** Why what needs so many bytes cannot be done at all; empty if it can, as far as is known. */
    String refuses(long bytes) {
        return bytes <= all ? "" : "needs " + mib(bytes) + " MiB of memory or more; there are " + mib(all) + " MiB";
    }

    /** Why what ran out of memory with nothing beside it cannot be done. */
    String tooSmall() {
        return "needs more than " + mib(all) + " MiB of memory";
    }

    private static long mib(long bytes) {
        return bytes / MIB;
    }

    /**
     * Does something, as soon as there is room for it.
     *
     * @param bytes that it is known to need
     * @param action is told whether it is tried again
     * @throws OutOfMemoryError if it runs out of memory with nothing beside it
     */
    <T> T within(long bytes, Function<Boolean, T> action) {
        int share = (int) Math.max(1, Math.min(room, bytes / MIB));
        try {
            return holding(share, action, false);
        } catch (OutOfMemoryError e) {
            return holding(room, action, true);
        }
    }

    private <T> T holding(int share, Function<Boolean, T> action, boolean again) {
        free.acquireUninterruptibly(share);
        try {
            return action.apply(again);
        } finally {
            free.release(share);
        }
    }
}
