package dev.headrace.simulator.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.kernel.Channel;
import dev.headrace.simulator.kernel.Chronicle;
import dev.headrace.simulator.kernel.Claim;
import dev.headrace.simulator.kernel.Clock;
import dev.headrace.simulator.kernel.Constraint;
import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.kernel.InPort;
import dev.headrace.simulator.kernel.InPort.Release;
import dev.headrace.simulator.kernel.Machine;
import dev.headrace.simulator.kernel.Nest;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.Operator.Put;
import dev.headrace.simulator.kernel.Operator.Take;
import dev.headrace.simulator.kernel.OutPort;
import dev.headrace.simulator.kernel.Pace;
import dev.headrace.simulator.kernel.Run;
import dev.headrace.simulator.kernel.Unit;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Paths, circles and slack worked out by hand. */
class HandMadePathsTest {
    private static final InPort IN = new InPort(0, 1, Release.FIRST);
    private static final OutPort OUT = new OutPort(0, 1);

    private static Operator op(String name, long n, List<InPort> in, List<OutPort> out, long interval, long latency) {
        Pace pace = new Pace.Constant(interval, latency);
        return new Operator(name, Nest.of(n), in, out, pace, Take.TOGETHER, Put.IN_ORDER);
    }

    private static Chronicle record(Graph g) {
        Run run = Machine.wire(g).record();
        run.finish();
        return Objects.requireNonNull(run.chronicle());
    }

    private static long ticks(CriticalPath path, Constraint why, int operator) {
        return path.shares().stream()
                .filter(s -> s.why() == why && s.operator() == operator)
                .mapToLong(CriticalPath.Share::ticks)
                .sum();
    }

    private static long times(CriticalPath path, Constraint why) {
        return path.shares().stream()
                .filter(s -> s.why() == why)
                .mapToLong(CriticalPath.Share::times)
                .sum();
    }

    @Test
    void slowerConsumerHasThePathBehindTheFirstToken() {
        // source takes at 0, 1, 2, ...; its first token arrives at 0 + 2. The sink takes at 2, 5, 8, ..., 29 and is
        // ready
        // at 32: 2 cycles of latency, then 10 intervals of 3.
        Chronicle c = record(Graph.of(
                List.of(new Channel("a", Channel.UNBOUNDED)),
                List.of(
                        op("source", 10, List.of(), List.of(OUT), 1, 2),
                        op("sink", 10, List.of(IN), List.of(), 3, 0))));
        CriticalPath path = CriticalPath.of(c);
        assertEquals(32, path.ticks());
        assertEquals(2, ticks(path, Constraint.LATENCY, 0));
        assertEquals(30, ticks(path, Constraint.INTERVAL, 1));
        assertEquals(1, times(path, Constraint.INPUT));
        SteadyCycle cycle = SteadyCycle.of(c, path);
        assertNotNull(cycle);
        assertEquals(3, cycle.ticks() / cycle.rounds());
        assertEquals(1, cycle.hops().size());
        // the source may take 3 cycles from one token to the next, 2 more than it does
        assertEquals(0, new Replay(c).slack(new boolean[] {false, true}));
        // its latency grows with it, and the first token is on the path
        assertEquals(0, new Replay(c).slack(new boolean[] {true, false}));
        // twice the clock of the sink: first token at 2, then 10 intervals of 1.5 cycles
        assertEquals(2 * 17, new Replay(c).halfTicks(new boolean[] {false, true}));
    }

    @Test
    void fullFifoLeadsThePathRoundItsCircle() {
        // One slot. Token n is put when the credit of n - 1 is there: put p, arrival p + 2 (forward), taken at once,
        // credit
        // 3 later: a round of 5 cycles for each token after the first, the intervals of 1 and 1 do not matter.
        Chronicle c = record(Graph.of(
                List.of(new Channel("a", 1, 2, 3)),
                List.of(
                        op("source", 20, List.of(), List.of(OUT), 1, 0),
                        op("sink", 20, List.of(IN), List.of(), 1, 0))));
        CriticalPath path = CriticalPath.of(c);
        // 19 rounds, then the wire once more and the last interval
        assertEquals(19 * 5 + 2 + 1, path.ticks());
        assertEquals(19, times(path, Constraint.ROOM));
        assertEquals(19 * 3, ticks(path, Constraint.ROOM, 1));
        assertEquals(20 * 2, ticks(path, Constraint.FORWARD, 0));
        assertEquals(1, ticks(path, Constraint.INTERVAL, 1));
        SteadyCycle cycle = SteadyCycle.of(c, path);
        assertNotNull(cycle);
        assertEquals(5 * cycle.rounds(), cycle.ticks());
        assertTrue(cycle.rounds() >= 18, cycle.toString());
    }

