package dev.headrace.simulator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.kernel.Settings.Compile;
import dev.headrace.simulator.kernel.reference.RepeatingGraphs;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Skipping in event-driven runs, with memories, shared units and loops of changing lengths, changes nothing. */
class SteadyStateTest {
    private static final Settings FULL = new Settings(Compile.NOTHING, false);
    private static final Settings FAST = new Settings(Compile.NOTHING, true);

    private static Outcome run(Graph g, Settings s, long limit) {
        return Machine.wire(g).start(s).finish(limit);
    }

    private static Outcome withoutSkips(Outcome o) {
        return new Outcome(o.status(), o.ticks(), o.operators(), o.units(), o.channels(), o.deadlock(), o.events(), 0);
    }

    @Test
    void everyCounterOfRandomTileLoopsIsThatOfTheFullRun() {
        int skipped = 0;
        int memory = 0;
        int windows = 0;
        for (long seed = 0; seed < 1500; seed++) {
            Graph g = RepeatingGraphs.graph(seed, 400);
            Outcome fast = run(g, FAST, Long.MAX_VALUE);
            assertEquals(run(g, FULL, Long.MAX_VALUE), withoutSkips(fast), "seed " + seed);
            boolean half = fast.skippedTicks() > fast.ticks() / 2;
            skipped += half ? 1 : 0;
            memory += half && g.operators().stream().anyMatch(o -> o.move() != null) ? 1 : 0;
            boolean window = g.channels().stream().anyMatch(c -> c.window() != null);
            windows += fast.skippedTicks() > fast.ticks() / 4 && window ? 1 : 0;
        }
        assertTrue(skipped > 100 && memory > 50, skipped + " graphs with more than half skipped");
        assertTrue(windows > 30, windows + " graphs with shared bytes and more than a quarter skipped");
    }

    @Test
    void runCutAtAnyTickIsThatOfTheFullRun() {
        SplittableRandom random = new SplittableRandom(4);
        for (long seed = 0; seed < 300; seed++) {
            Graph g = RepeatingGraphs.graph(seed, 400);
            long limit = random.nextLong(run(g, FULL, Long.MAX_VALUE).ticks() + 1);
            assertEquals(run(g, FULL, limit), withoutSkips(run(g, FAST, limit)), "seed " + seed + " limit " + limit);
        }
    }
}
