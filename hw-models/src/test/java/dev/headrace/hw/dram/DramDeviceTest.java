package dev.headrace.hw.dram;

import static dev.headrace.hw.dram.Driver.transfer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.kernel.Transfer;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.unit.MemoryUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DramDeviceTest {
    private static final DramPart HBM2 = Parts.load("hbm2-2000");

    private static Driver driver(String fidelity, long period, int ports, int outstanding) {
        Dram parameters = new Dram(
                "x", 2, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                fidelity, null, null);
        List<MemoryUnit.Port> all = new ArrayList<>();
        for (int p = 0; p < ports; p++) {
            all.add(new MemoryUnit.Port("p" + p, outstanding));
        }
        return new Driver(new DramMemory(HBM2, parameters).start(period, all, List.of("a", "b", "c")));
    }

    @Test
    void aLoneBurstTakesTheLatencyOfAClosedBank() {
        Driver d = driver("cycle", 1, 1, 4);
        d.to(100);
        d.device.submit(100, 0, 7, transfer(false, 0, 32, 1, 0, 0));
        d.end();
        assertEquals(Map.of(7, 132L), d.completed);
        assertEquals(Map.of(7, 132L), d.released);
    }

    @Test
    void aHandOverBetweenMemoryCyclesCountsAtTheNext() {
        // Period 3: tick 100 is between cycle 33 and 34; 32 cycles later is cycle 66, tick 198.
        Driver d = driver("cycle", 3, 1, 4);
        d.device.submit(100, 0, 7, transfer(false, 0, 32, 1, 0, 0));
        d.end();
        assertEquals(Map.of(7, 198L), d.completed);
    }

    @Test
    void aWriteIsReleasedWhenItIsAcceptedAndCompleteWhenItIsInTheArray() {
        // Accepted in cycle 0; activate 1..2, write 14, data 19..21, recovery to 37.
        Driver d = driver("cycle", 1, 1, 4);
        d.device.submit(0, 0, 7, transfer(true, 0, 32, 1, 0, 0));
        d.end();
        assertEquals(Map.of(7, 1L), d.released);
        assertEquals(Map.of(7, 37L), d.completed);
    }

    @Test
    void partialBurstsCountAsUsefulBytesAndPadding() {
        // Bytes 40..139 touch bursts 32..159: four of 32 bytes. Two rows of 8 bytes in one burst each.
        Driver d = driver("cycle", 1, 1, 4);
        d.device.submit(0, 0, 0, transfer(false, 40, 100, 1, 0, 0));
        d.device.submit(0, 0, 1, transfer(true, 1000, 8, 2, 64, 1));
        long end = d.end();
        Result.MemoryResult r = d.device.result(end / 1e9);
        assertEquals(Map.of("a", new Result.Traffic(100, 0), "b", new Result.Traffic(0, 16)), r.byTensor());
        assertEquals(28 + 48, r.paddingBytes());
        assertEquals(6, r.requests());
    }

    @Test
    void rowsThatTouchAreMovedAsOne() {
        Driver d = driver("cycle", 1, 1, 4);
        d.device.submit(0, 0, 0, transfer(false, 0, 16, 8, 16, 0));
        d.end();
        assertEquals(4, d.device.result(1e-6).requests());
    }

    @Test
    void oneReadAtATimeWithOneOutstanding() {
        // Three bursts of one row in three channels and pseudo channels, each 32 after the one before.
        Driver d = driver("cycle", 1, 1, 1);
        d.device.submit(0, 0, 0, transfer(false, 0, 96, 1, 0, 0));
        d.end();
        assertEquals(Map.of(0, 96L), d.completed);
    }

    @Test
    void portsThatWantTheSameQueueShareItEvenly() {
        // All bursts of both go to one bank row after row; both have the same work, so both end at about the same time.
        Driver d = driver("cycle", 1, 3, 64);
        for (int p = 0; p < 3; p++) {
            d.device.submit(0, p, p, transfer(false, 128L * 1024 * 16 * p, 32, 3000, 128, 0));
        }
        d.end();
        long least = d.completed.values().stream().mapToLong(x -> x).min().orElseThrow();
        long most = d.completed.values().stream().mapToLong(x -> x).max().orElseThrow();
        assertTrue(most - least < most / 50, d.completed.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cycle", "bandwidth"})
    void bytesAreConservedAndTransfersCompleteOnceInRandomTraffic(String fidelity) {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            Driver d = driver(fidelity, 1 + seed % 3, 3, 1 + random.nextInt(40));
            long[] read = new long[3];
            long[] written = new long[3];
            long tick = 0;
            for (int ticket = 0; ticket < 60; ticket++) {
                tick += random.nextInt(3) * random.nextInt(200);
                d.to(tick - 1);
                d.now = tick;
                boolean write = random.nextBoolean();
                long bytes = 1 + random.nextInt(300);
                long rows = 1 + random.nextInt(20);
                int tensor = random.nextInt(3);
                Transfer t = transfer(write, random.nextInt(100_000), bytes, rows, random.nextInt(3000), tensor);
                (write ? written : read)[tensor] += bytes * rows;
                d.device.submit(tick, random.nextInt(3), ticket, t);
            }
            long end = d.end();
            assertEquals(60, d.completed.size(), "seed " + seed);
            Result.MemoryResult r = d.device.result(end / (1 + seed % 3) / 1e9);
            String[] names = {"a", "b", "c"};
            for (int i = 0; i < 3; i++) {
                Result.Traffic expected = new Result.Traffic(read[i], written[i]);
                assertEquals(expected, r.byTensor().getOrDefault(names[i], new Result.Traffic(0, 0)), "seed " + seed);
            }
            assertEquals(r.requests() * 32, r.readBytes() + r.writeBytes() + r.paddingBytes(), "seed " + seed);
            assertTrue(r.bandwidthUtilization() <= 1, "seed " + seed + ": " + r.bandwidthUtilization());
            assertEquals(
                    r.energyPj(),
                    r.energyByCommand().values().stream().mapToDouble(x -> x).sum(),
                    1e-9 * r.energyPj());
            if (fidelity.equals("cycle")) {
                flowsAddUp(r, r.flowByTensor(), read, written);
                flowsAddUp(r, r.flowByClient(), read, written);
                for (int i = 0; i < 3; i++) {
                    assertEquals(
                            read[i] + written[i], r.flowByTensor().get(names[i]).usefulBytes());
                }
            }
        }
    }

    /** Flows are the memory's own counters, divided among tensors or clients. */
    private static void flowsAddUp(Result.MemoryResult r, Map<String, Result.Flow> flows, long[] read, long[] written) {
        long useful = 0;
        long moved = 0;
        long[] rows = new long[3];
        for (Result.Flow f : flows.values()) {
            useful += f.usefulBytes();
            moved += f.movedBytes();
            rows[0] += f.rowHits();
            rows[1] += f.rowMisses();
            rows[2] += f.rowConflicts();
        }
        assertEquals(Arrays.stream(read).sum() + Arrays.stream(written).sum(), useful);
        assertEquals(r.requests() * 32, moved);
        assertEquals(r.rowHits(), rows[0]);
        assertEquals(r.rowMisses(), rows[1]);
        assertEquals(r.rowConflicts(), rows[2]);
    }

    @Test
    void latencyAndRowOutcomeAreThoseOfTheTensorAndTheClient() {
        // A closed bank, 32 cycles; later the same row by another client for another tensor, 17 cycles.
        Driver d = driver("cycle", 1, 2, 4);
        d.device.submit(0, 0, 0, transfer(false, 0, 32, 1, 0, 0));
        d.to(99);
        d.now = 100;
        d.device.submit(100, 1, 1, transfer(false, 0, 8, 1, 0, 1));
        d.end();
        Result.MemoryResult r = d.device.result(1e-6);
        Result.Flow closed = new Result.Flow(32, 32, 0, 1, 0, 32);
        Result.Flow open = new Result.Flow(8, 32, 1, 0, 0, 17);
        assertEquals(Map.of("a", closed, "b", open), r.flowByTensor());
        assertEquals(Map.of("p0", closed, "p1", open), r.flowByClient());
    }

    @Test
    void theBandwidthServerTakesBurstsOverBusesThenTheLatency() {
        // 2 channels x 2 buses move 4 bursts in 2 cycles: 10 bursts take 5 cycles, 3 more 1.5; latency 32.
        Driver d = driver("bandwidth", 1, 1, 4);
        d.device.submit(0, 0, 0, transfer(false, 0, 320, 1, 0, 0));
        d.device.submit(0, 0, 1, transfer(true, 0, 96, 1, 0, 0));
        d.end();
        assertEquals(Map.of(0, 37L, 1, 39L), d.completed);
        assertEquals(Map.of(0, 37L, 1, 7L), d.released);
    }
}
