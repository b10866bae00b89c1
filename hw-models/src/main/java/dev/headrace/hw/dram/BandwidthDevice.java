package dev.headrace.hw.dram;

import dev.headrace.simulator.kernel.Transfer;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.unit.MemoryUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A memory of which only latency and bandwidth are modelled: one server at peak rate, first come first served, then a
 * fixed latency. A transfer of {@code n} bursts handed over at cycle {@code s} starts at {@code x = max(s, end of the
 * one before)}, ends at {@code x + n burst / buses} (exactly, as a fraction) and is complete {@code latency} cycles
 * later, rounded up. A write's chip side is over at the end of service, at the earliest in the next cycle.
 *
 * <p>An engine that reads through a fetcher is one like any other: bursts under way are not counted, so neither its lanes nor
 * {@code outstanding_per_channel} matter here.
 *
 * <p>Energy as if every row were used whole, with the all-bank refreshes of the run's time; background as if of each data bus one row
 * were open while it moves data. Left out: rows, banks, the time of refreshes, and that transfers share the memory while they are under way.
 */
public final class BandwidthDevice implements MemoryUnit.Running {
    private static final long NEVER = Long.MAX_VALUE;

    private final DramPart part;
    private final long buses;
    private final int channels;
    private final int latency;
    private final long period;
    private final long burstBytes;
    private final Traffic traffic;
    private long readBursts;
    private long writeBursts;
    private long readTransferCycles;
    private long readTransfers;

    /** End of service of the last transfer, in cycles times {@link #buses}. */
    private long served;

    /** Transfers handed over since the last advance: ticket, release and completion tick. */
    private int[] tickets = new int[8];

    private long[] released = new long[8];
    private long[] completed = new long[8];
    private int count;
    private long next = NEVER;

    /**
     * An idle memory.
     *
     * @param latency cycles from the end of service to arrival
     * @param ticksPerCycle kernel ticks per memory cycle
     */
    public BandwidthDevice(DramPart part, int channels, int latency, long ticksPerCycle, List<String> tensors) {
        Allowed.atLeast("ticks per cycle", ticksPerCycle, 1);
        Allowed.atLeast("latency", latency, 0);
        this.part = part;
        this.channels = channels;
        this.latency = latency;
        period = ticksPerCycle;
        buses = (long) channels * part.geometry().pseudoChannels();
        burstBytes = part.geometry().accessBytes();
        traffic = new Traffic(tensors);
    }

    @Override
    public void submit(long now, int port, int ticket, Transfer t) {
        long n = bursts(t);
        if (t.write) {
            writeBursts += n;
        } else {
            readBursts += n;
        }
        traffic.add(t.tensor, t.write, t.bytes(), n * burstBytes);
        long start = (now + period - 1) / period;
        served = Math.max(served, start * buses) + n * part.timing().burst();
        long end = Math.max(start + 1, (served + buses - 1) / buses);
        if (!t.write) {
            readTransferCycles += end + latency - start;
            readTransfers++;
        }
        add(ticket, (t.write ? end : end + latency) * period, (end + latency) * period);
        next = Math.min(next, now);
    }

    private long bursts(Transfer t) {
        if (t.rowAt != null) {
            return scattered(t, t.rowAt);
        }
        if (t.stride == t.rowBytes) {
            return burstsOf(t.address, t.bytes());
        }
        if (t.stride % burstBytes == 0) {
            return t.rows * burstsOf(t.address, t.rowBytes);
        }
        long n = 0;
        for (long r = 0; r < t.rows; r++) {
            n += burstsOf(t.address + r * t.stride, t.rowBytes);
        }
        return n;
    }

    private long scattered(Transfer t, int[] at) {
        long bursts = 0;
        int first = 0;
        for (int r = 0; r < t.rows; r++) {
            if (r + 1 == t.rows || t.stride != t.rowBytes || at[r + 1] != at[r] + 1) {
                bursts += burstsOf(t.address + at[first] * t.stride, (r + 1 - first) * t.rowBytes);
                first = r + 1;
            }
        }
        return bursts;
    }

    private long burstsOf(long address, long bytes) {
        return (address + bytes - 1) / burstBytes - address / burstBytes + 1;
    }

    private void add(int ticket, long release, long completion) {
        if (count == tickets.length) {
            tickets = java.util.Arrays.copyOf(tickets, 2 * count);
            released = java.util.Arrays.copyOf(released, 2 * count);
            completed = java.util.Arrays.copyOf(completed, 2 * count);
        }
        tickets[count] = ticket;
        released[count] = release;
        completed[count] = completion;
        count++;
    }

    @Override
    public long nextTick() {
        return next;
    }

    @Override
    public void advance(long now, Listener listener) {
        int n = count;
        count = 0;
        next = NEVER;
        for (int i = 0; i < n; i++) {
            listener.released(tickets[i], released[i]);
            listener.completed(tickets[i], completed[i]);
        }
    }

    @Override
    public Repeat repeat() {
        return new State();
    }

    /** All that decides what comes is how much later than now the server is free. */
    private final class State implements Repeat {
        private long backlog;
        private final long[] counters = new long[4];
        private final long[] bytes = traffic.counters();

        private long backlog(long now) {
            return Math.max(0, served - now / period * buses);
        }

        private long[] counters() {
            return new long[] {readBursts, writeBursts, readTransferCycles, readTransfers};
        }

        @Override
        public void save(long now) {
            backlog = backlog(now);
            System.arraycopy(counters(), 0, counters, 0, counters.length);
            System.arraycopy(traffic.counters(), 0, bytes, 0, bytes.length);
        }

        @Override
        public boolean repeats(long now, long later) {
            return count == 0 && later % period == 0 && backlog(now) == backlog;
        }

        @Override
        public void skip(long periods, long later) {
            served += periods * later / period * buses;
            long[] now = counters();
            readBursts += periods * (now[0] - counters[0]);
            writeBursts += periods * (now[1] - counters[1]);
            readTransferCycles += periods * (now[2] - counters[2]);
            readTransfers += periods * (now[3] - counters[3]);
            traffic.repeat(bytes, periods);
        }
    }

    @Override
    public Result.MemoryResult result(double seconds) {
        double peak = part.peakBytesPerSecond(channels);
        DramPart.Energy e = part.energy();
        double rows = (double) (readBursts + writeBursts) / part.geometry().accessesPerRow();
        Map<String, Double> energy = new LinkedHashMap<>();
        energy.put("activate", rows * e.activatePj());
        energy.put("read", readBursts * e.readPj());
        energy.put("write", writeBursts * e.writePj());
        DramPart.Geometry g = part.geometry();
        double cycles = seconds * 1000 * part.clockKhz();
        double refreshes = cycles / part.timing().refreshInterval();
        energy.put("refresh", refreshes * channels * g.pseudoChannels() * g.ranks() * e.refreshAllPj());
        double open = Math.min(
                cycles * buses,
                (double) (readBursts + writeBursts) * part.timing().burst());
        energy.put("background", part.backgroundPj(channels, cycles, open));
        energy.values().removeIf(pj -> pj == 0);
        return new Result.MemoryResult(
                "dram",
                "bandwidth",
                traffic.readBytes(),
                traffic.writeBytes(),
                traffic.padding(),
                traffic.byTensor(),
                peak,
                traffic.utilization(peak, seconds),
                readBursts + writeBursts,
                0,
                0,
                0,
                0,
                readTransfers == 0 ? 0 : (double) readTransferCycles / readTransfers,
                energy.values().stream().mapToDouble(x -> x).sum(),
                Collections.unmodifiableMap(energy),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of());
    }
}
