package dev.headrace.simulator.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.kernel.Chronicle;
import dev.headrace.simulator.kernel.Clock;
import dev.headrace.simulator.kernel.Constraint;
import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.kernel.Machine;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.Outcome;
import dev.headrace.simulator.kernel.Pace;
import dev.headrace.simulator.kernel.Run;
import dev.headrace.simulator.kernel.reference.RandomGraphs;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Shares that add up, predictions that come true, and slack that is just enough. */
class ExplainTest {
    private static final int GRAPHS = 500;

    private static Chronicle record(Graph g) {
        Run run = Machine.wire(g).record();
        run.finish();
        return Objects.requireNonNull(run.chronicle());
    }

    @Test
    void sharesOfTheCriticalPathAddUpToTheRun() {
        for (long seed = 0; seed < GRAPHS; seed++) {
            Graph g = RandomGraphs.graph(seed);
            Outcome o = Machine.wire(g).start().finish();
            CriticalPath path = CriticalPath.of(record(g));
            long sum =
                    path.shares().stream().mapToLong(CriticalPath.Share::ticks).sum();
            assertEquals(o.ticks(), sum, "seed " + seed);
            assertEquals(o.ticks(), path.ticks(), "seed " + seed);
        }
    }

    @Test
    void replayWithoutAChangeIsTheRun() {
        for (long seed = 0; seed < GRAPHS; seed++) {
            Chronicle c = record(RandomGraphs.graph(seed));
            boolean[] none = new boolean[c.graph().operators().size()];
            assertEquals(2 * c.tick(c.size() - 1), new Replay(c).halfTicks(none), "seed " + seed);
        }
    }

    private static boolean onlyConstraints(Graph g) {
        return g.operators().stream().allMatch(op -> op.claims().isEmpty() && op.move() == null);
    }

    @Test
    void whatIsPredictedForAFasterOperatorIsWhatARunOfItTakes() {
        int graphs = 0;
        int shorter = 0;
        for (long seed = 0; graphs < GRAPHS; seed++) {
            Graph g = RandomGraphs.graph(seed);
            if (!onlyConstraints(g)) {
                continue;
            }
            graphs++;
            Chronicle c = record(g);
            CriticalPath path = CriticalPath.of(c);
            long before = c.tick(c.size() - 1);
            for (int o = 0; o < g.operators().size(); o++) {
                boolean[] faster = new boolean[g.operators().size()];
                faster[o] = true;
                long predicted = new Replay(c).halfTicks(faster);
                Graph fast = faster(g, o);
                Outcome again = Machine.wire(fast).start().finish();
                // In cycles of the first clock, times both periods: no rounding.
                BigInteger expected = BigInteger.valueOf(2 * again.ticks())
                        .multiply(BigInteger.valueOf(c.time().period(0)));
                BigInteger actual = BigInteger.valueOf(predicted)
                        .multiply(BigInteger.valueOf(Machine.wire(fast).time().period(0)));
                assertEquals(expected, actual, "seed " + seed + " operator " + o);
                int operator = o;
                if (path.shares().stream().noneMatch(s -> s.operator() == operator)) {
                    assertEquals(2 * before, predicted, "seed " + seed + " operator " + o + " is off the path");
                }
                shorter += predicted < 2 * before ? 1 : 0;
            }
        }
        assertTrue(shorter > GRAPHS, shorter + " of the changes matter");
    }

    /** The graph with one operator on a clock of its own, twice as fast. */
    private static Graph faster(Graph g, int o) {
        List<Clock> clocks = new ArrayList<>(g.clocks());
        List<Operator> operators = new ArrayList<>(g.operators());
        Operator op = operators.get(o);
        clocks.add(new Clock("fast", 2 * clocks.get(op.clock()).hertz()));
        operators.set(o, with(op, clocks.size() - 1, op.pace()));
        return new Graph(clocks, g.units(), g.channels(), operators, g.devices());
    }

    private static Operator with(Operator op, int clock, Pace pace) {
        return new Operator(
                op.name(),
                clock,
                op.nest(),
                op.inputs(),
                op.outputs(),
                pace,
                op.take(),
                op.put(),
                op.claims(),
                op.move(),
                op.action());
    }

    private record Longer(Pace pace, long cycles) implements Pace {
        @Override
        public long interval(long[] index) {
            return pace.interval(index) + cycles;
        }

        @Override
        public long latency(long[] index) {
            return pace.latency(index) + cycles;
        }
    }

    private static Graph slower(Graph g, int o, long cycles) {
        List<Operator> operators = new ArrayList<>(g.operators());
        Operator op = operators.get(o);
        operators.set(o, with(op, op.clock(), new Longer(op.pace(), cycles)));
        return new Graph(g.clocks(), g.units(), g.channels(), operators, g.devices());
    }

    @Test
    void firingsThatTakeLongerByTheSlackChangeNothingAndByOneCycleMoreTheEnd() {
        int some = 0;
        int graphs = 0;
        for (long seed = 0; graphs < 200; seed++) {
            Graph g = RandomGraphs.graph(seed);
            if (!onlyConstraints(g)) {
                continue;
            }
            graphs++;
            Chronicle c = record(g);
            long length = c.tick(c.size() - 1);
            for (int o = 0; o < g.operators().size(); o++) {
                boolean[] one = new boolean[g.operators().size()];
                one[o] = true;
                long slack = new Replay(c).slack(one);
                String name = "seed " + seed + " operator " + o + " slack " + slack;
                if (slack == Long.MAX_VALUE) {
                    assertEquals(
                            length,
                            Machine.wire(slower(g, o, 1000)).start().finish().ticks(),
                            name);
                    continue;
                }
                some += slack > 0 ? 1 : 0;
                assertEquals(
                        length,
                        Machine.wire(slower(g, o, slack)).start().finish().ticks(),
                        name);
                assertNotEquals(
                        length,
                        Machine.wire(slower(g, o, slack + 1)).start().finish().ticks(),
                        name);
            }
        }
        assertTrue(some > 200, some + " with slack");
    }

    @Test
    void everyConstraintHasAShareSomewhere() {
        for (Constraint k : Constraint.values()) {
            boolean found = false;
            for (long seed = 0; seed < GRAPHS && !found; seed++) {
                found = CriticalPath.of(record(RandomGraphs.graph(seed))).shares().stream()
                        .anyMatch(s -> s.why() == k);
            }
            assertTrue(found, k.name());
        }
    }
}
