package dev.headrace.simulator.unit;

/** On-chip memory that holds the buffers of streams. Immutable. */
public interface Scratchpad {
    /** Bytes it can hold. */
    long capacityBytes();

    /**
     * Bytes of it that a matrix takes up, if not those of its numbers.
     *
     * @param rows rows of the matrix
     * @param cols numbers of a row
     * @param bytes bytes of the numbers
     */
    default long bytesOf(long rows, long cols, long bytes) {
        return bytes;
    }

    /** Firings that can read at the same time (read ports); each is a shared unit to the kernel. */
    int readPorts();

    /** Cycles for which reading a matrix of {@code rows} rows of {@code rowBytes} bytes takes up one read port. */
    long readHold(long rows, long rowBytes);

    /** Cycles for which writing a matrix takes up the write port. */
    long writeHold(long rows, long rowBytes);
}
