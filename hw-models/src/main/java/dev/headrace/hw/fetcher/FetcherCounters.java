package dev.headrace.hw.fetcher;

import dev.headrace.simulator.run.Result;

/** What a {@link LaneFetcher} counts. Of the cycle at hand some are kept apart, as further cycles may be like it. */
final class FetcherCounters {
    long requests;
    long lines;
    long beats;
    long padding;
    long lostReturns;

    /** In the cycle at hand. */
    int busy;

    int full;
    int waiting;
    long lost;
    long limited;
    long noPlace;

    private long busyCycles;
    private long fullCycles;
    private long waitingCycles;
    private long lostCycles;
    private long limitedCycles;
    private long noPlaceCycles;

    /** A cycle begins. */
    void begin() {
        busy = 0;
        full = 0;
        waiting = 0;
        lost = 0;
        limited = 0;
        noPlace = 0;
    }

    /** Counts so many cycles like the one at hand. */
    void count(long cycles) {
        busyCycles += cycles * busy;
        fullCycles += cycles * full;
        waitingCycles += cycles * waiting;
        lostCycles += cycles * lost;
        limitedCycles += cycles * limited;
        noPlaceCycles += cycles * noPlace;
    }

    Result.Fetcher result() {
        return new Result.Fetcher(
                requests,
                lines,
                beats,
                padding,
                busyCycles,
                fullCycles,
                waitingCycles,
                lostCycles,
                limitedCycles,
                noPlaceCycles,
                lostReturns);
    }
}
