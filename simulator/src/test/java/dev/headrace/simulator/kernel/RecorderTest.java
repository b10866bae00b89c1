package dev.headrace.simulator.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.kernel.Operator.Put;
import dev.headrace.simulator.kernel.Operator.Take;
import dev.headrace.simulator.kernel.reference.RandomGraphs;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A record changes nothing, and explains every tick. */
class RecorderTest {
    private static final Settings PLAIN = new Settings(Settings.Compile.NOTHING, false);

    @Test
    void recordChangesNoCounterOfRandomGraphsAndExplainsEveryTick() {
        Map<Constraint, Integer> decided = new EnumMap<>(Constraint.class);
        for (long seed = 0; seed < 1500; seed++) {
            Graph g = RandomGraphs.graph(seed);
            Run run = Machine.wire(g).record();
            Outcome o = run.finish();
            assertEquals(Machine.wire(g).start(PLAIN).finish(), o, "seed " + seed);
            Chronicle c = run.chronicle();
            assertNotNull(c, "seed " + seed);
            assertEquals(o.ticks(), c.tick(c.size() - 1), "seed " + seed);
            assertExplained(c, "seed " + seed, decided);
        }
        for (Constraint k : Constraint.values()) {
            // rounding is no cause
            assertTrue(
                    k == Constraint.EDGE || decided.getOrDefault(k, 0) > 100,
                    k + " decided " + decided.get(k) + " events");
        }
    }

    private static void assertExplained(Chronicle c, String name, Map<Constraint, Integer> decided) {
        Causes causes = c.causes();
        for (int e = 0; e < c.size(); e++) {
            causes.at(e);
            long tick = 0;
            for (int k = 0; k < causes.count(); k++) {
                assertTrue(causes.from(k) < e, name);
                tick = Math.max(tick, c.tick(causes.from(k)) + causes.delay(k));
            }
            assertEquals(TimeBase.edge(tick, c.period(e)), c.tick(e), name + " event " + e);
            int best = causes.binding();
            if (best >= 0) {
                decided.merge(causes.why(best), 1, Integer::sum);
                assertEquals(c.tick(e), TimeBase.edge(causes.allows(best), c.period(e)), name + " event " + e);
            }
        }
    }

    @Test
    void longRunIsExplainedToItsEnd() {
        // 300,000 firings, one a cycle, then two cycles on the way and the last interval of the sink
        Nest n = Nest.of(300_000);
        Pace pace = new Pace.Constant(1, 0);
        Graph g = Graph.of(
                List.of(new Channel("a", 2)),
                List.of(
                        new Operator("source", n, List.of(), List.of(new OutPort(0, 1)), pace, Take.TOGETHER, Put.ALL),
                        new Operator(
                                "sink",
                                n,
                                List.of(new InPort(0, 1, InPort.Release.FIRST)),
                                List.of(),
                                pace,
                                Take.TOGETHER,
                                Put.ALL)));
        Run run = Machine.wire(g).record();
        assertEquals(300_001, run.finish().ticks());
        Chronicle c = run.chronicle();
        assertNotNull(c);
        // for each token a take, an arrival and a take, and from the third on a put that needs a slot
        assertEquals(4 * 300_000 - 2 + 1, c.size());
        assertExplained(c, "long", new EnumMap<>(Constraint.class));
    }

    @Test
    void takesAreAsManyAsFirings() {
        for (long seed = 0; seed < 200; seed++) {
            Run run = Machine.wire(RandomGraphs.graph(seed)).record();
            Outcome o = run.finish();
            Chronicle c = run.chronicle();
            assertNotNull(c);
            long[] takes = new long[o.operators().size()];
            for (int e = 0; e < c.size(); e++) {
                if (c.event(e) == Chronicle.Event.TAKE) {
                    assertEquals(takes[c.operator(e)]++, c.number(e));
                }
            }
            for (int i = 0; i < takes.length; i++) {
                assertEquals(o.operators().get(i).firings(), takes[i], "seed " + seed);
            }
        }
    }

    @Test
    void recordOfTooManyEventsIsForgottenAndChangesNothing() {
        for (long seed = 0; seed < 20; seed++) {
            Graph g = RandomGraphs.graph(seed);
            Run all = Machine.wire(g).record();
            Outcome whole = all.finish();
            Chronicle c = all.chronicle();
            assertNotNull(c);
            for (int most = 0; most < c.size(); most += 1 + c.size() / 5) {
                Run run = Machine.wire(g).record(most);
                assertEquals(whole, run.finish(), "seed " + seed + " at most " + most);
                assertNull(run.chronicle(), "seed " + seed + " at most " + most);
            }
        }
    }

    @Test
    void stepsOfFiringsAddUpToTheCountersOfTheRun() {
        for (long seed = 0; seed < 500; seed++) {
            Graph g = RandomGraphs.graph(seed);
            Run run = Machine.wire(g).record();
            Outcome o = run.finish();
            Chronicle c = run.chronicle();
            assertNotNull(c);
            if (o.status() != Outcome.Status.COMPLETE) {
                continue;
            }
            long[][] sums = new long[o.operators().size()][5];
            Firings.visit(c, (op, firing, take, ready, inputs, room, taken, put, next) -> {
                assertEquals(sums[op][0]++, firing);
                sums[op][1] += inputs - ready;
                sums[op][2] += room - inputs + put - taken;
                sums[op][3] += taken - room;
                sums[op][4] += next - put;
            });
            for (int i = 0; i < sums.length; i++) {
                Outcome.OperatorStats s = o.operators().get(i);
                long[] expected = {s.firings(), s.input() + s.memory(), s.room(), s.unit(), s.busy()};
                assertArrayEquals(expected, sums[i], "seed " + seed + " operator " + i);
            }
        }
    }
}
