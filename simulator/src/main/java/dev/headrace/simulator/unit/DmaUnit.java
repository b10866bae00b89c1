package dev.headrace.simulator.unit;

import org.jspecify.annotations.Nullable;

/** A DMA engine: which memory it serves, and how many bursts it may have under way. */
public interface DmaUnit {
    /** Name of the memory unit in the same hardware file. */
    String memory();

    /** Bursts under way at most, 1 or more; 0 if the fetcher that it reads through says so. */
    int underWay();

    /** Bytes that its ports move in a cycle of its clock, each way; 0: as many as the memory gives. */
    default int bytesPerCycle() {
        return 0;
    }

    /** Name of the {@link FetcherUnit} that it reads through; null: it reads from the memory itself. */
    default @Nullable String through() {
        return null;
    }

    /** Name of the engine whose turn at the fetcher it shares and before whose requests its own go; null: none. */
    default @Nullable String before() {
        return null;
    }
}