    @Test
    void sharedUnitIsHeldByTurnsAlongThePath() {
        // Two operators without tokens share a unit, held 4 and 6 cycles: 5 firings each, one after another, 50 cycles.
        Graph g = new Graph(
                List.of(new Clock("clock", 1)),
                List.of(new Unit("unit", Unit.Policy.ROUND_ROBIN)),
                List.of(),
                List.of(claims("four", 4), claims("six", 6)),
                List.of());
        Chronicle c = record(g);
        CriticalPath path = CriticalPath.of(c);
        assertEquals(50, path.ticks());
        assertEquals(20, ticks(path, Constraint.UNIT, 0));
        // the last of them ends with an interval as long as its hold
        assertEquals(30, ticks(path, Constraint.UNIT, 1) + ticks(path, Constraint.INTERVAL, 1));
        SteadyCycle cycle = SteadyCycle.of(c, path);
        assertNotNull(cycle);
        assertEquals(10 * cycle.rounds(), cycle.ticks());
    }

    private static Operator claims(String name, long interval) {
        Pace pace = new Pace.Constant(interval, 0);
        List<Claim> claim = List.of(new Claim(0, null));
        return new Operator(
                name, 0, Nest.of(5), List.of(), List.of(), pace, Take.WITH_ROOM, Put.ALL, claim, null, null);
    }

    @Test
    void roundingUpToAClockHasAShareOfItsOwn() {
        // Clocks of 2 and 3 Hz: ticks of 1/6 s, periods 3 and 2. Source (period 2) puts at 0, arrival 2; the sink takes
        // on
        // its edge 3, a tick later, and is ready 3 after.
        Operator source = op("source", 1, List.of(), List.of(OUT), 1, 0);
        Operator sink = op("sink", 1, List.of(IN), List.of(), 1, 0);
        Graph g = new Graph(
                List.of(new Clock("slow", 2), new Clock("fast", 3)),
                List.of(),
                List.of(new Channel("a", 2)),
                List.of(onClock(source, 1), onClock(sink, 0)),
                List.of());
        CriticalPath path = CriticalPath.of(record(g));
        assertEquals(6, path.ticks());
        assertEquals(2, ticks(path, Constraint.FORWARD, 0));
        assertEquals(1, ticks(path, Constraint.EDGE, 1));
        assertEquals(3, ticks(path, Constraint.INTERVAL, 1));
    }

    private static Operator onClock(Operator op, int clock) {
        return new Operator(
                op.name(),
                clock,
                op.nest(),
                op.inputs(),
                op.outputs(),
                op.pace(),
                op.take(),
                op.put(),
                op.claims(),
                null,
                null);
    }

    @Test
    void operatorBesideALongerWayHasTheDifferenceAsSlack() {
        // A fork to a slow and a quick branch that join again, one token: latencies 9 and 4, so 5 to spare.
        Graph g = Graph.of(
                List.of(new Channel("a", 2), new Channel("b", 2), new Channel("c", 2), new Channel("d", 2)),
                List.of(
                        op("fork", 1, List.of(), List.of(new OutPort(0, 1), new OutPort(1, 1)), 1, 1),
                        op("slow", 1, List.of(new InPort(0, 1, Release.FIRST)), List.of(new OutPort(2, 1)), 1, 9),
                        op("quick", 1, List.of(new InPort(1, 1, Release.FIRST)), List.of(new OutPort(3, 1)), 1, 4),
                        op(
                                "join",
                                1,
                                List.of(new InPort(2, 1, Release.FIRST), new InPort(3, 1, Release.FIRST)),
                                List.of(),
                                1,
                                0)));
        Chronicle c = record(g);
        assertEquals(1 + 9 + 1, c.tick(c.size() - 1));
        assertEquals(5, new Replay(c).slack(new boolean[] {false, false, true, false}));
        assertEquals(0, new Replay(c).slack(new boolean[] {false, true, false, false}));
    }
}
