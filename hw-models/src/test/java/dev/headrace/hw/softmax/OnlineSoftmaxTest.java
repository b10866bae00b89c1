package dev.headrace.hw.softmax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Primitive;
import dev.headrace.simulator.unit.Work;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnlineSoftmaxTest {
    @ParameterizedTest
    @CsvSource({
        // 128 rows in; 128 * 129 exponentials in 129 cycles; 1 + 129; pipeline 12 + 2 * 7 + 4
        "128, 128, 12, 1, 128, 128, 129, 160",
        // 16 exponentials a cycle: 128 * 65 / 16; first row in 1 cycle; pipeline 20 + 2 * 6 + 4
        "64, 16, 20, 1, 128, 64, 520, 557",
        // lanes shared by three passes are the limit: 3 * 64 * 64 / 64; last row 65 exponentials in 1 cycle
        "64, 128, 20, 3, 64, 64, 192, 229",
        // one score and its correction: pipeline 5 + 4
        "8, 2, 5, 1, 1, 1, 1, 11",
        // one row, 100 scores at 8 a cycle: 13 in, 101 exponentials in 26; pipeline 5 + 2 * 3 + 4
        "8, 4, 5, 1, 1, 100, 26, 54",
    })
    void aTileTakesTheSlowerOfItsTwoStages(
            int lanes, int exps, int expLatency, int passes, long rows, long cols, long interval, long latency) {
        Cost cost = cost(unit(lanes, exps, expLatency, passes), rows, cols);
        assertEquals(interval, cost.interval);
        assertEquals(latency, cost.latency);
    }

    @Test
    void theLatencyIsThatOfASimulationOfBothStagesOrOneCycleLess() {
        Random random = new Random(11);
        int exact = 0;
        int all = 3000;
        for (int i = 0; i < all; i++) {
            int lanes = 1 + random.nextInt(40);
            int exps = 1 + random.nextInt(40);
            int passes = 1 + random.nextInt(3);
            int rows = 1 + random.nextInt(30);
            int cols = 1 + random.nextInt(60);
            Cost cost = cost(unit(lanes, exps, 1, passes), rows, cols);
            long levels = 64 - Long.numberOfLeadingZeros(Math.min(lanes, cols) - 1L);
            long simulated = simulate(lanes, exps, passes, rows, cols) + 1 + 2 * levels + 4;
            assertTrue(simulated == cost.latency || simulated == cost.latency + 1);
            exact += simulated == cost.latency ? 1 : 0;
        }
        assertTrue(exact > all * 9 / 10, exact + " of " + all);
    }

    /** Cycle by cycle: scores enter, a row is ready when all its scores are in, exponentials start in order. */
    private static long simulate(int lanes, int exps, int passes, int rows, int cols) {
        long entered = 0;
        long started = 0;
        long cycle = 0;
        while (started < (long) rows * (cols + 1)) {
            long ready = entered / ((long) passes * cols);
            started = Math.min(started + exps, ready * (cols + 1));
            entered = Math.min(entered + lanes, (long) passes * rows * cols);
            cycle++;
        }
        return cycle;
    }

    @Test
    void tilesBackToBackKeepTheSlowerStageBusy() {
        // FlashAttention-3's balance: a 128 x 128 array with d = 128 makes 64 scores a cycle.
        Cost cost = cost(unit(64, 64, 12, 1), 128, 128);
        long matmul = 2L * 128 * 128 * 128 / (128 * 128);
        assertTrue(cost.interval >= matmul && cost.interval <= matmul + 2, "interval " + cost.interval);
    }

    @Test
    void actionsAreCountedPerScoreAndPerRow() {
        Cost cost = cost(unit(8, 8, 3, 1), 4, 10);
        assertEquals(40, cost.times(Primitive.MAX));
        assertEquals(84, cost.times(Primitive.ADD));
        assertEquals(44, cost.times(Primitive.EXP));
        assertEquals(4, cost.times(Primitive.MULTIPLY));
        assertEquals(40 + 84 + 44 + 4, cost.usefulOps);
    }

    private static OnlineSoftmax unit(int lanes, int exps, int expLatency, int passes) {
        return new OnlineSoftmax(new OnlineSoftmaxParameters(lanes, exps, expLatency, passes, null, null, null, null));
    }

    private static Cost cost(OnlineSoftmax unit, long rows, long cols) {
        Cost cost = new Cost();
        unit.cost(new Work(Operations.ONLINE_SOFTMAX, rows, cols, 1, true, true), cost);
        return cost;
    }
}
