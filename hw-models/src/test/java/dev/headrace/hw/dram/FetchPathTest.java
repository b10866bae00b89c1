package dev.headrace.hw.dram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.hw.fetcher.LaneFetcher;
import dev.headrace.hw.fetcher.LaneFetcherParameters;
import dev.headrace.hw.fetcher.ReferenceFetcher;
import dev.headrace.simulator.kernel.Transfer;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.unit.MemoryUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetchers before the memory that is exact to the command. */
class FetchPathTest {
    private static final DramPart PART = Parts.load("hbm2-2000");
    private static final String MAPPING = "RoBaRaCoBgCh";

    private static DramDevice device(int channels, long period, DramPolicy policy, List<MemoryUnit.Port> ports) {
        return new DramDevice(PART, channels, MAPPING, policy, period, ports, List.of("k", "v", "o"));
    }

    private static MemoryUnit.Port port(LaneFetcherParameters unit, String name, String turn, int rank) {
        return new MemoryUnit.Port(name, 1, new MemoryUnit.Through("fetcher", unit, turn, rank));
    }

    private static LaneFetcherParameters unit(int lanes, Integer latency) {
        return new LaneFetcherParameters("hbm", lanes, 16, 64, 16, latency);
    }

    @Test
    void aLineTakesThreeCyclesMoreThanTheReadOfItsBurstAndItsRegisters() {
        // entry, way to the channel with the next cycle, then a cycle each for the response FIFO and for the line
        for (int registers : new int[] {0, 6}) {
            Driver d = new Driver(device(4, 1, DramPolicy.USUAL, List.of(port(unit(4, registers), "k", "k", 0))));
            d.device.submit(0, 0, 0, Driver.transfer(false, 0, 128, 1, 128, 0));
            assertEquals(PART.closedLatency() + 3 + registers, d.end());
        }
    }

