package dev.headrace.hw.dram;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a memory did in a run. Immutable.
 *
 * @param cycles length of the run in cycles of the memory's clock
 * @param reads bursts read, {@code forwarded} ones included
 * @param forwarded reads answered from the write queue, without a command
 * @param writes bursts written
 * @param rowHits column commands whose request found its row open; misses found the bank closed, conflicts another row
 * @param busyCycles data bus cycles with data, summed over the data buses
 * @param idleCycles data bus cycles without, by cause; busy + idle = cycles x data buses
 * @param openCycles cycles in which a row is open, summed over the ranks of all pseudo channels: from an activate that finds all of a
 *     rank's closed to the precharge after which all are
 * @param readLatencySum cycles from acceptance to the end of data, summed over the reads
 * @param energyByCommand picojoules of "activate" (its precharge included), "read", "write", "refresh", each by number,
 *     and of "background" power by {@code cycles}; zeros left out
 * @param bankAccesses column commands of each bank, ordered by channel, pseudo channel, bank
 */
public record DramCounters(
        long cycles,
        long reads,
        long forwarded,
        long writes,
        long rowHits,
        long rowMisses,
        long rowConflicts,
        long activates,
        long refreshesAll,
        long refreshesBank,
        long busyCycles,
        Map<BusIdle, Long> idleCycles,
        long openCycles,
        long readLatencySum,
        Map<String, Double> energyByCommand,
        java.util.List<Long> bankAccesses) {

    /** Cycles from acceptance to the end of data, mean over the reads; 0 without reads. */
    public double averageReadLatency() {
        return reads == 0 ? 0 : (double) readLatencySum / reads;
    }

    /** Picojoules of everything. */
    public double energyPj() {
        return energyByCommand.values().stream().mapToDouble(x -> x).sum();
    }

    /** Sums in the making. */
    static final class Sums {
        long reads;
        long forwarded;
        long writes;
        long hits;
        long misses;
        long conflicts;
        long activates;
        long refreshesAll;
        long refreshesBank;
        long busy;
        long open;
        long readLatency;
        final long[] idle = new long[BusIdle.values().length];
        private final DramPart part;
        private final int channels;
        private final java.util.List<Long> banks = new java.util.ArrayList<>();

        Sums(DramPart part, int channels) {
            this.part = part;
            this.channels = channels;
        }

        void addBanks(long[] accesses) {
            for (long a : accesses) {
                banks.add(a);
            }
        }

        DramCounters counters(long cycles) {
            EnumMap<BusIdle, Long> byCause = new EnumMap<>(BusIdle.class);
            for (BusIdle cause : BusIdle.values()) {
                if (idle[cause.ordinal()] != 0) {
                    byCause.put(cause, idle[cause.ordinal()]);
                }
            }
            DramPart.Energy e = part.energy();
            Map<String, Double> energy = new LinkedHashMap<>();
            energy.put("activate", activates * e.activatePj());
            energy.put("read", (reads - forwarded) * e.readPj());
            energy.put("write", writes * e.writePj());
            energy.put("refresh", refreshesAll * e.refreshAllPj() + refreshesBank * e.refreshPerBankPj());
            energy.put("background", part.backgroundPj(channels, (double) cycles, (double) open));
            energy.values().removeIf(pj -> pj == 0);
            return new DramCounters(
                    cycles,
                    reads,
                    forwarded,
                    writes,
                    hits,
                    misses,
                    conflicts,
                    activates,
                    refreshesAll,
                    refreshesBank,
                    busy,
                    Collections.unmodifiableMap(byCause),
                    open,
                    readLatency,
                    Collections.unmodifiableMap(energy),
                    java.util.List.copyOf(banks));
        }
    }
}
