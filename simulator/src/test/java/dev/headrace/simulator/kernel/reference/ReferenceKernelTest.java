package dev.headrace.simulator.kernel.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.kernel.Channel;
import dev.headrace.simulator.kernel.Claim;
import dev.headrace.simulator.kernel.Clock;
import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.kernel.InPort;
import dev.headrace.simulator.kernel.InPort.Release;
import dev.headrace.simulator.kernel.Move;
import dev.headrace.simulator.kernel.Nest;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.Operator.Put;
import dev.headrace.simulator.kernel.Operator.Take;
import dev.headrace.simulator.kernel.OutPort;
import dev.headrace.simulator.kernel.Pace;
import dev.headrace.simulator.kernel.Unit;
import dev.headrace.simulator.kernel.Unit.Policy;
import dev.headrace.simulator.kernel.reference.ReferenceOutcome.OfChannel;
import dev.headrace.simulator.kernel.reference.ReferenceOutcome.OfOperator;
import dev.headrace.simulator.kernel.reference.ReferenceOutcome.OfUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Small graphs whose counters are worked out by hand. */
class ReferenceKernelTest {

    private static ReferenceOutcome run(Graph g) {
        return ReferenceKernel.run(g, 100_000);
    }

    private static Pace pace(long interval, long latency) {
        return new Pace.Constant(interval, latency);
    }

    private static Operator op(String name, Nest nest, List<InPort> in, List<OutPort> out, Pace pace) {
        return new Operator(name, nest, in, out, pace, Take.TOGETHER, Put.IN_ORDER);
    }

    private static Operator timed(
            String name,
            int clock,
            Nest nest,
            List<InPort> in,
            List<OutPort> out,
            Pace pace,
            List<Claim> claims,
            @Nullable Move move) {
        Take take = claims.isEmpty() && move == null ? Take.TOGETHER : Take.WITH_ROOM;
        return new Operator(name, clock, nest, in, out, pace, take, Put.IN_ORDER, claims, move, null);
    }

    private static InPort first(int channel, int depth) {
        return new InPort(channel, depth, Release.FIRST);
    }

    private static InPort last(int channel, int depth) {
        return new InPort(channel, depth, Release.LAST);
    }

    @Test
    void chainOfMapsTakesOneTokenATickAfterTheLatencies() {
        Nest n = Nest.of(5);
        ReferenceOutcome o = run(Graph.of(
                List.of(new Channel("a", 8), new Channel("b", 8)),
                List.of(
                        op("source", n, List.of(), List.of(new OutPort(0, 1)), pace(1, 0)),
                        op("map", n, List.of(first(0, 1)), List.of(new OutPort(1, 1)), pace(1, 3)),
                        op("sink", n, List.of(first(1, 1)), List.of(), pace(0, 0)))));
        // source takes at 0..4, map at 1..5, its tokens arrive at 4..8, the last one ends the run
        assertEquals(8, o.ticks());
        assertEquals(new OfOperator("source", 5, 5, 0, 0, 0, 0, 3), o.operator("source"));
        assertEquals(new OfOperator("map", 5, 5, 1, 0, 0, 0, 2), o.operator("map"));
        assertEquals(new OfOperator("sink", 5, 0, 8, 0, 0, 0, 0), o.operator("sink"));
        // a: put at 0, credit at 2: tokens 0 and 1 held at 1. b: put at 1, arrives 4, credit 5: held 1..4
        assertEquals(new OfChannel("a", 5, 2), o.channel("a"));
        assertEquals(new OfChannel("b", 5, 4), o.channel("b"));
    }

    @Test
    void intervalOfTheSlowestSetsTheRateAndTheFullFifoHoldsTheSource() {
        Nest n = Nest.of(4);
        ReferenceOutcome o = run(Graph.of(
                List.of(new Channel("a", 2)),
                List.of(
                        op("source", n, List.of(), List.of(new OutPort(0, 1)), pace(1, 0)),
                        op("slow", n, List.of(first(0, 1)), List.of(), pace(3, 0)))));
        // slow takes at 1, 4, 7, 10; credits at 2, 5; source puts at 0, 1, 2, and token 3 at 5 with its take at 3
        assertEquals(13, o.ticks());
        assertEquals(new OfOperator("source", 4, 4, 0, 0, 2, 0, 7), o.operator("source"));
        assertEquals(new OfOperator("slow", 4, 12, 1, 0, 0, 0, 0), o.operator("slow"));
        assertEquals(new OfChannel("a", 4, 2), o.channel("a"));
    }