    private static List<Transfer> randomReads(Random random, int n) {
        List<Transfer> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            long rowBytes = 1 + random.nextInt(200);
            long stride = random.nextBoolean() ? rowBytes : rowBytes + random.nextInt(100);
            int rows = 1 + random.nextInt(40);
            Transfer t = Driver.transfer(false, random.nextInt(1 << 18), rowBytes, rows, stride, random.nextInt(2));
            if (random.nextBoolean()) {
                t.rowAt = new int[rows];
                for (int r = 1; r < rows; r++) {
                    t.rowAt[r] = t.rowAt[r - 1] + 1 + random.nextInt(3);
                }
            }
            all.add(t);
        }
        return all;
    }

    /** Addresses of the bursts of a transfer; rows that touch each other are one. */
    private static List<Long> bursts(Transfer t) {
        List<Long> all = new ArrayList<>();
        long from = -1;
        long to = -1;
        for (int r = 0; r <= t.rows; r++) {
            long start = r == t.rows ? -1 : t.address + t.stride * (t.rowAt == null ? r : t.rowAt[r]);
            if (r > 0 && start != to) {
                for (long burst = from / 32; burst <= (to - 1) / 32; burst++) {
                    all.add(burst * 32);
                }
                from = start;
            } else if (r == 0) {
                from = start;
            }
            to = start + t.rowBytes;
        }
        return all;
    }

    /** The reference before a memory of its own. */
    private static final class Reference implements LaneFetcher.Memory, Completion {
        final DramController controller;
        final ReferenceFetcher fetcher;
        final Map<Integer, Long> left = new HashMap<>();
        private final int channels;

        Reference(LaneFetcherParameters unit, int channels, DramPolicy policy, int[] turns, int[] ranks) {
            this.channels = channels;
            controller = new DramController(PART, channels, MAPPING, policy, this);
            fetcher = new ReferenceFetcher(unit, channels, this, turns, ranks);
        }

        @Override
        public int channel(long address) {
            return (int) (address / 32) % channels;
        }

        @Override
        public boolean read(long cycle, int engine, int place, int request, long address, int usefulBytes) {
            return controller.offer(cycle, engine, place, address, false);
        }

        @Override
        public void complete(int request, long cycle) {
            left.put(request, cycle);
        }

        @Override
        public void done(int client, int tag, boolean write, long cycle) {
            fetcher.arrives(tag, cycle);
        }
    }

    private static Map<String, Long> counts(Result.Fetcher f) {
        Map<String, Long> map = new TreeMap<>();
        map.put("requests", f.requests());
        map.put("lines", f.lines());
        map.put("beats", f.beats());
        map.put("padding", f.paddingBeats());
        map.put("busy", f.busyCycles());
        map.put("full", f.fullCycles());
        map.put("waiting", f.waitingCycles());
        map.put("lost", f.lostLaneCycles());
        map.put("limited", f.limitedLaneCycles());
        map.put("room", f.roomLaneCycles());
        map.put("lost returns", f.lostReturnCycles());
        map.values().removeIf(n -> n == 0);
        return map;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24})
    void itAgreesWithAReferenceThatLooksAtEverythingInEveryCycle(int seed) {
        Random random = new Random(seed);
        int channels = 1 << random.nextInt(5);
        LaneFetcherParameters unit = new LaneFetcherParameters(
                "hbm",
                1 + random.nextInt(2 * channels),
                1 + random.nextInt(16),
                1 + random.nextInt(32),
                1 + random.nextInt(40),
                null);
        // a queue shorter than what may be under way refuses some
        DramPolicy policy = seed % 3 == 0 ? Dram.of("").policy() : shortQueues();
        int[] turns = {0, 0, 1, 2};
        int[] ranks = {0, -1, 0, 0};
        List<MemoryUnit.Port> ports = new ArrayList<>();
        for (int p = 0; p < turns.length; p++) {
            ports.add(port(unit, "p" + p, "t" + turns[p], ranks[p]));
        }
        long period = 1 + random.nextInt(3);
        Driver driver = new Driver(device(channels, period, policy, ports));
        Reference reference = new Reference(unit, channels, policy, turns, ranks);
        List<Transfer> transfers = randomReads(random, 60);
        Map<Long, List<Integer>> handedOver = new TreeMap<>();
        long tick = 0;
        for (int t = 0; t < transfers.size(); t++) {
            tick += random.nextInt(4) == 0 ? random.nextInt(3000) : random.nextInt(20);
            int engine = random.nextInt(turns.length);
            driver.to(tick - 1);
            driver.now = tick;
            driver.device.submit(tick, engine, t, transfers.get(t));
            handedOver
                    .computeIfAbsent((tick + period - 1) / period, c -> new ArrayList<>())
                    .add(turns.length * t + engine);
        }
        long end = driver.end() / period;
        for (long cycle = 0; cycle <= end; cycle++) {
            for (int t : handedOver.getOrDefault(cycle, List.of())) {
                reference.fetcher.request(t % turns.length, t / turns.length, bursts(transfers.get(t / turns.length)));
            }
            reference.controller.advance(cycle);
            reference.fetcher.step(cycle);
        }
        Map<Integer, Long> expected = new HashMap<>();
        reference.left.forEach((t, cycle) -> expected.put(t, (cycle + 1) * period));
        assertEquals(expected, driver.completed);
        assertEquals(transfers.size(), expected.size());
        Result.MemoryResult result = driver.device.result(1e-9 * end);
        Map<String, Long> counts = new TreeMap<>(reference.fetcher.counts());
        counts.values().removeIf(n -> n == 0);
        assertEquals(counts, counts(result.fetchers().get("fetcher")));
    }

    @Test
    void whereQueuesAreFullAFetcherAndAPlainEngineShareTheMemory() {
        LaneFetcherParameters unit = new LaneFetcherParameters("hbm", 8, 16, 64, 512, null);
        List<MemoryUnit.Port> ports = List.of(port(unit, "k", "k", 0), new MemoryUnit.Port("plain", 1024));
        Driver d = new Driver(device(4, 1, DramPolicy.USUAL, ports));
        long bytes = 320 << 10;
        d.device.submit(0, 0, 0, Driver.transfer(false, 0, bytes, 1, bytes, 0));
        d.device.submit(0, 1, 1, Driver.transfer(false, 1 << 20, bytes, 1, bytes, 1));
        long end = d.end();
        long first = Collections.min(d.completed.values());
        // Alone either takes half as long as both together; if one went first all the time, it would be done at half
        // time.
        assertTrue(first > 0.8 * end, d.completed + " of " + end);
    }

    private static DramPolicy shortQueues() {
        DramPolicy usual = DramPolicy.USUAL;
        return new DramPolicy(
                usual.scheduler(),
                usual.cap(),
                usual.yield(),
                usual.turn(),
                usual.precharge(),
                usual.rowPolicy(),
                usual.timeout(),
                usual.refresh(),
                usual.refreshOrder(),
                4,
                8,
                6,
                2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void itMovesTheBytesThatPlainEnginesMoveWithWritesInBetween(int seed) {
        Random random = new Random(seed);
        LaneFetcherParameters unit = unit(8, null);
        List<MemoryUnit.Port> plain = List.of(new MemoryUnit.Port("a", 16), new MemoryUnit.Port("b", 16));
        List<MemoryUnit.Port> fetched =
                List.of(port(unit, "a", "a", 0), port(unit, "b", "b", 0), new MemoryUnit.Port("c", 16));
        Driver one = new Driver(device(4, 1, DramPolicy.USUAL, plain));
        Driver other = new Driver(device(4, 1, DramPolicy.USUAL, fetched));
        List<Transfer> transfers = randomReads(random, 80);
        long lines = 0;
        long beats = 0;
        long reads = 0;
        for (int t = 0; t < transfers.size(); t++) {
            Transfer transfer = transfers.get(t);
            transfer.write = random.nextInt(3) == 0;
            if (!transfer.write) {
                int n = bursts(transfer).size();
                reads++;
                beats += n;
                lines += (n + 7) / 8;
            }
            one.device.submit(0, t & 1, t, transfer);
            other.device.submit(0, t & 1, t, transfer);
        }
        assertTrue(one.end() > 0 && other.end() > 0);
        assertEquals(one.completed.keySet(), other.completed.keySet());
        Result.MemoryResult a = one.device.result(1e-4);
        Result.MemoryResult b = other.device.result(1e-4);
        assertEquals(a.byTensor(), b.byTensor());
        assertEquals(a.paddingBytes(), b.paddingBytes());
        assertEquals(a.requests(), b.requests());
        for (String client : List.of("a", "b")) {
            assertEquals(
                    a.flowByClient().get(client).usefulBytes(),
                    b.flowByClient().get(client).usefulBytes());
            assertEquals(
                    a.flowByClient().get(client).movedBytes(),
                    b.flowByClient().get(client).movedBytes());
        }
        Result.Fetcher f = b.fetchers().get("fetcher");
        assertEquals(reads, f.requests());
        assertEquals(beats, f.beats());
        assertEquals(lines, f.lines());
        assertEquals(8 * lines, f.beats() + f.paddingBeats());
    }

    @Test
    void fetchersOfTwoCoresShareTheMemoryAndCountForThemselves() {
        LaneFetcherParameters unit = unit(8, null);
        Driver d = new Driver(device(
                4,
                1,
                DramPolicy.USUAL,
                List.of(
                        new MemoryUnit.Port("k#0", 1, new MemoryUnit.Through("f#0", unit, "k", 0)),
                        new MemoryUnit.Port("k#1", 1, new MemoryUnit.Through("f#1", unit, "k", 0)))));
        d.device.submit(0, 0, 0, Driver.transfer(false, 0, 1 << 16, 1, 1 << 16, 0));
        d.device.submit(0, 1, 1, Driver.transfer(false, 1 << 20, 1 << 16, 1, 1 << 16, 1));
        d.end();
        Map<String, Result.Fetcher> f = d.device.result(1e-4).fetchers();
        assertEquals(List.of("f#0", "f#1"), List.copyOf(f.keySet()));
        f.values().forEach(x -> assertEquals((1 << 16) / 32, x.beats()));
        assertEquals((double) d.completed.get(0), d.completed.get(1), 100, "neither waits for the other to end");
    }
}
