package dev.headrace.simulator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.kernel.InPort.Release;
import dev.headrace.simulator.kernel.Operator.Put;
import dev.headrace.simulator.kernel.Operator.Take;
import dev.headrace.simulator.kernel.Settings.Compile;
import dev.headrace.simulator.kernel.reference.DifferentialCheck;
import dev.headrace.simulator.kernel.reference.MergeGraphs;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Operators whose inputs follow values: by hand, and against the reference. */
class MergeTest {
    private static final Settings EVENTS = new Settings(Compile.NOTHING, false);
    private static final Settings COMPILED = new Settings(Compile.EVERYTHING, true);
    private static final Settings IN_BLOCKS = new Settings(Compile.IN_BLOCKS, true);

    private static Operator source(String name, int tokens, int channel, long interval) {
        return new Operator(
                name,
                Nest.of(tokens),
                List.of(),
                List.of(new OutPort(channel, 1)),
                new Pace.Constant(interval, 0),
                Take.TOGETHER,
                Put.ALL);
    }

    /** Two sources of numbers, a merge, and a sink. */
    private static Graph merge(double[] a, double[] b, int depth, long intervalOfB) {
        Selection s = Selection.merge(a, b, 1);
        Nest nest = Nest.of(1, a.length + b.length);
        return Graph.of(
                List.of(new Channel("a", depth), new Channel("b", depth), new Channel("merged", depth)),
                List.of(
                        source("A", a.length, 0, 1),
                        source("B", b.length, 1, intervalOfB),
                        new Operator(
                                "merge",
                                nest,
                                List.of(
                                        new InPort(0, 2, Release.FIRST, s.takes(0), s.sees(0)),
                                        new InPort(1, 2, Release.FIRST, s.takes(1), s.sees(1))),
                                List.of(new OutPort(2, 2)),
                                new Pace.Constant(1, 1),
                                Take.TOGETHER,
                                Put.ALL),
                        new Operator(
                                "sink",
                                nest,
                                List.of(new InPort(2, 2, Release.FIRST)),
                                List.of(),
                                new Pace.Constant(0, 0),
                                Take.TOGETHER,
                                Put.ALL)));
    }

    private static Outcome run(Graph g, Settings s) {
        return Machine.wire(g).start(s).finish();
    }

    @Test
    void mergeWaitsForBothHeadsThoughItTakesFromOne() {
        // b's tokens arrive at 1 and 11; a's at 1, 2, 3. The merge takes a=1 at 1, a=2 at 2, b=3 at 3; then it needs
        // b's
        // second token to compare with a=4: both go at 11 and 12, and the last one arrives at 13.
        Graph g = merge(new double[] {1, 2, 4}, new double[] {3, 5}, 4, 10);
        for (Settings s : List.of(EVENTS, COMPILED, IN_BLOCKS)) {
            Outcome o = run(g, s);
            // the second source is ready again at 20
            assertEquals(20, o.ticks());
            assertEquals(13, o.operators().get(3).finishedAt());
            assertEquals(8, o.operators().get(2).input(), "1 before the first, and from 4 to 11");
        }
    }

    @Test
    void streamThatIsOverIsNotWaitedFor() {
        Graph g = merge(new double[] {1}, new double[] {2, 3, 4}, 2, 1);
        // one firing a tick from 1 on, the last at 4; its token arrives at 5
        assertEquals(5, run(g, EVENTS).ticks());
        assertEquals(run(g, EVENTS), run(g, COMPILED));
    }

    @Test
    void everyCounterOfRandomMergesIsTheReferences() {
        for (long seed = 0; seed < 700; seed++) {
            Graph g = MergeGraphs.graph(seed, 30);
            DifferentialCheck.assertAgree("seed " + seed, g, Adapter::engine);
            DifferentialCheck.assertAgree("seed " + seed, g, Adapter::compiled);
            DifferentialCheck.assertAgree("seed " + seed, g, Adapter::inBlocks);
        }
    }

    @Test
    void longMergesAreTheSameCompiledAndEventByEvent() {
        int alone = 0;
        for (long seed = 0; seed < 200; seed++) {
            Graph g = MergeGraphs.graph(seed, 9000);
            Run compiled = Machine.wire(g).start(COMPILED);
            Outcome events = run(g, EVENTS);
            assertEquals(events, compiled.finish(), "seed " + seed);
            assertEquals(events, run(g, IN_BLOCKS), "seed " + seed);
            alone += compiled.compiledToTheEnd() ? 1 : 0;
        }
        assertTrue(alone > 60, alone + " compiled");
    }

    @Test
    void mergeCutAtAnyTickIsThatOfTheEventDrivenEngine() {
        for (long seed = 0; seed < 100; seed++) {
            Graph g = MergeGraphs.graph(seed, 200);
            long limit = run(g, EVENTS).ticks() / 2;
            assertEquals(
                    Machine.wire(g).start(EVENTS).finish(limit),
                    Machine.wire(g).start(COMPILED).finish(limit),
                    "seed " + seed);
        }
    }
}
