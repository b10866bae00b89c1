package dev.headrace.hw.dram.replay;

import dev.headrace.hw.dram.Completion;
import dev.headrace.hw.dram.DramController;
import dev.headrace.hw.dram.DramCounters;
import dev.headrace.hw.dram.DramPart;
import dev.headrace.hw.dram.DramPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;

/**
 * Plays a stream of requests on a memory, in order: as fast as they are accepted, any number in a cycle; or each not
 * before its own cycle. A request that is refused holds up those behind it. Memory use does not depend on the length of
 * the stream.
 *
 * <p>While the requests come in whole rounds (as many of one kind as there are channels, in order, aligned), one channel
 * is simulated for all ({@link DramController#gather}); the report is the same.
 */
public final class Replay implements Completion {
    private static final int DIGITS = 3;
    private static final long LONGEST = 1L << 40;

    private final DramController controller;
    private final DramPart part;
    private final int channels;
    private final boolean timed;
    private final Histogram latency = new Histogram(1, LONGEST, DIGITS);
    /** When each request under way began, how many it stands for, by tag; and the tags that are free. */
    private long[] began = new long[64];

    private int[] standsFor = new int[64];
    private int[] free = new int[64];
    private int freeCount;
    private long end;

    /** Requests read ahead, to see whether they make a round: a ring. */
    private final long[] address;

    private final boolean[] write;
    private final long[] cycle;
    private int first;
    private int count;
    private final long burstBytes;
    private int unit = 1;
    private long gatherNext;
    private long wrapped;

    private Replay(DramPart part, int channels, String mapping, DramPolicy policy, boolean ownTimes) {
        timed = ownTimes;
        this.part = part;
        this.channels = channels;
        controller = new DramController(part, channels, mapping, policy, this);
        burstBytes = part.geometry().accessBytes();
        int ring = Integer.highestOneBit(2 * channels - 1);
        address = new long[ring];
        write = new boolean[ring];
        cycle = new long[ring];
        for (int i = free.length - 1; i >= 0; i--) {
            free[freeCount++] = i;
        }
    }

    /**
     * Plays requests to the end.
     *
     * @param ownTimes whether each waits for its own cycle
     * @param stop asked now and then whether to end at once, with what has been counted so far
     */
    public static MemoryReport run(
            DramPart part,
            int channels,
            String mapping,
            DramPolicy policy,
            Requests requests,
            boolean ownTimes,
            BooleanSupplier stop) {
        Replay replay = new Replay(part, channels, mapping, policy, ownTimes);
        replay.play(requests, stop);
        return replay.report();
    }

    private void play(Requests requests, BooleanSupplier stop) {
        long now = 0;
        boolean more = true;
        while (true) {
            more = more && readAhead(requests);
            if (count == 0) {
                break;
            }
            now = Math.max(now, cycle[first]);
            chooseUnit(now);
            if (!offer(now)) {
                now = controller.waitFor(address[first], write[first], stop);
                if (now == Long.MAX_VALUE) {
                    now = end;
                    break;
                }
            }
        }
        while (controller.pending() > 0 && !stop.getAsBoolean()) {
            controller.advance(Math.max(now, controller.nextCycle()));
        }
        controller.finish(end);
    }

    /** Reads until there may be a round; false at the end of the stream. */
    private boolean readAhead(Requests requests) {
        while (count < channels) {
            if (!requests.next()) {
                return false;
            }
            int i = (first + count) & (address.length - 1);
            address[i] = requests.address();
            write[i] = requests.write();
            cycle[i] = timed ? requests.cycle() : 0;
            count++;
        }
        return true;
    }

    /** Whether the requests read ahead go to every channel once, all at the same place, at the same time. */
    private boolean round() {
        if (count < channels || address[first] % (burstBytes * channels) != 0) {
            return false;
        }
        for (int k = 1; k < channels; k++) {
            int i = (first + k) & (address.length - 1);
            long expected = address[first] + k * burstBytes;
            if ((address[i] & -burstBytes) != expected || write[i] != write[first] || cycle[i] != cycle[first]) {
                return false;
            }
        }
        return true;
    }

    /** Offers the next request, or round; false if it was refused. */
    private boolean offer(long now) {
        if (freeCount == 0) {
            grow();
        }
        int tag = free[--freeCount];
        began[tag] = timed ? cycle[first] : now;
        standsFor[tag] = unit;
        if (!controller.offer(now, 0, tag, address[first], write[first])) {
            free[freeCount++] = tag;
            return false;
        }
        for (int k = 0; k < unit; k++) {
            wrapped += address[first] >= controller.map().capacityBytes() ? 1 : 0;
            first = (first + 1) & (address.length - 1);
        }
        count -= unit;
        return true;
    }

