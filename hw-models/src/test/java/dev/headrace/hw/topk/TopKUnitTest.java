package dev.headrace.hw.topk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Selector;
import dev.headrace.simulator.unit.Work;
import org.junit.jupiter.api.Test;

/** The engine as a unit of a design. */
class TopKUnitTest {
    private static Selector unit(Integer fill) {
        return (Selector)
                new TopKType().build(new TopKParameters(16, 1024, null, null, null, fill, null), path -> path);
    }

    private static Cost cost(Selector unit, long count, long found) {
        Cost cost = new Cost();
        unit.cost(new Work(Operations.TOP_K, 1, count, 1, true, true, found), cost);
        return cost;
    }

    @Test
    void theRoundsFoundTakeTheUnitAndTheRowLeavesAfterThem() {
        Cost cost = cost(unit(null), 100, 40);
        // 7 lines of 16 follow, the last one 6 cycles after the first; the eliminator has 3 stages
        assertEquals(40, cost.interval);
        assertEquals(40 + 6 + 3, cost.latency);
    }

    @Test
    void aRowEntersBeforeItsRoundsAndAfterThoseOfTheRowBefore() {
        Cost cost = cost(unit(8), 100, 40);
        // 13 lines of 8 enter, then the rounds; 13 lines leave while the next row enters
        assertEquals(13 + 40, cost.interval);
        assertEquals(13 + 40 + 12 + 3, cost.latency);
    }

    @Test
    void aRowThatLeavesSlowlyKeepsTheNextOneWaiting() {
        // without fill the row is there: 5 cycles of rounds, 7 lines of 16 to leave
        Cost cost = cost(unit(null), 100, 5);
        assertEquals(7, cost.interval);
        assertEquals(5 + 6 + 3, cost.latency);
    }

    @Test
    void nothingAndEverythingAreSelectedInNoTime() {
        double[] scores = {3, 1, 2};
        int[] kept = new int[3];
        assertEquals(0, unit(null).machine().select(scores, 3, 0, kept));
        assertEquals(0, unit(null).machine().select(scores, 3, 3, kept));
        assertArrayEquals(new int[] {0, 1, 2}, kept);
        assertEquals(0, cost(unit(2), 3, 0).latency);
        assertEquals(0, cost(unit(2), 3, 0).interval);
    }

    @Test
    void cyclesFoundAreThoseOfTheRounds() {
        double[] scores = {5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5};
        // all equal: one round on 17 elements, 2 lines and 3 cycles
        assertEquals(5, unit(null).machine().select(scores, 17, 4, new int[4]));
    }

    @Test
    void aRowLongerThanTheFifosIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> cost(unit(null), 1025, 1));
    }
}