    @Test
    void oneSlotWithALatencyOfOneEachWayHalvesTheRate() {
        Nest n = Nest.of(10);
        ReferenceOutcome o = run(Graph.of(
                List.of(new Channel("a", 1)),
                List.of(
                        op("source", n, List.of(), List.of(new OutPort(0, 1)), pace(1, 0)),
                        op("sink", n, List.of(first(0, 1)), List.of(), pace(0, 0)))));
        // puts at 0, 2, ..., 18; the last token arrives at 19, as the source is ready
        assertEquals(19, o.ticks());
        assertEquals(new OfOperator("source", 10, 10, 0, 0, 9, 0, 0), o.operator("source"));
        assertEquals(new OfOperator("sink", 10, 0, 19, 0, 0, 0, 0), o.operator("sink"));
        assertEquals(1, o.channel("a").peak());
    }

    @Test
    void forwardAndCreditLatenciesAddUpToTheRoundTripOfOneSlot() {
        Nest n = Nest.of(3);
        ReferenceOutcome o = run(Graph.of(
                List.of(new Channel("a", 1, 3, 4)),
                List.of(
                        op("source", n, List.of(), List.of(new OutPort(0, 1)), pace(1, 0)),
                        op("sink", n, List.of(first(0, 1)), List.of(), pace(0, 0)))));
        // puts at 0, 7, 14; arrivals at 3, 10, 17
        assertEquals(17, o.ticks());
    }

    @Test
    void operatorsOfIntervalZeroFireAsOftenAsTheyCanWithinOneTick() {
        Nest n = Nest.of(6);
        ReferenceOutcome o = run(Graph.of(
                List.of(new Channel("a", 3)),
                List.of(
                        op("source", n, List.of(), List.of(new OutPort(0, 1)), pace(0, 0)),
                        op("sink", n, List.of(first(0, 1)), List.of(), pace(0, 0)))));
        // three tokens at tick 0, taken at 1, credits at 2, three more, arriving at 3
        assertEquals(3, o.ticks());
        assertEquals(3, o.channel("a").peak());
        assertEquals(new OfOperator("source", 6, 0, 0, 0, 2, 0, 1), o.operator("source"));
    }

    @Test
    void oldestRequestGoesFirstAndTheDeclarationBreaksTheTie() {
        Nest n = Nest.of(2);
        List<Claim> claim = List.of(new Claim(0, null));
        ReferenceOutcome o = run(new Graph(
                List.of(new Clock("clock", 1)),
                List.of(new Unit("unit", Policy.OLDEST_FIRST)),
                List.of(),
                List.of(
                        timed("a", 0, n, List.of(), List.of(), pace(2, 0), claim, null),
                        timed("b", 0, n, List.of(), List.of(), pace(3, 0), claim, null)),
                List.of()));
        // a at 0..2, b (asking since 0) at 2..5, a (since 2) at 5..7, b (since 5) at 7..10
        assertEquals(10, o.ticks());
        assertEquals(new OfOperator("a", 2, 4, 0, 0, 0, 3, 3), o.operator("a"));
        assertEquals(new OfOperator("b", 2, 6, 0, 0, 0, 4, 0), o.operator("b"));
        assertEquals(new OfUnit("unit", 10, 0, 0, 0, 0, 0), o.unit("unit"));
    }

    @Test
    void roundRobinServesTheNextInTurnHoweverLongTheOthersWait() {
        // c asks at 1 only, when a has been served: b is next in turn, then c, then a
        List<Claim> claim = List.of(new Claim(0, null));
        ReferenceOutcome o = run(new Graph(
                List.of(new Clock("clock", 1)),
                List.of(new Unit("unit", Policy.ROUND_ROBIN)),
                List.of(new Channel("c", 1), new Channel("b", 1, 2, 1)),
                List.of(
                        op("start", Nest.of(1), List.of(), List.of(new OutPort(0, 1), new OutPort(1, 1)), pace(1, 0)),
                        timed("a", 0, Nest.of(2), List.of(), List.of(), pace(4, 0), claim, null),
                        timed("b", 0, Nest.of(1), List.of(first(1, 1)), List.of(), pace(5, 0), claim, null),
                        timed("c", 0, Nest.of(1), List.of(first(0, 1)), List.of(), pace(6, 0), claim, null)),
                List.of()));
        // a 0..4, b (asks at 2) 4..9, c (asks at 1) 9..15, a (asks at 4) 15..19
        assertEquals(19, o.ticks());
        assertEquals(2, o.operator("b").unit());
        assertEquals(8, o.operator("c").unit());
        assertEquals(11, o.operator("a").unit());
    }

