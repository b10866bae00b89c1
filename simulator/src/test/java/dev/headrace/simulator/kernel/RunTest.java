package dev.headrace.simulator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.kernel.InPort.Release;
import dev.headrace.simulator.kernel.Operator.Put;
import dev.headrace.simulator.kernel.Operator.Take;
import dev.headrace.simulator.kernel.Outcome.Deadlock;
import dev.headrace.simulator.kernel.Outcome.OperatorStats;
import dev.headrace.simulator.kernel.Outcome.Reason;
import dev.headrace.simulator.kernel.Outcome.Status;
import dev.headrace.simulator.kernel.Outcome.Wait;
import dev.headrace.simulator.kernel.reference.RandomGraphs;
import dev.headrace.simulator.kernel.reference.StreamingGraphs;
import dev.headrace.simulator.kernel.reference.StreamingGraphs.Naive;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How runs end: by a limit, from outside, or in a deadlock with the right names. */
class RunTest {

    private static Operator op(
            String name, Nest nest, List<InPort> in, List<OutPort> out, long interval, long latency) {
        Pace pace = new Pace.Constant(interval, latency);
        return new Operator(name, nest, in, out, pace, Take.TOGETHER, Put.IN_ORDER);
    }

    private static InPort in(int channel) {
        return new InPort(channel, 1, Release.FIRST);
    }

    private static OutPort out(int channel) {
        return new OutPort(channel, 1);
    }

    private static Outcome run(Graph g) {
        return Machine.wire(g).start().finish();
    }

    private static void assertAddsUp(Graph g, Outcome o) {
        TimeBase time = new TimeBase(g.clocks());
        for (int i = 0; i < g.operators().size(); i++) {
            OperatorStats s = o.operators().get(i);
            long end = TimeBase.edge(o.ticks(), time.period(g.operators().get(i).clock()));
            assertEquals(end, s.total(), g.operators().get(i).name() + " " + s);
            assertTrue(s.done() >= 0 && s.input() >= 0 && s.room() >= 0 && s.unit() >= 0, () -> s.toString());
        }
        o.units().forEach(u -> assertEquals(o.ticks(), u.total(), () -> u.toString()));
    }

    @Test
    void runWithALimitTakesUpToTheLimitAndIsIncomplete() {
        Nest n = Nest.of(100);
        Graph g = Graph.of(
                List.of(new Channel("a", 2)),
                List.of(
                        op("source", n, List.of(), List.of(out(0)), 1, 0),
                        op("slow", n, List.of(in(0)), List.of(), 3, 0)));
        Outcome o = Machine.wire(g).start().finish(10);
        assertEquals(Status.INCOMPLETE, o.status());
        // slow takes at 1, 4, 7, 10 and its slots come back at 2, 5, 8, 11: tokens 2..5 are put at 2, 5, 8, 11
        assertEquals(13, o.ticks());
        assertEquals(new OperatorStats(6, 6, 0, 0, 6, 0, 1, 13), o.operators().get(0));
        assertEquals(new OperatorStats(4, 12, 1, 0, 0, 0, 0, 13), o.operators().get(1));
        assertAddsUp(g, o);
    }

    @Test
    void limitBeyondTheEndChangesNothing() {
        Graph g = RandomGraphs.graph(11);
        Outcome whole = run(g);
        assertEquals(whole, Machine.wire(g).start().finish(whole.ticks()));
    }

    @Test
    void timesOfRunsCutAnywhereAddUp() {
        SplittableRandom random = new SplittableRandom(5);
        for (long seed = 0; seed < 1000; seed++) {
            Graph g = RandomGraphs.graph(seed);
            Outcome whole = run(g);
            assertAddsUp(g, whole);
            Outcome cut = Machine.wire(g).start().finish(random.nextLong(whole.ticks() + 1));
            assertAddsUp(g, cut);
            for (int i = 0; i < g.operators().size(); i++) {
                assertTrue(cut.operators().get(i).firings()
                        <= whole.operators().get(i).firings());
            }
        }
    }

    @Test
    void runThatIsStoppedKeepsWhatItCounted() {
        Nest n = Nest.of(1_000_000);
        Run[] run = new Run[1];
        Action stop = (tick, index, first, last, empty) -> {
            if (index[0] == 500) {
                run[0].stop();
            }
        };
        Operator sink = new Operator(
                "sink",
                0,
                n,
                List.of(in(0)),
                List.of(),
                new Pace.Constant(1, 0),
                Take.TOGETHER,
                Put.ALL,
                List.of(),
                null,
                stop);
        Graph g = Graph.of(
                List.of(new Channel("a", 4)), List.of(op("source", n, List.of(), List.of(out(0)), 1, 0), sink));
        run[0] = Machine.wire(g).start();
        Outcome o = run[0].finish();
        assertEquals(Status.INCOMPLETE, o.status());
        assertEquals(501, o.operators().get(1).firings());
        assertAddsUp(g, o);
    }

