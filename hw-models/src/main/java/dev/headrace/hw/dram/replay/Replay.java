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
import org.HdrHistogram.Histogram;

/**
 * Plays a stream of requests on a memory, in order: as fast as they are accepted, any number in a cycle; or each not
 * before its own cycle. A request that is refused holds up those behind it. Memory use does not depend on the length of
 * the stream.
 */
public final class Replay implements Completion {
    private static final int DIGITS = 3;
    private static final long LONGEST = 1L << 40;

    private final DramController controller;
    private final DramPart part;
    private final int channels;
    private final Histogram latency = new Histogram(1, LONGEST, DIGITS);
    /** When each read under way began, by tag, and the tags that are free. */
    private long[] began = new long[64];

    private int[] free = new int[64];
    private int freeCount;
    private long end;

    private Replay(DramPart part, int channels, String mapping, DramPolicy policy) {
        this.part = part;
        this.channels = channels;
        controller = new DramController(part, channels, mapping, policy, this);
        for (int i = free.length - 1; i >= 0; i--) {
            free[freeCount++] = i;
        }
    }

    /**
     * Plays requests to the end.
     *
     * @param ownTimes whether each waits for its own cycle
     */
    public static MemoryReport run(
            DramPart part, int channels, String mapping, DramPolicy policy, Requests requests, boolean ownTimes) {
        Replay replay = new Replay(part, channels, mapping, policy);
        long wrapped = replay.play(requests, ownTimes);
        return replay.report(wrapped);
    }

    private long play(Requests requests, boolean ownTimes) {
        long capacity = controller.map().capacityBytes();
        long wrapped = 0;
        long now = 0;
        boolean more = requests.next();
        while (more || controller.pending() > 0) {
            controller.advance(now);
            while (more && (!ownTimes || requests.cycle() <= now) && offer(now, requests, ownTimes)) {
                wrapped += requests.address() >= capacity ? 1 : 0;
                more = requests.next();
            }
            long next = controller.nextCycle();
            if (more && ownTimes && requests.cycle() > now) {
                next = Math.min(next, requests.cycle());
            }
            now = next == Long.MAX_VALUE ? now : next;
        }
        controller.finish(end);
        return wrapped;
    }

    private boolean offer(long now, Requests r, boolean ownTimes) {
        if (freeCount == 0) {
            grow();
        }
        int tag = free[--freeCount];
        began[tag] = ownTimes ? r.cycle() : now;
        if (controller.offer(now, 0, tag, r.address(), r.write())) {
            return true;
        }
        free[freeCount++] = tag;
        return false;
    }

    private void grow() {
        int n = began.length;
        began = java.util.Arrays.copyOf(began, 2 * n);
        free = java.util.Arrays.copyOf(free, 2 * n);
        for (int i = 2 * n - 1; i >= n; i--) {
            free[freeCount++] = i;
        }
    }

    @Override
    public void done(int client, int tag, boolean write, long cycle) {
        if (!write) {
            latency.recordValue(Math.min(LONGEST, cycle - began[tag]));
        }
        end = Math.max(end, cycle);
        free[freeCount++] = tag;
    }

    private MemoryReport report(long wrapped) {
        DramCounters c = controller.counters(end);
        long requests = c.reads() + c.writes();
        long bytes = requests * part.geometry().accessBytes();
        double seconds = c.cycles() / (part.clockKhz() * 1000.0);
        double peak = part.peakBytesPerSecond(channels);
        double busCycles =
                Math.max(1.0, (double) c.cycles() * channels * part.geometry().pseudoChannels());
        Map<String, Double> idle = new LinkedHashMap<>();
        c.idleCycles().forEach((cause, cycles) -> idle.put(cause.name().toLowerCase(Locale.ROOT), cycles / busCycles));
        List<Long> byChannel = channelBytes(c.bankAccesses());
        double rate = seconds > 0 ? bytes / seconds : 0;
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