    @Test
    void gapOfAUnitIsWhatTheOperatorServedNextWasWaitingFor() {
        // the source is in nobody's way: tokens arrive at 1 and 6, the unit is held for 2
        ReferenceOutcome o = run(new Graph(
                List.of(new Clock("clock", 1)),
                List.of(new Unit("unit", Policy.OLDEST_FIRST)),
                List.of(new Channel("a", 4)),
                List.of(
                        op("source", Nest.of(2), List.of(), List.of(new OutPort(0, 1)), pace(5, 0)),
                        timed(
                                "user",
                                0,
                                Nest.of(2),
                                List.of(first(0, 1)),
                                List.of(),
                                pace(3, 0),
                                List.of(new Claim(0, index -> 2)),
                                null)),
                List.of()));
        // grants at 1 and 6; the unit is free at 3, the operator ready at 4: 3..4 unit, 4..6 input; source ready at 10
        assertEquals(10, o.ticks());
        assertEquals(new OfUnit("unit", 4, 1 + 2, 0, 0, 1, 2), o.unit("unit"));
        assertEquals(new OfOperator("user", 2, 6, 3, 0, 0, 0, 1), o.operator("user"));
    }

    @Test
    void crossingFromTwoToThreeMegahertzRoundsUpToTheReceiversEdge() {
        Nest n = Nest.of(3);
        ReferenceOutcome o = run(new Graph(
                List.of(new Clock("slow", 2_000_000), new Clock("fast", 3_000_000)),
                List.of(),
                List.of(new Channel("a", 1)),
                List.of(
                        timed("source", 0, n, List.of(), List.of(new OutPort(0, 1)), pace(1, 0), List.of(), null),
                        timed("sink", 1, n, List.of(first(0, 1)), List.of(), pace(1, 0), List.of(), null)),
                List.of()));
        // periods 3 and 2. put 0, arrival 3, take 4, credit 6; put 6, arrival 9, take 10, credit 12; put 12, arrival
        // 15,
        // take 16, ready 18
        assertEquals(18, o.ticks());
        assertEquals(new OfOperator("source", 3, 9, 0, 0, 6, 0, 3), o.operator("source"));
        assertEquals(new OfOperator("sink", 3, 6, 12, 0, 0, 0, 0), o.operator("sink"));
    }

    @Test
    void reduceEmitsAtTheLastAndRepeatKeepsItsTokenToTheLast() {
        Nest rows = Nest.of(2);
        Nest all = Nest.of(2, 3);
        ReferenceOutcome o = run(Graph.of(
                List.of(new Channel("a", 1), new Channel("b", 4)),
                List.of(
                        op("source", rows, List.of(), List.of(new OutPort(0, 1)), pace(1, 0)),
                        op("both", all, List.of(last(0, 1)), List.of(new OutPort(1, 1)), pace(2, 5)),
                        op("sink", rows, List.of(first(1, 1)), List.of(), pace(0, 0)))));
        // both takes at 1, 3, 5 (credit at 6), puts at 5, arrival 10; ready 7; source puts again at 6, arrival 7;
        // 7, 9, 11, arrival 16
        assertEquals(16, o.ticks());
        assertEquals(new OfOperator("both", 6, 12, 1, 0, 0, 0, 3), o.operator("both"));
        assertEquals(new OfOperator("source", 2, 2, 0, 0, 5, 0, 9), o.operator("source"));
        assertEquals(new OfOperator("sink", 2, 0, 16, 0, 0, 0, 0), o.operator("sink"));
    }

