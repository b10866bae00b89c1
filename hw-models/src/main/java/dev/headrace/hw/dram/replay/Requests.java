package dev.headrace.hw.dram.replay;

/** A stream of memory requests, one burst each, read one by one. */
public interface Requests {
    /** Goes on to the next request; false at the end. */
    boolean next();

    /** Byte address of the current request; within a burst it does not matter which byte. */
    long address();

    /** Whether the current request is a write. */
    boolean write();

    /** Memory cycle at which the current request comes, 0 or more and never decreasing; 0 if the source has no times. */
    long cycle();
}
