package dev.headrace.simulator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.kernel.InPort.Release;
import dev.headrace.simulator.kernel.Operator.Put;
import dev.headrace.simulator.kernel.Operator.Take;
import dev.headrace.simulator.kernel.Settings.Compile;
import dev.headrace.simulator.kernel.reference.RandomGraphs;
import dev.headrace.simulator.kernel.reference.StaticGraphs;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How far a run has come, as somebody beside it sees it. */
class HeadwayTest {
    private static Operator source(Nest nest, Action action) {
        return new Operator(
                "source",
                0,
                nest,
                List.of(),
                List.of(),
                new Pace.Constant(1, 0),
                Take.TOGETHER,
                Put.ALL,
                List.of(),
                null,
                action);
    }

    /** What is seen at each firing of an operator that is alone. */
    private static List<Headway> seen(Nest nest) {
        List<Headway> seen = new ArrayList<>();
        Run[] run = new Run[1];
        Graph g =
                Graph.of(List.of(), List.of(source(nest, (tick, i, first, last, empty) -> seen.add(run[0].headway()))));
        run[0] = Machine.wire(g).start();
        run[0].finish();
        seen.add(run[0].headway());
        return seen;
    }

    @Test
    void everyFiringOfAConstantNestIsOneMoreOfTheSameTotal() {
        List<Headway> seen = seen(Nest.of(2, 3));
        for (int i = 0; i < seen.size(); i++) {
            assertEquals(new Headway(i, 6), seen.get(i));
        }
    }

    @Test
    void totalOfATriangleIsEstimatedAndRightInTheEnd() {
        // rows of 1, 2, 3 and 4; the third firing is the last of the second row: half of the rows, two firings made
        List<Headway> seen = seen(Nest.of(4).inside(index -> index[0] + 1));
        assertEquals(new Headway(2, 4), seen.get(2));
        assertEquals(new Headway(10, 10), seen.get(10));
    }

    @ParameterizedTest
    @EnumSource(Compile.class)
    void halfOfTheFiringsAreHalfOfTheWayHoweverTheyAreEvaluated(Compile compile) {
        Nest n = Nest.of(100_000);
        Pace one = new Pace.Constant(1, 0);
        Graph g = Graph.of(
                List.of(new Channel("a", 16)),
                List.of(
                        new Operator("from", n, List.of(), List.of(new OutPort(0, 1)), one, Take.TOGETHER, Put.ALL),
                        new Operator(
                                "to",
                                n,
                                List.of(new InPort(0, 1, Release.FIRST)),
                                List.of(),
                                one,
                                Take.TOGETHER,
                                Put.ALL)));
        Run run = Machine.wire(g).start(new Settings(compile, false));
        assertEquals(new Headway(0, 200_000), run.headway());
        // takes of the one at 0 .. 50,000, of the other at 1 .. 50,000
        run.finish(50_000);
        assertEquals(new Headway(100_001, 200_000), run.headway());
    }

    @Test
    void finishedRunsHaveMadeAllTheirFirings() {
        for (long seed = 0; seed < 300; seed++) {
            for (Graph g : List.of(RandomGraphs.graph(seed), StaticGraphs.graph(seed, 100))) {
                Run run = Machine.wire(g).start(new Settings(Compile.EVERYTHING, true));
                Outcome o = run.finish();
                long firings = o.operators().stream()
                        .mapToLong(Outcome.OperatorStats::firings)
                        .sum();
                Headway h = run.headway();
                assertEquals(firings, h.firings(), "seed " + seed);
                if (o.status() == Outcome.Status.COMPLETE) {
                    assertEquals(firings, h.total(), "seed " + seed);
                } else {
                    assertTrue(h.total() >= firings, "seed " + seed);
                }
            }
        }
    }

    @Test
    void skippedFiringsCount() {
        Graph g = StaticGraphs.graph(3, 2000);
        Run run = Machine.wire(g).start(new Settings(Compile.EVERYTHING, true));
        Outcome o = run.finish();
        assertEquals(
                o.operators().stream().mapToLong(Outcome.OperatorStats::firings).sum(),
                run.headway().firings());
    }
}