    @Test
    void rowWithoutKeysStillPutsItsResult() {
        Nest triangle = Nest.of(3).inside(index -> index[0]);
        ReferenceOutcome o = run(Graph.of(
                List.of(new Channel("a", 8), new Channel("b", 8)),
                List.of(
                        op("source", triangle, List.of(), List.of(new OutPort(0, 2)), pace(1, 0)),
                        op("sum", triangle, List.of(first(0, 2)), List.of(new OutPort(1, 1)), pace(1, 1)),
                        op("sink", Nest.of(3), List.of(first(1, 1)), List.of(), pace(0, 0)))));
        // the source's empty row is no firing; the sum's puts at 0. Elements at 1, 2, 3; the last sum arrives at 4
        assertEquals(3, o.operator("source").firings());
        assertEquals(4, o.operator("sum").firings());
        assertEquals(3, o.channel("b").tokens());
        assertEquals(4, o.ticks());
    }

    @Test
    void creditOfAJointTakeWaitsForTheLastInputAndOfAnOrderedTakeDoesNot() {
        for (Take take : new Take[] {Take.TOGETHER, Take.IN_ORDER}) {
            Nest n = Nest.of(2);
            ReferenceOutcome o = run(Graph.of(
                    List.of(new Channel("early", 1), new Channel("late", 2)),
                    List.of(
                            op("early", n, List.of(), List.of(new OutPort(0, 1)), pace(1, 0)),
                            op("late", n, List.of(), List.of(new OutPort(1, 1)), pace(1, 6)),
                            new Operator(
                                    "join",
                                    n,
                                    List.of(first(0, 1), first(1, 1)),
                                    List.of(),
                                    pace(1, 0),
                                    take,
                                    Put.ALL))));
            // "early" arrives at 1, "late" at 6: the second put of "early" follows at 7 or at 2
            assertEquals(take == Take.TOGETHER ? 5 + 1 : 1, o.operator("early").room());
            // joint: takes at 6 and 8; ordered: at 6 and 7
            assertEquals(take == Take.TOGETHER ? 9 : 8, o.ticks());
        }
    }

    @Test
    void putInOrderFillsTheFirstOutputWhilePutAllWaitsForBoth() {
        for (Put put : Put.values()) {
            ReferenceOutcome o = run(Graph.of(
                    List.of(new Channel("free", 4), new Channel("tight", 1), new Channel("out", 4)),
                    List.of(
                            new Operator(
                                    "source",
                                    Nest.of(2),
                                    List.of(),
                                    List.of(new OutPort(0, 1), new OutPort(1, 1)),
                                    pace(1, 0),
                                    Take.TOGETHER,
                                    put),
                            op("quick", Nest.of(2), List.of(first(0, 1)), List.of(new OutPort(2, 1)), pace(1, 20)),
                            op("tight", Nest.of(2), List.of(first(1, 1)), List.of(), pace(1, 0)))));
            // the second pair: tight's slot is free at 2; quick gets its token at 2 or at 3, and puts it 20 later
            assertEquals(put == Put.IN_ORDER ? 22 : 23, o.ticks());
        }
    }

    @Test
    void broadcastToAReduceDeadlocksOneSlotShortOfTheRow() {
        ReferenceOutcome o = run(diamond(4, 3));
        // scores put at 0, 1, 2 fill the long FIFO; the fourth, taken at 3, never finds room. The sum takes the third
        // at 3
        assertTrue(o.deadlocked());
        assertEquals(4, o.ticks());
        assertEquals(new OfOperator("source", 4, 3, 0, 0, 1, 0, 0), o.operator("source"));
        assertEquals(new OfOperator("sum", 3, 3, 1, 0, 0, 0, 0), o.operator("sum"));
        assertEquals(new OfOperator("div", 0, 0, 4, 0, 0, 0, 0), o.operator("div"));
        assertEquals(3, o.channel("long").peak());
    }

    @Test
    void broadcastToAReduceRunsWithOneSlotForEveryElementOfTheRow() {
        ReferenceOutcome o = run(diamond(4, 4));
        assertFalse(o.deadlocked());
        // scores at 0..3, the sum taken at 4 arrives at 5, quotients at 5..8, ready at 9
        assertEquals(9, o.ticks());
    }

    private static Graph diamond(int n, int slots) {
        Nest row = Nest.of(1, n);
        return Graph.of(
                List.of(new Channel("short", 2), new Channel("long", slots), new Channel("sum", 2)),
                List.of(
                        new Operator(
                                "source",
                                row,
                                List.of(),
                                List.of(new OutPort(0, 2), new OutPort(1, 2)),
                                pace(1, 0),
                                Take.TOGETHER,
                                Put.ALL),
                        op("sum", row, List.of(first(0, 2)), List.of(new OutPort(2, 1)), pace(1, 1)),
                        op("div", row, List.of(first(2, 1), first(1, 2)), List.of(), pace(1, 1))));
    }