    @Test
    void deadlockOfTheLongFifoNamesTheCircleThroughIt() {
        Graph g = StreamingGraphs.naive(4, 3, Naive.unit(2));
        Outcome o = run(g);
        assertEquals(Status.DEADLOCK, o.status());
        Deadlock d = o.deadlock();
        assertNotNull(d);
        // QK (3) cannot put its fourth score into the long FIFO (4), held by Div (5), which lacks the sum (5) of Sum
        // (4),
        // which lacks that score (3)
        assertEquals(
                List.of(
                        new Wait(3, Reason.FULL, 4, 3, 5),
                        new Wait(5, Reason.EMPTY, 5, 0, 4),
                        new Wait(4, Reason.EMPTY, 3, 0, 3)),
                rotated(d.circle(), 3));
        assertEquals(
                List.of(0, 1, 2, 6, 7), d.others().stream().map(Wait::operator).toList());
        assertEquals(o.ticks(), d.tick());
        assertAddsUp(g, o);
    }

    private static List<Wait> rotated(List<Wait> circle, int first) {
        int i = 0;
        while (circle.get(i).operator() != first) {
            i++;
        }
        List<Wait> all = new java.util.ArrayList<>(circle.subList(i, circle.size()));
        all.addAll(circle.subList(0, i));
        return all;
    }

    @Test
    void circleIsFoundBehindAnInputThatIsNotTheFirstToBeEmpty() {
        Nest n = Nest.of(3);
        Outcome o = run(Graph.of(
                List.of(new Channel("short", 1), new Channel("there", 1), new Channel("back", 1)),
                List.of(
                        op("source", Nest.of(0), List.of(), List.of(out(0)), 1, 0),
                        op("join", n, List.of(in(0), in(2)), List.of(out(1)), 1, 0),
                        op("loop", n, List.of(in(1)), List.of(out(2)), 1, 0))));
        Deadlock d = o.deadlock();
        assertNotNull(d);
        assertEquals(List.of(new Wait(1, Reason.EMPTY, 2, 0, 2), new Wait(2, Reason.EMPTY, 1, 0, 1)), d.circle());
        assertEquals(List.of(), d.others());
    }

    @Test
    void operatorThatWaitsForTokensNobodySendsIsNoCircle() {
        Outcome o = run(Graph.of(
                List.of(new Channel("a", 2)),
                List.of(
                        op("source", Nest.of(2), List.of(), List.of(out(0)), 1, 0),
                        op("sink", Nest.of(3), List.of(in(0)), List.of(), 1, 0))));
        Deadlock d = o.deadlock();
        assertNotNull(d);
        assertEquals(List.of(), d.circle());
        assertEquals(List.of(new Wait(1, Reason.EMPTY, 0, 0, 0)), d.others());
    }

    @Test
    void completeRunHasNoDeadlock() {
        assertNull(run(StreamingGraphs.naive(4, 4, Naive.unit(2))).deadlock());
    }

    @Test
    void operatorThatIsKeptFromItsUnitByAStaticOrderNamesTheUnitAndWhoseTurnItIs() {
        Nest n = Nest.of(3);
        Turn.Round round = index -> index[0];
        // "second" is to be served first, but takes what "first" makes
        Graph g = new Graph(
                List.of(new Clock("clock", 1)),
                List.of(new Unit("array", Unit.Policy.ORDER)),
                List.of(new Channel("a", 2)),
                List.of(
                        onUnit("first", n, List.of(), List.of(out(0)), new Turn(1, 0, round)),
                        onUnit("second", n, List.of(in(0)), List.of(), new Turn(0, 0, round))),
                List.of());
        Deadlock d = run(g).deadlock();
        assertNotNull(d);
        assertEquals(List.of(new Wait(0, Reason.TURN, 0, 0, 1), new Wait(1, Reason.EMPTY, 0, 0, 0)), d.circle());
    }

    @Test
    void staticOrderWithATileAheadOverlapsTheLatencyOfAnotherUnit() {
        // Score (2 cycles) on the array, softmax (3) elsewhere, values (2) on the array; 10 tiles.
        // Without a lead the array waits for every softmax: 2 + 3 + 2 a tile. With a lead of one tile the scores of the
        // next tile are computed meanwhile: the first values start at 2 + 3 = 5, then the array is busy without a gap
        // with 8 more scores and values until 7 + 8 (2 + 2) = 39; the last score ended at 37, its values start at 40.
        assertEquals(70, run(attention(0)).ticks());
        assertEquals(42, run(attention(1)).ticks());
    }

    private static Graph attention(long ahead) {
        Nest n = Nest.of(10);
        Turn.Round round = index -> index[0];
        return new Graph(
                List.of(new Clock("clock", 1)),
                List.of(new Unit("array", Unit.Policy.ORDER), new Unit("vector", Unit.Policy.OLDEST_FIRST)),
                List.of(new Channel("s", 2), new Channel("p", 2)),
                List.of(
                        onUnit("score", n, List.of(), List.of(out(0)), new Turn(0, ahead, round)),
                        new Operator(
                                "softmax",
                                0,
                                n,
                                List.of(in(0)),
                                List.of(out(1)),
                                new Pace.Constant(3, 3),
                                Take.WITH_ROOM,
                                Put.ALL,
                                List.of(new Claim(1, null)),
                                null,
                                null),
                        onUnit("values", n, List.of(in(1)), List.of(), new Turn(1, 0, round))),
                List.of());
    }

    private static Operator onUnit(String name, Nest n, List<InPort> in, List<OutPort> out, Turn turn) {
        Pace pace = new Pace.Constant(2, 2);
        List<Claim> claims = List.of(new Claim(0, null, turn));
        return new Operator(name, 0, n, in, out, pace, Take.WITH_ROOM, Put.ALL, claims, null, null);
    }
}
