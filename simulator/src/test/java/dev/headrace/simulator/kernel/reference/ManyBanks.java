package dev.headrace.simulator.kernel.reference;

import dev.headrace.simulator.kernel.Device;
import dev.headrace.simulator.kernel.Transfer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A memory in which every transfer takes its own time, by its address, so that later ones may complete first. Nothing is
 * told before its time: a release and a completion are reported one tick ahead.
 */
final class ManyBanks implements Device {
    private record Report(long tick, int ticket, boolean completion) {}

    private final long shortest;
    private final long spread;
    private final List<Report> reports = new ArrayList<>();

    ManyBanks(long shortest, long spread) {
        this.shortest = shortest;
        this.spread = spread;
    }

    @Override
    public void submit(long now, int port, int ticket, Transfer transfer) {
        long ticks = 2 + shortest + (transfer.address + 3L * port) % spread;
        reports.add(new Report(now + (transfer.write ? (ticks + 1) / 2 : ticks), ticket, false));
        reports.add(new Report(now + ticks, ticket, true));
        reports.sort(Comparator.comparingLong(Report::tick)
                .thenComparingInt(Report::ticket)
                .thenComparing(Report::completion));
    }

    @Override
    public long nextTick() {
        return reports.isEmpty() ? Long.MAX_VALUE : reports.get(0).tick - 1;
    }

    @Override
    public void advance(long now, Listener listener) {
        while (!reports.isEmpty() && reports.get(0).tick - 1 <= now) {
            Report r = reports.remove(0);
            if (r.completion) {
                listener.completed(r.ticket, r.tick);
            } else {
                listener.released(r.ticket, r.tick);
            }
        }
    }

    @Override
    public String toString() {
        return "ManyBanks[shortest=" + shortest + ", spread=" + spread + "]";
    }
}
