package dev.headrace.simulator.kernel;

/**
 * Makes an operator a load or a store: every firing hands a transfer to a device. Its outputs arrive when the transfer
 * is complete; room for them is reserved before it starts.
 *
 * @param device index of the device in the graph
 * @param port DMA engine of that device
 * @param source fills in the transfer of a firing
 */
public record Move(int device, int port, Source source) {

    /** Describes the transfer of one firing. */
    @FunctionalInterface
    public interface Source extends IndexFunction {
        /** Fills in {@code transfer}; returns false if this firing moves nothing (it then completes at its take). */
        boolean describe(long[] index, Transfer transfer);
    }
}
