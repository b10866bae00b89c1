package dev.headrace.hw.dram;

import dev.headrace.hw.check.SplitMix;
import dev.headrace.hw.fetcher.LaneFetcher;
import dev.headrace.simulator.kernel.Transfer;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.unit.MemoryUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The reads of a memory that go through fetchers. A burst is offered to the controller with the number of its port, and with the
 * complement of its place in the fetcher as its tag, so that it is told from those of other ports.
 */
final class FetchPath {
    private static final long NEVER = Long.MAX_VALUE;

    private final List<String> names = new ArrayList<>();
    private final LaneFetcher[] fetchers;
    /** Of each port its fetcher, or -1; and its reads. */
    private final int[] fetcherOf;

    private final @Nullable DmaPort[] reads;

    private FetchPath(
            List<MemoryUnit.Port> ports, long burstBytes, int channels, DramController controller, DramDevice device) {
        fetcherOf = new int[ports.size()];
        reads = new DmaPort[ports.size()];
        for (int p = 0; p < fetcherOf.length; p++) {
            MemoryUnit.Through through = ports.get(p).through();
            fetcherOf[p] = -1;
            if (through != null) {
                if (!names.contains(through.fetcher())) {
                    names.add(through.fetcher());
                }
                fetcherOf[p] = names.indexOf(through.fetcher());
                reads[p] = new DmaPort(burstBytes, 1);
            }
        }
        fetchers = new LaneFetcher[names.size()];
        for (int f = 0; f < fetchers.length; f++) {
            fetchers[f] = fetcher(f, ports, channels, controller, device);
        }
    }

    /** The fetchers of a memory's ports; null if none reads through one. */
    static @Nullable FetchPath of(
            List<MemoryUnit.Port> ports, long burstBytes, int channels, DramController controller, DramDevice device) {
        return ports.stream().allMatch(p -> p.through() == null)
                ? null
                : new FetchPath(ports, burstBytes, channels, controller, device);
    }

    private LaneFetcher fetcher(
            int number, List<MemoryUnit.Port> ports, int channels, DramController controller, DramDevice device) {
        List<LaneFetcher.Requests> engines = new ArrayList<>();
        List<MemoryUnit.Through> places = new ArrayList<>();
        List<String> turns = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        for (int p = 0; p < fetcherOf.length; p++) {
            MemoryUnit.Through through = ports.get(p).through();
            DmaPort port = reads[p];
            if (fetcherOf[p] == number && through != null && port != null) {
                engines.add(port);
                places.add(through);
                numbers.add(p);
                if (!turns.contains(through.turn())) {
                    turns.add(through.turn());
                }
            }
        }
        int[] portOf = numbers.stream().mapToInt(Integer::intValue).toArray();
        return new LaneFetcher(
                places.get(0).unit(),
                channels,
                new Channels(controller, device, portOf, places.get(0).unit().registers()),
                engines.toArray(LaneFetcher.Requests[]::new),
                places.stream().mapToInt(t -> turns.indexOf(t.turn())).toArray(),
                places.stream().mapToInt(MemoryUnit.Through::rank).toArray());
    }

    /** What stands behind the crossbar of a fetcher. */
    private static final class Channels implements LaneFetcher.Memory {
        private final DramController controller;
        private final DramDevice device;
        private final int[] portOf;
        private final int registers;

        Channels(DramController controller, DramDevice device, int[] portOf, int registers) {
            this.controller = controller;
            this.device = device;
            this.portOf = portOf;
            this.registers = registers;
        }

        @Override
        public int channel(long address) {
            return controller.channel(address);
        }

        @Override
        public boolean read(long cycle, int engine, int place, int request, long address, int usefulBytes) {
            int port = portOf[engine];
            if (!controller.offer(cycle, port, ~place, address, false)) {
                return false;
            }
            device.fetched(port, request, usefulBytes);
            return true;
        }

        @Override
        public void complete(int request, long cycle) {
            device.fetchedAll(request, cycle + 1 + registers);
        }
    }

    /** Whether the reads of a port go through a fetcher. */
    boolean reads(int port) {
        return fetcherOf[port] >= 0;
    }

    /** A transfer of such a port is handed over. */
    void add(int port, Transfer transfer, int slot) {
        Objects.requireNonNull(reads[port]).add(transfer, slot);
    }

    /**
     * Who of {@code count} comes first in a cycle: drawn by a fixed hash, as
     * places in full queues come free in the rhythm of the memory, which any turn by cycles could fall in with.
     */
    static int draw(long cycle, int count) {
        long z = SplitMix.mix((cycle + 1) * 0x9e3779b97f4a7c15L);
        return (int) (((z >>> 33) * count) >>> 31);
    }

    /** Does what there is to do in a cycle; returns when there may be more, not counting the controller's events. */
    long tick(long cycle) {
        long next = NEVER;
        int n = fetchers.length;
        int starter = draw(~cycle, n);
        for (int i = 0; i < n; i++) {
            next = Math.min(next, fetchers[(starter + i) % n].tick(cycle));
        }
        return next;
    }

    /** The transfer that a tag is of. */
    int slot(int port, int tag) {
        return fetchers[fetcherOf[port]].request(~tag);
    }

    /** The data of a tag's burst can be used at a cycle. */
    void arrives(int port, int tag, long cycle) {
        fetchers[fetcherOf[port]].arrives(~tag, cycle);
    }

    /** What the fetchers have counted by the end of a run. */
    Map<String, Result.Fetcher> results(long end) {
        Map<String, Result.Fetcher> map = new LinkedHashMap<>();
        for (int f = 0; f < fetchers.length; f++) {
            map.put(names.get(f), fetchers[f].result(end));
        }
        return map;
    }
}
