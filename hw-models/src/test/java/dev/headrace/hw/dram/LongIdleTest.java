package dev.headrace.hw.dram;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Refreshes of a long time without requests are counted, not gone through; with a log they are gone through. */
class LongIdleTest {
    @ParameterizedTest
    @ValueSource(strings = {"hbm2-2000", "hbm3-6400-8high", "ddr4-2400", "lpddr4-3200"})
    void aSkippedIdleTimeLeavesTheSameStateAndCounters(String name) {
        for (int seed = 0; seed < 4 * RandomTraffic.POLICIES; seed++) {
            Random random = new Random(seed);
            DramPart part = RandomTraffic.hurried(random, Parts.load(name));
            DramPolicy policy = RandomTraffic.policy(random, part, seed);
            List<List<Long>> done = List.of(new ArrayList<>(), new ArrayList<>());
            List<DramController> both = new ArrayList<>();
            for (List<Long> times : done) {
                both.add(new DramController(part, 1, "RoBaRaCoBgCh", policy, (c, t, w, at) -> times.add(at)));
            }
            both.get(1).log((cycle, channel, pc, command, bank, row, client, tag) -> {});
            RandomTraffic traffic = new RandomTraffic(random, part);
            long now = 0;
            for (int i = 0; i < 60; i++) {
                traffic.next();
                now += random.nextInt(10) == 0 ? random.nextInt(400_000) : random.nextInt(20);
                for (DramController c : both) {
                    c.advance(now);
                    c.offer(
                            now,
                            0,
                            i,
                            c.map().address(0, traffic.pseudoChannel, traffic.bank, traffic.row, traffic.column),
                            traffic.write);
                }
            }
            for (DramController c : both) {
                while (c.pending() > 0) {
                    c.advance(c.nextCycle());
                }
                c.finish(now + 1_000_000);
            }
            String context = name + ", seed " + seed + ", " + policy;
            assertEquals(done.get(1), done.get(0), context);
            assertEquals(both.get(1).counters(now + 1_000_000), both.get(0).counters(now + 1_000_000), context);
        }
    }

    /** A day at 1 GHz: every 3900 cycles both pseudo channels are refreshed. */
    @Test
    void aDayOfRefreshesIsCountedAtOnce() {
        DramController memory = new DramController(
                Parts.load("hbm2-2000"), 1, "RoBaRaCoBgCh", DramPolicy.USUAL, (client, tag, write, at) -> {});
        long day = 86_400_000_000_000L;
        memory.finish(day);
        assertEquals(2 * (day / 3900), memory.counters(day).refreshesAll());
    }
}
