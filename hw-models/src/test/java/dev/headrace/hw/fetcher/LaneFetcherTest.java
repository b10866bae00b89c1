package dev.headrace.hw.fetcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.simulator.run.Result;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Cycles worked out by hand; where nothing else is said the memory answers after 10 cycles. */
class LaneFetcherTest {
    private static final int[] FOUR = {10, 10, 10, 10};

    @Test
    void onePieceOfFourLanesLeavesWithThreePlacesOfPadding() {
        Rig rig = Rig.of(4, 16, 64, 16, FOUR).request(0, 0, 7, 2).run();
        // enters in 0, taken in 1, data in 11, leaves in 12
        assertEquals(Map.of(7, 12L), rig.left);
        Result.Fetcher c = rig.counters();
        assertEquals(1, c.requests());
        assertEquals(1, c.lines());
        assertEquals(1, c.beats());
        assertEquals(3, c.paddingBeats());
        assertEquals(13, c.busyCycles());
        assertEquals(0, c.lostLaneCycles() + c.limitedLaneCycles() + c.roomLaneCycles() + c.fullCycles());
        assertEquals(10, c.waitingCycles(), "2 to 11: padding is there from 1 on");
    }

    @Test
    void aWholeLineOnDifferentChannelsTakesAsLongAsAPiece() {
        Rig rig = Rig.of(4, 16, 64, 16, FOUR).request(5, 0, 0, 3, 1, 0, 2).run();
        assertEquals(Map.of(0, 17L), rig.left);
        assertEquals(4, rig.counters().beats());
        assertEquals(0, rig.counters().paddingBeats());
        assertEquals(0, rig.counters().waitingCycles());
    }

    @Test
    void twoLinesOfARequestLeaveOneAfterTheOther() {
        Rig rig = Rig.of(4, 16, 64, 16, FOUR)
                .request(0, 0, 0, 0, 1, 2, 3, 0, 1, 2, 3)
                .run();
        assertEquals(Map.of(0, 13L), rig.left);
        assertEquals(2, rig.counters().lines());
        assertEquals(8, rig.counters().beats());
    }

    @Test
    void lanesThatAllWantOneChannelAreServedOneByOne() {
        Rig rig = Rig.of(4, 16, 64, 16, FOUR).request(0, 0, 0, 1, 1, 1, 1).run();
        // taken in 1 to 4, data in 11 to 14
        assertEquals(Map.of(0, 15L), rig.left);
        assertEquals(3 + 2 + 1, rig.counters().lostLaneCycles());
        assertEquals(3, rig.counters().waitingCycles());
        assertEquals(0, rig.counters().limitedLaneCycles());
    }

    @Test
    void aChannelTakesNoMoreThanItsLimit() {
        Rig rig = Rig.of(4, 16, 64, 2, FOUR).request(0, 0, 0, 1, 1, 1, 1).run();
        // taken in 1 and 2; data in 11 makes room for 12, data in 12 for 13; the last data in 23
        assertEquals(Map.of(0, 24L), rig.left);
        assertEquals(2 * 9, rig.counters().limitedLaneCycles(), "two lanes, 3 to 11");
        assertEquals(3 + 2 + 1, rig.counters().lostLaneCycles());
    }

    @Test
    void aLineThatFindsAnAddressFifoFullEntersLater() {
        Rig rig = Rig.of(1, 1, 64, 16, 10).request(0, 0, 0, 0, 0, 0).run();
        // enter in 0, 2, 4: a FIFO that is full when the cycle begins takes none; the last is taken in 5, data in 15
        assertEquals(Map.of(0, 16L), rig.left);
        assertEquals(2, rig.counters().fullCycles());
    }

    @Test
    void aLaneWaitsForRoomInItsResponseFifo() {
        Rig rig = Rig.of(1, 4, 1, 16, 10).request(0, 0, 0, 0, 0).run();
        // the first line leaves in 12, so the second address is taken in 13, its data in 23
        assertEquals(Map.of(0, 24L), rig.left);
        assertEquals(11, rig.counters().roomLaneCycles(), "2 to 12");
    }

    @Test
    void keysAndValuesTakeTurnsByWholeRequests() {
        Rig rig = new Rig(
                        new LaneFetcherParameters("m", 1, 16, 64, 16, null),
                        new int[] {10},
                        new int[] {0, 0},
                        new int[] {1, 0})
                .request(0, 0, 10, 0, 0)
                .request(0, 0, 11, 0)
                .request(0, 1, 20, 0, 0)
                .request(0, 1, 21, 0)
                .run();
        // lines enter in 0 to 5
        assertEquals(Map.of(10, 13L, 20, 15L, 11, 16L, 21, 17L), rig.left);
    }

    @Test
    void lowBitsGoBeforeKeysThatWaitAndShareTheirTurn() {
        Rig rig = new Rig(
                        new LaneFetcherParameters("m", 1, 16, 64, 16, null),
                        new int[] {10},
                        new int[] {0, 0},
                        new int[] {0, -1},
                        new int[] {1, 0})
                .request(0, 0, 1, 0)
                .request(1, 0, 2, 0)
                .request(1, 1, 3, 0)
                .request(1, 2, 4, 0)
                .request(1, 2, 5, 0)
                .run();
        assertEquals(List.of(1, 4, 3, 5, 2), rig.order);
    }

    @Test
    void aRequestThatIsBeingServedIsNotInterrupted() {
        Rig rig = new Rig(
                        new LaneFetcherParameters("m", 1, 16, 64, 16, null),
                        new int[] {10},
                        new int[] {0, 0},
                        new int[] {0, -1})
                .request(0, 0, 1, 0, 0, 0)
                .request(1, 1, 2, 0)
                .run();
        assertEquals(Map.of(1, 14L, 2, 15L), rig.left);
    }

    @Test
    void aLaneThatWasChosenStaysChosenUntilItIsTaken() {
        Rig rig = Rig.of(2, 16, 64, 1, 10)
                .request(0, 0, 0, 0, 0)
                .request(3, 0, 1, 0, 0)
                .run();
        // lane 0 taken in 1; lane 1 chosen in 2 and taken in 12, though lane 0 wants the channel again from 4 on;
        // then lane 0 in 23, lane 1 in 34
        assertEquals(Map.of(0, 23L, 1, 45L), rig.left);
    }

    @Test
    void aLaneTakesOnePieceOfDataACycleOfTheLowestChannel() {
        Rig rig = Rig.of(1, 16, 64, 16, 10, 11)
                .request(0, 0, 0, 1)
                .request(0, 0, 1, 0)
                .run();
        // both have data in 12: channel 0 hands over in 12, channel 1 in 13
        assertEquals(Map.of(0, 14L, 1, 15L), rig.left);
        assertEquals(1, rig.counters().lostReturnCycles());
    }

    @Test
    void linesLeaveInTheOrderInWhichTheyEntered() {
        Rig rig = Rig.of(1, 16, 64, 16, 30, 10)
                .request(0, 0, 0, 0)
                .request(0, 0, 1, 1)
                .run();
        assertEquals(Map.of(0, 32L, 1, 33L), rig.left);
    }
}
