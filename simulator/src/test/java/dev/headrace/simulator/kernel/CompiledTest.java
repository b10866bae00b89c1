package dev.headrace.simulator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.kernel.Settings.Compile;
import dev.headrace.simulator.kernel.reference.DifferentialCheck;
import dev.headrace.simulator.kernel.reference.RandomGraphs;
import dev.headrace.simulator.kernel.reference.StaticGraphs;
import dev.headrace.simulator.kernel.reference.StreamingGraphs;
import dev.headrace.simulator.kernel.reference.StreamingGraphs.MemoryFree;
import dev.headrace.simulator.kernel.reference.StreamingGraphs.Naive;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Compiled regions against the reference and against the event-driven engine. */
class CompiledTest {
    private static final Settings EVENTS = new Settings(Compile.NOTHING, false);
    private static final Settings COMPILED = new Settings(Compile.EVERYTHING, false);
    private static final Settings IN_BLOCKS = new Settings(Compile.IN_BLOCKS, false);

    private static Outcome run(Graph g, Settings s) {
        return Machine.wire(g).start(s).finish();
    }

    @Test
    void regionsAgreeWithTheReferenceOnEveryCounterOfStaticGraphs() {
        for (long seed = 0; seed < 800; seed++) {
            DifferentialCheck.assertAgree("seed " + seed, StaticGraphs.graph(seed, 12), Adapter::compiled);
            DifferentialCheck.assertAgree("seed " + seed, StaticGraphs.graph(seed, 12), Adapter::inBlocks);
        }
    }

    @Test
    void blocksOfManyFiringsAreTheSameInEveryCounter() {
        SplittableRandom random = new SplittableRandom(5);
        for (long seed = 0; seed < 400; seed++) {
            Graph g = StaticGraphs.graph(seed, 300);
            List<Channel> deep = g.channels().stream()
                    .map(c -> c.capacity() == Channel.UNBOUNDED
                            ? c
                            : new Channel(
                                    c.name(),
                                    c.capacity() + random.nextInt(100),
                                    c.forwardLatency(),
                                    c.creditLatency()))
                    .toList();
            Graph deeper = new Graph(g.clocks(), List.of(), deep, g.operators(), List.of());
            assertEquals(run(deeper, EVENTS), run(deeper, IN_BLOCKS), "seed " + seed);
            assertEquals(run(deeper, EVENTS), run(deeper, COMPILED), "seed " + seed);
        }
    }

    @Test
    void regionsBesideOperatorsThatAreNotStaticAgreeWithTheReference() {
        for (long seed = 0; seed < 400; seed++) {
            DifferentialCheck.assertAgree(seed, Adapter::compiled);
            DifferentialCheck.assertAgree(seed, Adapter::inBlocks);
        }
    }

    @Test
    void mostStaticGraphsThatFinishDoSoWithoutTheEventDrivenEngine() {
        int finished = 0;
        int alone = 0;
        for (long seed = 0; seed < 250; seed++) {
            Run run = Machine.wire(StaticGraphs.graph(seed, 12)).start(COMPILED);
            if (run.finish().status() == Outcome.Status.COMPLETE) {
                finished++;
                alone += run.compiledToTheEnd() ? 1 : 0;
            }
        }
        assertTrue(alone > 0.9 * finished, alone + " of " + finished);
    }

    @Test
    void wholeOutcomeIsTheSameDeadlocksIncluded() {
        for (long seed = 0; seed < 250; seed++) {
            Graph g = StaticGraphs.graph(seed, 30);
            assertEquals(run(g, EVENTS), run(g, COMPILED), "seed " + seed);
            assertEquals(run(g, EVENTS), run(g, IN_BLOCKS), "seed " + seed);
        }
    }

    @Test
    void runCutAtAnyTickIsTheSame() {
        SplittableRandom random = new SplittableRandom(8);
        for (long seed = 0; seed < 200; seed++) {
            Graph g = seed % 2 == 0 ? StaticGraphs.graph(seed, 30) : RandomGraphs.graph(seed);
            Outcome whole = run(g, EVENTS);
            for (int i = 0; i < 3; i++) {
                long limit = random.nextLong(whole.ticks() + 2);
                assertEquals(
                        Machine.wire(g).start(EVENTS).finish(limit),
                        Machine.wire(g).start(COMPILED).finish(limit),
                        "seed " + seed + " limit " + limit);
                assertEquals(
                        Machine.wire(g).start(EVENTS).finish(limit),
                        Machine.wire(g).start(IN_BLOCKS).finish(limit),
                        "seed " + seed + " limit " + limit);
            }
        }
    }

    @Test
    void longRunsAreTheSameInEveryCounter() {
        int n = 200;
        for (Graph g : new Graph[] {
            StreamingGraphs.naive(n, n + 34, Naive.artifact()),
            StreamingGraphs.naive(n, n, Naive.unit(2)),
            StreamingGraphs.naive(n, Channel.UNBOUNDED, Naive.unit(2)),
            StreamingGraphs.naive(n, n - 1, Naive.unit(2)),
            StreamingGraphs.memoryFree(n, MemoryFree.artifact(1, 2)),
            StreamingGraphs.memoryFree(n, MemoryFree.artifact(2, Channel.UNBOUNDED)),
            StreamingGraphs.memoryFree(n, MemoryFree.unit(1)),
            StreamingGraphs.naive(n, 2 * n, Naive.unit(40)),
            StreamingGraphs.memoryFree(n, MemoryFree.unit(100))
        }) {
            assertEquals(run(g, EVENTS), run(g, new Settings(Compile.LONG_REGIONS, false)));
            assertEquals(run(g, EVENTS), run(g, IN_BLOCKS));
        }
    }

    @Test
    void tokenThatNobodyTakesEndsTheRunWhenItArrives() {
        Graph g = Graph.of(
                java.util.List.of(new Channel("unread", Channel.UNBOUNDED)),
                java.util.List.of(new Operator(
                        "source",
                        Nest.of(500),
                        java.util.List.of(),
                        java.util.List.of(new OutPort(0, 1)),
                        new Pace.Constant(2, 30),
                        Operator.Take.TOGETHER,
                        Operator.Put.ALL)));
        // the last token is put at 998 and arrives 30 later
        assertEquals(1028, run(g, COMPILED).ticks());
        assertEquals(run(g, EVENTS), run(g, COMPILED));
        assertEquals(run(g, EVENTS), run(g, IN_BLOCKS));
    }

    @Test
    void queueThatGrowsWithoutBoundIsFollowedToItsPeak() {
        Nest n = Nest.of(60_000);
        Graph g = Graph.of(
                java.util.List.of(new Channel("a", Channel.UNBOUNDED)),
                java.util.List.of(
                        new Operator(
                                "source",
                                n,
                                java.util.List.of(),
                                java.util.List.of(new OutPort(0, 1)),
                                new Pace.Constant(1, 0),
                                Operator.Take.TOGETHER,
                                Operator.Put.ALL),
                        new Operator(
                                "slow",
                                n,
                                java.util.List.of(new InPort(0, 1, InPort.Release.FIRST)),
                                java.util.List.of(),
                                new Pace.Constant(3, 0),
                                Operator.Take.TOGETHER,
                                Operator.Put.ALL)));
        Outcome o = run(g, new Settings(Compile.LONG_REGIONS, false));
        // token 59,999 is put at 59,999; slots k with 3 k + 1 + 1 <= 59,999 are back: 20,000 of them
        assertEquals(40_000, o.channels().get(0).peak());
        assertEquals(run(g, EVENTS), o);
        assertEquals(o, run(g, IN_BLOCKS));
    }
}
