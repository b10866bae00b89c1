package dev.headrace.hw.dram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.hw.dram.DramPolicy.Precharge;
import dev.headrace.hw.dram.DramPolicy.RefreshOrder;
import dev.headrace.hw.dram.DramPolicy.Turn;
import dev.headrace.hw.dram.replay.MemoryReport;
import dev.headrace.hw.dram.replay.Pattern;
import dev.headrace.hw.dram.replay.Replay;
import dev.headrace.hw.dram.replay.Requests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each choice of the scheduler is good for, and what other simulators make of the same traffic. */
class SchedulerTest {
    private static final String ROWS = "RoRaBaBgCoPcCh";

    private static MemoryReport play(String part, String mapping, DramPolicy policy, Requests requests) {
        return Replay.run(Parts.load(part), 1, mapping, policy, requests, false, () -> false);
    }

    private static MemoryReport random(String part, String mapping, DramPolicy policy, int writes) {
        long bytes = Parts.load(part).geometry().channelBytes();
        int burst = Parts.load(part).geometry().accessBytes();
        return play(part, mapping, policy, new Pattern(Pattern.Kind.RANDOM, 5000, 3, burst, bytes, 4096, writes));
    }

    /**
     * DRAMsim3 and Ramulator 2.1, with all-bank refresh, reach 0.552 and 0.557 of the peak on such traffic; our queues hold
     * the requests whose rows are being opened as well, which those have beside them.
     */
    @Test
    void aTurnThatFinishesOpensEveryRowOnceAndOneAtOnceDoesNot() {
        MemoryReport finish = random("ddr4-2400", ROWS, Policies.turning(Turn.FINISH), 50);
        assertEquals(5000, finish.activates(), 10);
        assertEquals(0.5545, finish.fractionOfPeak(), 0.0085);
        MemoryReport atOnce = random("ddr4-2400", ROWS, Policies.turning(Turn.AT_ONCE), 50);
        assertTrue(atOnce.activates() > 5250, "activates " + atOnce.activates());
        assertTrue(atOnce.fractionOfPeak() < 0.525, "of peak " + atOnce.fractionOfPeak());
    }

    /** Two streams through the same four banks, in turns, each burst of both in another row of its bank. */
    private static final class TwoStreams implements Requests {
        private final DramPart.Geometry geometry = Parts.load("ddr4-2400").geometry();
        private final AddressMap map = new AddressMap(ROWS, geometry, 1);
        private int made = -1;

        @Override
        public boolean next() {
            return ++made < 20_000;
        }

        @Override
        public long address() {
            int stream = made % 2;
            int group = made / 2 % 4;
            int burst = made / 8;
            int columns = geometry.accessesPerRow();
            return map.address(0, 0, 4 * group, burst / columns + 10_000 * stream, burst % columns);
        }

        @Override
        public boolean write() {
            return false;
        }

        @Override
        public long cycle() {
            return 0;
        }
    }

    /** DRAMsim3 and Ramulator 2.1, with all-bank refresh, reach 0.945 and 0.949 of the peak on such traffic. */
    @Test
    void anOldestRequestThatYieldsOnceLetsBanksOfTwoStreamsChangeRowsOneAfterAnother() {
        MemoryReport one = play("ddr4-2400", ROWS, DramPolicy.USUAL, new TwoStreams());
        assertEquals(0.947, one.fractionOfPeak(), 0.01);
        MemoryReport never = play("ddr4-2400", ROWS, Policies.yielding(1), new TwoStreams());
        MemoryReport often = play("ddr4-2400", ROWS, Policies.yielding(16), new TwoStreams());
        assertTrue(never.fractionOfPeak() > 1.08 * often.fractionOfPeak(), never + " " + often);
    }

    /** In order, the refreshes of LPDDR4 fall into step with the stream: one bank after the other is not there for it. */
    @ParameterizedTest
    @CsvSource({"lpddr4-3200, 2, 0.93", "lpddr4-3200, 32, 0.98", "hbm3-6400, 32, 0.9", "lpddr5-6400, 8, 0.95"})
    void idleBanksAreRefreshedFirstSoThatAStreamDoesNotWait(String part, int queue, double least) {
        MemoryReport idle = sequential(part, Policies.perBank(RefreshOrder.IDLE_FIRST, queue));
        assertTrue(idle.fractionOfPeak() > least, part + ": " + idle.fractionOfPeak());
        MemoryReport inOrder = sequential(part, Policies.perBank(RefreshOrder.IN_ORDER, queue));
        assertTrue(inOrder.fractionOfPeak() < least - 0.05, part + ": " + inOrder.fractionOfPeak());
        assertEquals(idle.cycles() / (double) idle.refreshes(), inOrder.cycles() / (double) inOrder.refreshes(), 5);
    }

    private static MemoryReport sequential(String part, DramPolicy policy) {
        DramPart.Geometry g = Parts.load(part).geometry();
        return play(
                part,
                Dram.MAPPING,
                policy,
                new Pattern(Pattern.Kind.SEQUENTIAL, 30_000, 1, g.accessBytes(), g.channelBytes(), 4096, 0));
    }

    /** Four cycles of the common bus for a random access: what a precharge takes at the wrong time, another lacks. */
    @Test
    void prechargesLastLeaveTheCommonBusToWhatMovesData() {
        MemoryReport last = random("lpddr5-6400", Dram.MAPPING, Policies.precharging(Precharge.LAST), 0);
        MemoryReport byAge = random("lpddr5-6400", Dram.MAPPING, Policies.precharging(Precharge.BY_AGE), 0);
        assertTrue(last.fractionOfPeak() > 1.04 * byAge.fractionOfPeak(), last + " " + byAge);
    }
}