    @Test
    void storeGivesItsSlotBackWhenTheBufferIsEmptyAndTheRunLastsToTheWriteItself() {
        Move store = new Move(0, 0, (index, transfer) -> {
            transfer.set(true, 0, 4, 1, 0, 0);
            return true;
        });
        ReferenceOutcome o = run(new Graph(
                List.of(new Clock("clock", 1)),
                List.of(),
                List.of(new Channel("a", 1)),
                List.of(
                        op("source", Nest.of(2), List.of(), List.of(new OutPort(0, 1)), pace(1, 0)),
                        timed(
                                "store",
                                0,
                                Nest.of(2),
                                List.of(new InPort(0, 1, Release.TRANSFER)),
                                List.of(),
                                pace(1, 0),
                                List.of(),
                                store)),
                List.of(time -> new OneServer(2, 10))));
        // take at 1, 8 ticks in the buffer to 9, credit 10; put 10, arrival 11, buffer to 19, in the memory at 29
        assertEquals(29, o.ticks());
        assertEquals(new OfOperator("source", 2, 2, 0, 0, 9, 0, 18), o.operator("source"));
    }

    @Test
    void tokenThatOvertookAnotherInTheMemoryArrivesBehindIt() {
        Move load = new Move(0, 0, (index, transfer) -> {
            transfer.set(false, 20 - 10 * index[0], 1, 1, 0, 0);
            return true;
        });
        ReferenceOutcome o = run(new Graph(
                List.of(new Clock("clock", 1)),
                List.of(),
                List.of(new Channel("a", 4)),
                List.of(
                        timed(
                                "load",
                                0,
                                Nest.of(2),
                                List.of(),
                                List.of(new OutPort(0, 1)),
                                pace(1, 0),
                                List.of(),
                                load),
                        op("sink", Nest.of(2), List.of(first(0, 1)), List.of(), pace(3, 0))),
                List.of(time -> new ManyBanks(3, 64))));
        // completions at 0 + 5 + 20 and 1 + 5 + 10; both arrive at 25, the sink takes at 25 and 28
        assertEquals(31, o.ticks());
        assertEquals(new OfOperator("sink", 2, 6, 0, 25, 0, 0, 0), o.operator("sink"));
    }

    @Test
    void storeRetiresInOrderEvenWhereALaterBufferIsEmptyFirstAndItsPaceHasNoLatency() {
        Move store = new Move(0, 0, (index, transfer) -> {
            transfer.set(true, 20 - 10 * index[0], 1, 1, 0, 0);
            return true;
        });
        ReferenceOutcome o = run(new Graph(
                List.of(new Clock("clock", 1)),
                List.of(),
                List.of(new Channel("a", 2), new Channel("stored", 1)),
                List.of(
                        op("source", Nest.of(3), List.of(), List.of(new OutPort(0, 1)), pace(1, 0)),
                        timed(
                                "store",
                                0,
                                Nest.of(3),
                                List.of(new InPort(0, 1, Release.TRANSFER)),
                                List.of(new OutPort(1, 0)),
                                pace(1, 1000),
                                List.of(),
                                store),
                        op("sink", Nest.of(), List.of(first(1, 0)), List.of(), pace(0, 0))),
                List.of(time -> new ManyBanks(3, 64))));
        // transfers of 5 + 20, 5 + 10 and 5 ticks. Takes at 1 and 2; buffers empty at 1 + 13 and 2 + 8, but the second
        // counts from 14 too: credits at 15, third put at 15, arrival and take at 16, completed at 21. The first is
        // complete at 26, and so is the token that stands for all three
        assertEquals(26, o.ticks());
        assertEquals(new OfOperator("source", 3, 3, 0, 0, 13, 0, 10), o.operator("source"));
        assertEquals(new OfOperator("sink", 1, 0, 0, 26, 0, 0, 0), o.operator("sink"));
    }

    @Test
    void runThatNeverEndsIsAnError() {
        Operator long1 = op("long", Nest.of(100), List.of(), List.of(), pace(1, 0));
        assertThrows(IllegalStateException.class, () -> ReferenceKernel.run(Graph.of(List.of(), List.of(long1)), 99));
    }
}
