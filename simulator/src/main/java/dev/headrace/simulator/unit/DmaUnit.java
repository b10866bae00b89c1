package dev.headrace.simulator.unit;

/** A DMA engine: which memory it serves, and how many bursts it may have under way. */
public interface DmaUnit {
    /** Name of the memory unit in the same hardware file. */
    String memory();

    /** Bursts under way at most, 1 or more. */
    int outstanding();

    /** Bytes that its ports move in a cycle of its clock, each way; 0: as many as the memory gives. */
    default int bytesPerCycle() {
        return 0;
    }
}
