package dev.headrace.simulator.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.kernel.InPort.Release;
import dev.headrace.simulator.kernel.Operator.Put;
import dev.headrace.simulator.kernel.Operator.Take;
import dev.headrace.simulator.kernel.Settings.Compile;
import dev.headrace.simulator.kernel.reference.StaticGraphs;
import dev.headrace.simulator.kernel.reference.StreamingGraphs;
import dev.headrace.simulator.kernel.reference.StreamingGraphs.MemoryFree;
import dev.headrace.simulator.kernel.reference.StreamingGraphs.Naive;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Skipping changes nothing but how much is evaluated. */
class FastForwardTest {
    private static final Settings FULL = new Settings(Compile.EVERYTHING, false);
    private static final Settings FAST = new Settings(Compile.EVERYTHING, true);

    private static Outcome run(Graph g, Settings s, long limit) {
        return Machine.wire(g).start(s).finish(limit);
    }

    private static Outcome run(Graph g, Settings s) {
        return run(g, s, Long.MAX_VALUE);
    }

    private static Outcome withoutSkips(Outcome o) {
        return new Outcome(o.status(), o.ticks(), o.operators(), o.units(), o.channels(), o.deadlock(), o.events(), 0);
    }

    private static Operator op(String name, Nest nest, List<InPort> in, List<OutPort> out, long interval) {
        Pace pace = new Pace.Constant(interval, 2);
        return new Operator(name, nest, in, out, pace, Take.TOGETHER, Put.ALL);
    }

    @Test
    void everyCounterOfRandomGraphsIsThatOfTheFullRun() {
        int skipped = 0;
        for (long seed = 0; seed < 500; seed++) {
            Graph g = StaticGraphs.graph(seed, 2000);
            Outcome fast = run(g, FAST);
            assertEquals(run(g, FULL), withoutSkips(fast), "seed " + seed);
            Outcome inBlocks = run(g, new Settings(Compile.IN_BLOCKS, true));
            assertEquals(withoutSkips(fast), withoutSkips(inBlocks), "seed " + seed);
            skipped += fast.skippedTicks() > fast.ticks() / 2 ? 1 : 0;
        }
        assertTrue(skipped > 100, skipped + " graphs with more than half skipped");
    }

