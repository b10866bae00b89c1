package dev.headrace.hw.dram;

import static dev.headrace.hw.dram.Driver.transfer;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.simulator.unit.MemoryUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One channel that stands for all gives what all channels give. */
class GatherTest {
    @ParameterizedTest
    @CsvSource({"hbm2-2000, 4", "hbm2-2000, 5", "hbm3-6400-8high, 4", "ddr4-2400, 2", "lpddr5-6400, 4"})
    void aRunWithOneChannelForAllIsTheSameToTheLastCounter(String name, int channels) {
        DramPart standard = Parts.load(name);
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            DramPart part = RandomTraffic.hurried(random, standard);
            DramPolicy policy = RandomTraffic.policy(random, part, seed);
            List<MemoryUnit.Port> ports = new ArrayList<>();
            for (int p = 0; p <= seed % 3; p++) {
                ports.add(new MemoryUnit.Port("p" + p, channels * (1 + random.nextInt(30))));
            }
            Driver one = new Driver(device(part, channels, policy, ports));
            DramDevice each = device(part, channels, policy, ports);
            each.neverGather();
            Driver all = new Driver(each);
            long round = (long) channels * part.geometry().accessBytes();
            long tick = 0;
            for (int ticket = 0; ticket < 40; ticket++) {
                tick += random.nextInt(4) == 0 ? random.nextInt(6000) : random.nextInt(50);
                boolean write = random.nextBoolean();
                // Now and then a transfer that is not made of whole rounds.
                long unit = seed % 2 == 0 && random.nextInt(9) == 0 ? 8 : round;
                long row = unit * (1 + random.nextInt(20));
                long rows = 1 + random.nextInt(3);
                long stride = row + unit * random.nextInt(3) * random.nextInt(40);
                long address = unit * random.nextInt(4000);
                int port = random.nextInt(ports.size());
                for (Driver d : List.of(one, all)) {
                    d.to(tick - 1);
                    d.now = tick;
                    d.device.submit(tick, port, ticket, transfer(write, address, row, rows, stride, ticket % 2));
                }
            }
            String context = name + ", seed " + seed + ", " + policy;
            double seconds = (double) one.end() / part.clockKhz() / 1000;
            all.end();
            assertEquals(all.released, one.released, context);
            assertEquals(all.completed, one.completed, context);
            assertEquals(all.device.result(seconds), one.device.result(seconds), context);
            assertEquals(((DramDevice) all.device).portTraffic(), ((DramDevice) one.device).portTraffic(), context);
            assertEquals(
                    ((DramDevice) all.device).controller().counters(0),
                    ((DramDevice) one.device).controller().counters(0),
                    context);
        }
    }

    private static DramDevice device(DramPart part, int channels, DramPolicy policy, List<MemoryUnit.Port> ports) {
        return new DramDevice(part, channels, "RoBaRaCoBgCh", policy, 1, ports, List.of("a", "b"));
    }
}
