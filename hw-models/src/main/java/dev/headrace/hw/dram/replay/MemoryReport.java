package dev.headrace.hw.dram.replay;

import java.util.List;
import java.util.Map;

/**
 * What a memory made of a trace or pattern. Immutable; component names become snake_case in JSON.
 *
 * @param part name of the standard
 * @param mapping how addresses were spread
 * @param requests requests served: reads + writes
 * @param wrapped requests whose address was beyond the memory and wrapped around
 * @param cycles memory cycles from 0 to the end of the last request, writes in the array
 * @param bytesPerSecond bytes that crossed the data pins over that time: of all bursts but the forwarded
 * @param fractionOfPeak of what the data pins can move, 0 to 1
 * @param readLatency of the reads, from when they were due (at their own times) or accepted (as fast as possible)
 * @param forwarded reads answered from the write queue
 * @param rowHits requests that found their row open; misses found the bank closed, conflicts another row
 * @param busyFraction part of the data bus cycles with data
 * @param idleFraction part of the data bus cycles without, by cause; with the busy ones they make 1
 * @param channelBytes bytes of each channel
 * @param channelBalance bytes of the busiest channel over the mean; 1 is even
 * @param bankAccesses accesses of each bank, ordered by channel, pseudo channel, bank
 * @param bankBalance accesses of the busiest bank over the mean; 1 is even
 * @param energyByCommand picojoules of activates, reads, writes, refreshes and background
 * @param picojoulesPerBit energy over bits moved
 * @param watts energy over time
 */
public record MemoryReport(
        String part,
        String mapping,
        long requests,
        long reads,
        long writes,
        long wrapped,
        long cycles,
        double seconds,
        double bytesPerSecond,
        double peakBytesPerSecond,
        double fractionOfPeak,
        Latency readLatency,
        long forwarded,
        long rowHits,
        long rowMisses,
        long rowConflicts,
        long activates,
        long refreshes,
        double busyFraction,
        Map<String, Double> idleFraction,
        List<Long> channelBytes,
        double channelBalance,
        List<Long> bankAccesses,
        double bankBalance,
        double energyPj,
        Map<String, Double> energyByCommand,
        double picojoulesPerBit,
        double watts) {

    /**
     * A distribution of latencies in memory cycles; percentiles to three digits. All 0 without reads.
     *
     * @param distribution latency and how many reads had it, increasing; latencies to three digits
     */
    public record Latency(
            long count,
            long least,
            double mean,
            long p50,
            long p90,
            long p99,
            long p999,
            long most,
            List<Bar> distribution) {}

    /** One bar of a distribution. */
    public record Bar(long cycles, long count) {}
}
