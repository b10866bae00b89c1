package dev.headrace.hw.fetcher;

import dev.headrace.simulator.run.Result;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A fetcher before channels that take every address and answer after a fixed number of cycles, each its own. Pieces are 32 bytes;
 * the channel of an address is told by the bits above them.
 */
final class Rig implements LaneFetcher.Memory {
    private static final int PIECE = 32;

    private final int[] latency;
    private final List<Waiting> engines = new ArrayList<>();
    private final Map<Long, List<Runnable>> later = new TreeMap<>();
    /** Requests in the order in which they were complete. */
    final List<Integer> order = new ArrayList<>();
    /** The cycle in which the last line of each request left. */
    final Map<Integer, Long> left = new TreeMap<>();

    private final LaneFetcher fetcher;
    private long end;

    /** Requests of an engine: each a list of channels, one for each piece. */
    private static final class Waiting implements LaneFetcher.Requests {
        private final Deque<int[]> channels = new ArrayDeque<>();
        private final Deque<Integer> names = new ArrayDeque<>();
        private int piece;

        @Override
        public boolean waiting() {
            return !names.isEmpty();
        }

        @Override
        public int request() {
            return names.element();
        }

        @Override
        public long address() {
            return (long) PIECE * channels.element()[piece];
        }

        @Override
        public int usefulBytes() {
            return PIECE;
        }

        @Override
        public boolean next() {
            if (++piece < channels.element().length) {
                return false;
            }
            piece = 0;
            channels.remove();
            names.remove();
            return true;
        }
    }

    /**
     * A rig with channels of these latencies.
     *
     * @param turnsAndRanks turn and rank of each engine
     */
    Rig(LaneFetcherParameters unit, int[] latency, int[]... turnsAndRanks) {
        this.latency = latency;
        int[] turns = new int[turnsAndRanks.length];
        int[] ranks = new int[turns.length];
        for (int e = 0; e < turns.length; e++) {
            engines.add(new Waiting());
            turns[e] = turnsAndRanks[e][0];
            ranks[e] = turnsAndRanks[e][1];
        }
        fetcher =
                new LaneFetcher(unit, latency.length, this, engines.toArray(LaneFetcher.Requests[]::new), turns, ranks);
    }

    /** One engine. */
    static Rig of(int lanes, int addresses, int responses, int perChannel, int... latency) {
        return new Rig(
                new LaneFetcherParameters("m", lanes, addresses, responses, perChannel, null), latency, new int[2]);
    }

    /** Hands over a request of an engine in a cycle: the channels of its pieces. */
    Rig request(long cycle, int engine, int name, int... channels) {
        later.computeIfAbsent(cycle, c -> new ArrayList<>()).add(() -> {
            engines.get(engine).channels.add(channels);
            engines.get(engine).names.add(name);
        });
        return this;
    }

    /** Runs until nothing is left to do. */
    Rig run() {
        long next = Long.MAX_VALUE;
        while (next < Long.MAX_VALUE || !later.isEmpty()) {
            long soonest =
                    later.isEmpty() ? Long.MAX_VALUE : later.keySet().iterator().next();
            long now = Math.min(next, soonest);
            if (soonest == now) {
                later.remove(now).forEach(Runnable::run);
            }
            next = fetcher.tick(now);
            end = now + 1;
        }
        return this;
    }

    Result.Fetcher counters() {
        return fetcher.result(end);
    }

    @Override
    public int channel(long address) {
        return (int) (address / PIECE) % latency.length;
    }

    @Override
    public boolean read(long cycle, int engine, int place, int request, long address, int usefulBytes) {
        fetcher.arrives(place, cycle + latency[channel(address)]);
        return true;
    }

    @Override
    public void complete(int request, long cycle) {
        order.add(request);
        left.put(request, cycle);
    }
}
