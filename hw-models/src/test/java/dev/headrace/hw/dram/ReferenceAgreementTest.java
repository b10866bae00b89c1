package dev.headrace.hw.dram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The event-driven controller against the one that looks at everything in every cycle, command for command, for every
 * standard and every combination of scheduler, row policy and refresh. As many seeds for each combination as the system
 * property {@code headrace.seeds} says; the Maven profile {@code slow} takes 200.
 */
class ReferenceAgreementTest {
    private static final int SEEDS = Integer.getInteger("headrace.seeds", 16);
    private static final int REQUESTS = 80;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hbm1-1000",
                "hbm2-2000",
                "hbm2e-3200",
                "hbm3-6400",
                "hbm3-6400-8high",
                "hbm3e-9600-12high",
                "ddr5-4800",
                "ddr4-2400",
                "kv260-ddr4",
                "lpddr4-3200",
                "lpddr5-6400"
            })
    void everyCommandOfRandomTrafficIsTheSameAndTheLogIsLawful(String name) {
        DramPart standard = Parts.load(name);
        for (int seed = 0; seed < SEEDS * RandomTraffic.POLICIES; seed++) {
            Random random = new Random(31L * seed + name.hashCode());
            // What is drawn next must not go with the number of the policy.
            DramPart part = random.nextInt(3) == 0 ? standard : RandomTraffic.hurried(random, standard);
            DramPolicy policy = RandomTraffic.policy(random, part, seed);
            agree(part, policy, new RandomTraffic(random, part), name + ", seed " + seed + ", " + policy);
        }
    }

    private static void agree(DramPart part, DramPolicy policy, RandomTraffic traffic, String context) {
        Bench bench = new Bench(part, policy);
        DramController events = bench.controller;
        ReferenceController reference = new ReferenceController(part, policy);
        Map<Integer, LogChecker.Accepted> waiting = new HashMap<>();
        int tag = 0;
        int forwarded = 0;
        traffic.next();
        long due = traffic.pause();
        long now = 0;
        for (; tag < REQUESTS || events.nextCycle() != Long.MAX_VALUE; now++) {
            assertTrue(now < 400_000, context);
            reference.tick(now);
            if (events.nextCycle() <= now) {
                events.advance(now);
            }
            while (tag < REQUESTS && due <= now) {
                long address =
                        events.map().address(0, traffic.pseudoChannel, traffic.bank, traffic.row, traffic.column);
                int before = bench.done.size();
                boolean taken = events.offer(now, 0, tag, address, traffic.write);
                boolean expected = reference.offer(
                        now, tag, traffic.pseudoChannel, traffic.bank, traffic.row, address, traffic.write);
                if (taken != expected) {
                    sameCommands(bench, reference, context);
                }
                assertEquals(expected, taken, context);
                if (!taken) {
                    due = now + 1;
                    break;
                }
                if (bench.done.size() > before) {
                    forwarded++;
                } else {
                    waiting.put(
                            tag,
                            new LogChecker.Accepted(
                                    now, traffic.pseudoChannel, traffic.bank, traffic.row, traffic.write));
                }
                tag++;
                traffic.next();
                due = now + traffic.pause();
            }
        }
        events.finish(now - 1);
        sameCommands(bench, reference, context);
        assertEquals(reference.commands.size(), bench.commands.size(), context);
        assertEquals(reference.done, bench.done, context);
        new LogChecker(part, policy, waiting).check(bench.commands, context);
        counters(events.counters(now), bench, part, now, forwarded, context);
    }

    /** The first command that differs says more than two whole logs. */
    private static void sameCommands(Bench bench, ReferenceController reference, String context) {
        int n = Math.min(bench.commands.size(), reference.commands.size());
        for (int i = 0; i < n; i++) {
            int at = i;
            assertEquals(reference.commands.get(i), bench.commands.get(i), () -> context + ": " + at);
        }
    }

    private static void counters(DramCounters c, Bench bench, DramPart part, long now, int forwarded, String context) {
        long columns = bench.commands.stream().filter(x -> x.command().column()).count();
        assertEquals(REQUESTS, c.reads() + c.writes(), context);
        assertEquals(forwarded, c.forwarded(), context);
        assertEquals(columns, c.rowHits() + c.rowMisses() + c.rowConflicts(), context);
        assertEquals(REQUESTS - forwarded, columns, context);
        assertEquals(columns * part.timing().burst(), c.busyCycles(), context);
        long idle = c.idleCycles().values().stream().mapToLong(x -> x).sum();
        assertTrue(c.cycles() >= now, context);
        assertEquals(OpenRows.cycles(bench.commands, part, c.cycles()), c.openCycles(), context);
        assertEquals(c.cycles() * part.geometry().pseudoChannels(), c.busyCycles() + idle, context);
    }
}
