package dev.headrace.simulator.unit;

/**
 * Lanes between a memory and the DMA engines that read through them: requests are dealt out piece by piece to all lanes,
 * and come together again line by line. Cycles are those of the memory's clock.
 */
public interface FetcherUnit {
    /** Name of the memory unit in the same hardware file. */
    String memory();

    /** Lanes, 1 or more; a line is one piece (a burst of the memory) of each. */
    int lanes();

    /** Addresses that wait in a lane, 1 or more. */
    int addressFifo();

    /** Pieces of a lane that are under way or wait for the other lanes, 1 or more. */
    int responseFifo();

    /** Pieces under way at a channel of the memory, 1 or more. */
    int outstandingPerChannel();

    /** Cycles that a request takes longer for registers on its way, 0 or more. */
    int registers();
}