    @Test
    void runCutAtAnyTickIsThatOfTheFullRun() {
        SplittableRandom random = new SplittableRandom(4);
        for (long seed = 0; seed < 200; seed++) {
            Graph g = StaticGraphs.graph(seed, 2000);
            long limit = random.nextLong(run(g, FULL).ticks() + 1);
            assertEquals(run(g, FULL, limit), withoutSkips(run(g, FAST, limit)), "seed " + seed + " limit " + limit);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {512, 2048, 32_768, 1_048_576})
    void naiveAttentionTakesThePublishedCyclesAtAnySize(long n) {
        Outcome o = run(StreamingGraphs.naive((int) n, n + 34, Naive.artifact()), Settings.DEFAULT);
        assertEquals(2 * n * n + 2 * n + 52, o.ticks());
        assertTrue(o.skippedTicks() > 0.9 * o.ticks(), o.skippedTicks() + " of " + o.ticks());
        // the sum of a row comes 24 cycles after its last score: as in the full run of 512
        assertEquals(n + 24, o.channels().get(4).peak());
        assertEquals(n * n, o.operators().get(3).firings());
    }

    @ParameterizedTest
    @ValueSource(longs = {512, 2048, 32_768, 1_048_576})
    void memoryFreeAttentionTakesThePublishedCyclesAtAnySize(long n) {
        Outcome o = run(StreamingGraphs.memoryFree((int) n, MemoryFree.artifact(2, 2)), Settings.DEFAULT);
        assertEquals(2 * n * n + 46, o.ticks());
        assertTrue(o.skippedTicks() > 0.9 * o.ticks(), o.skippedTicks() + " of " + o.ticks());
        assertEquals(n * n, o.operators().get(5).firings());
    }

    @Test
    void streamingGraphsAreThoseOfTheFullRunInEveryCounter() {
        int n = 700;
        for (Graph g : List.of(
                StreamingGraphs.naive(n, n, Naive.artifact()),
                StreamingGraphs.naive(n, n + 1, Naive.unit(2)),
                StreamingGraphs.naive(n, Channel.UNBOUNDED, Naive.unit(3)),
                StreamingGraphs.memoryFree(n, MemoryFree.artifact(1, 2)),
                StreamingGraphs.memoryFree(n, MemoryFree.unit(1)),
                StreamingGraphs.memoryFree(n, MemoryFree.artifact(2, 1000)))) {
            Outcome fast = run(g, FAST);
            assertEquals(run(g, FULL), withoutSkips(fast));
            assertTrue(fast.skippedTicks() > fast.ticks() / 2);
        }
    }

    @Test
    void loopsWithinLoopsAreSkippedOnEveryLevel() {
        Nest all = Nest.of(1000, 1000, 1000);
        Graph g = Graph.of(
                List.of(new Channel("tokens", 3), new Channel("sums", 2), new Channel("heads", 2)),
                List.of(
                        op("source", all, List.of(), List.of(new OutPort(0, 3)), 1),
                        op("sum", all, List.of(new InPort(0, 3, Release.FIRST)), List.of(new OutPort(1, 2)), 1),
                        op(
                                "head",
                                Nest.of(1000, 1000),
                                List.of(new InPort(1, 2, Release.LAST)),
                                List.of(new OutPort(2, 1)),
                                7),
                        op("sink", Nest.of(1000), List.of(new InPort(2, 1, Release.FIRST)), List.of(), 1)));
        Outcome o = run(g, Settings.DEFAULT);
        // the source puts its last token at 999,999,999; it and its sum arrive 2 ticks later each; head is ready after
        // 7
        assertEquals(1_000_000_010, o.ticks());
        assertEquals(1_000_000_000, o.operators().get(1).firings());
        assertEquals(1_000_000, o.operators().get(2).firings());
        assertTrue(o.skippedTicks() > 999_000_000, o.skippedTicks() + " skipped");
    }

    @Test
    void queueThatGrowsIsNoSteadyState() {
        Nest n = Nest.of(50_000);
        Graph g = Graph.of(
                List.of(new Channel("a", Channel.UNBOUNDED)),
                List.of(
                        op("source", n, List.of(), List.of(new OutPort(0, 1)), 1),
                        op("slow", n, List.of(new InPort(0, 1, Release.FIRST)), List.of(), 3)));
        Outcome fast = run(g, FAST);
        assertEquals(0, fast.skippedTicks());
        assertEquals(run(g, FULL), fast);
    }

    @Test
    void anythingOutsideTheRegionsTurnsItOff() {
        Nest n = Nest.of(500_000);
        Action nothing = (tick, index, first, last, empty) -> {};
        Operator sink = new Operator(
                "sink",
                0,
                n,
                List.of(new InPort(0, 1, Release.FIRST)),
                List.of(),
                new Pace.Constant(1, 0),
                Take.TOGETHER,
                Put.ALL,
                List.of(),
                null,
                nothing);
        Graph g = Graph.of(
                List.of(new Channel("a", 2)), List.of(op("source", n, List.of(), List.of(new OutPort(0, 1)), 1), sink));
        assertEquals(0, run(g, FAST).skippedTicks());
    }

    @Test
    void movedRingKeepsItsTimesUnderTheirNewNumbers() {
        long[] ring = {40, 10, 20, 30};
        // numbers 1..4 with times 10, 20, 30, 40 become numbers 7..10, all 100 later; number 2 is not kept
        assertArrayEquals(new long[] {120, 130, 140, -1}, Ring.moved(ring, 2, 5, 6, 100, -1));
        assertArrayEquals(new long[] {20, 30, 40}, Ring.copy(ring, 2, 5));
        assertTrue(Ring.repeats(new long[] {15, 25}, ring, 2, 5));
        assertFalse(Ring.repeats(new long[] {15, 26}, ring, 2, 5));
    }
}