    private void chooseUnit(long now) {
        if (unit > 1 && !round()) {
            controller.spread();
            unit = 1;
        } else if (unit == 1 && channels > 1 && controller.pending() == 0 && now >= gatherNext && round()) {
            gatherNext = now + part.timing().refreshInterval();
            unit = controller.gather(now) ? channels : 1;
        }
    }

    private void grow() {
        int n = began.length;
        began = java.util.Arrays.copyOf(began, 2 * n);
        standsFor = java.util.Arrays.copyOf(standsFor, 2 * n);
        free = java.util.Arrays.copyOf(free, 2 * n);
        for (int i = 2 * n - 1; i >= n; i--) {
            free[freeCount++] = i;
        }
    }

    @Override
    public void done(int client, int tag, boolean write, long cycle) {
        if (!write) {
            latency.recordValueWithCount(Math.min(LONGEST, cycle - began[tag]), unit);
        }
        end = Math.max(end, cycle);
        standsFor[tag] -= unit;
        if (standsFor[tag] == 0) {
            free[freeCount++] = tag;
        }
    }

    private MemoryReport report() {
        DramCounters c = controller.counters(end);
        long requests = c.reads() + c.writes();
        // Reads that were answered from the write queue did not cross the data bus.
        long bytes = (requests - c.forwarded()) * part.geometry().accessBytes();
        double seconds = c.cycles() / (part.clockKhz() * 1000.0);
        double peak = part.peakBytesPerSecond(channels);
        double busCycles =
                Math.max(1.0, (double) c.cycles() * channels * part.geometry().pseudoChannels());
        Map<String, Double> idle = new LinkedHashMap<>();
        c.idleCycles().forEach((cause, cycles) -> idle.put(cause.name().toLowerCase(Locale.ROOT), cycles / busCycles));
        List<Long> byChannel = channelBytes(c.bankAccesses());
        double rate = seconds > 0 ? bytes / seconds : 0;
        if (rate > peak * (1 + 1e-9)) {
            throw new IllegalStateException(
                    part.name() + " moved " + rate + " B/s, more than the " + peak + " of its pins");
        }
        return new MemoryReport(
                part.name(),
                controller.map().toString(),
                requests,
                c.reads(),
                c.writes(),
                wrapped,
                c.cycles(),
                seconds,
                rate,
                peak,
                rate / peak,
                readLatency(),
                c.forwarded(),
                c.rowHits(),
                c.rowMisses(),
                c.rowConflicts(),
                c.activates(),
                c.refreshesAll() + c.refreshesBank(),
                c.busyCycles() / busCycles,
                java.util.Collections.unmodifiableMap(idle),
                byChannel,
                balance(byChannel),
                c.bankAccesses(),
                balance(c.bankAccesses()),
                c.energyPj(),
                c.energyByCommand(),
                bytes > 0 ? c.energyPj() / (8.0 * bytes) : 0,
                seconds > 0 ? c.energyPj() * 1e-12 / seconds : 0);
    }

    private List<Long> channelBytes(List<Long> bankAccesses) {
        int banks = bankAccesses.size() / channels;
        List<Long> bytes = new ArrayList<>();
        for (int c = 0; c < channels; c++) {
            bytes.add(bankAccesses.subList(c * banks, (c + 1) * banks).stream()
                            .mapToLong(x -> x)
                            .sum()
                    * part.geometry().accessBytes());
        }
        return List.copyOf(bytes);
    }

    private static double balance(List<Long> values) {
        long sum = values.stream().mapToLong(x -> x).sum();
        long most = values.stream().mapToLong(x -> x).max().orElse(0);
        return sum == 0 ? 1 : (double) most * values.size() / sum;
    }

    private MemoryReport.Latency readLatency() {
        if (latency.getTotalCount() == 0) {
            return new MemoryReport.Latency(0, 0, 0, 0, 0, 0, 0, 0, List.of());
        }
        List<MemoryReport.Bar> bars = new ArrayList<>();
        latency.recordedValues()
                .forEach(v -> bars.add(new MemoryReport.Bar(v.getValueIteratedTo(), v.getCountAtValueIteratedTo())));
        return new MemoryReport.Latency(
                latency.getTotalCount(),
                latency.getMinValue(),
                latency.getMean(),
                latency.getValueAtPercentile(50),
                latency.getValueAtPercentile(90),
                latency.getValueAtPercentile(99),
                latency.getValueAtPercentile(99.9),
                latency.getMaxValue(),
                List.copyOf(bars));
    }
}
