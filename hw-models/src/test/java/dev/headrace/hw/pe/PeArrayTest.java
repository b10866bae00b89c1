package dev.headrace.hw.pe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.Primitive;
import dev.headrace.simulator.unit.Work;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeArrayTest {
    private static final ComputeUnit IDEAL = array(256, 256, "ideal", null);

    private static ComputeUnit array(int rows, int cols, String fidelity, List<String> stationary) {
        return new PeArray(new PeArrayParameters(rows, cols, fidelity, stationary, null, null, null, null, null, null));
    }

    private static Cost cost(ComputeUnit unit, String operation, long rows, long cols, long depth) {
        Cost cost = new Cost();
        unit.cost(new Work(operation, rows, cols, depth, true, true), cost);
        return cost;
    }

    @Test
    void aTileOfTheIdealArrayTakesWhatThePublishedModelSays() {
        // QK 64, LM 1, SLN 1 + 6, SLD 1, SLNV 64: 137 cycles for 256 x 256 scores with E = F = 64
        assertEquals(64, cost(IDEAL, "matmul", 256, 256, 64).interval);
        assertEquals(1, cost(IDEAL, "row-max", 256, 256, 1).interval);
        assertEquals(7, cost(IDEAL, "exp-difference", 256, 256, 1).interval);
        assertEquals(1, cost(IDEAL, "row-sum", 256, 256, 1).interval);
        assertEquals(64, cost(IDEAL, "matmul", 256, 64, 256).interval);
        assertEquals(64, cost(IDEAL, "matmul", 256, 64, 256).latency);
    }

    @Test
    void anArrayThatKeepsOutputsOnlyLeavesColumnsIdleInTheSecondProduct() {
        assertEquals(256, cost(array(256, 256, "ideal", List.of("output")), "matmul", 256, 64, 256).interval);
    }

    @Test
    void whatLeavesTheArrayComesAfterItsRowsAndItsLastColumn() {
        ComputeUnit array = array(4, 8, "cycle", null);
        // 8 queries x 4 keys: the maximum of column 0 passes 4 rows, cycles 0 to 3, that of column 7 ends in cycle 10
        assertEquals(11, cost(array, "row-max", 8, 4, 1).latency);
        assertEquals(1, cost(array, "row-max", 8, 4, 1).interval);
        // scores stay: 5 steps
        assertEquals(5, cost(array, "matmul", 8, 4, 5).latency);
        // weights of 4 keys times values of 3 columns: 3 cycles, then 3 more rows and 7 more columns
        assertEquals(3, cost(array, "matmul", 8, 3, 4).interval);
        assertEquals(13, cost(array, "matmul", 8, 3, 4).latency);
    }

    @Test
    void largerTilesAreFolded() {
        // 9 queries on 8 columns and 5 keys on 4 rows: 2 x 2 folds
        assertEquals(4 * 7, cost(array(4, 8, "ideal", null), "exp-difference", 9, 5, 1).interval);
    }

    @Test
    void foldsReadAgainWhatIsNotThere() {
        // Scores 128 x 128 over 64 on 32 x 32: 4 folds of queries across, 4 of keys down.
        Cost outputs = cost(array(32, 32, null, List.of("output")), "matmul", 128, 128, 64);
        assertEquals(4, outputs.reads(0));
        assertEquals(4, outputs.reads(1));
        // Weights lie in the elements; values stream past each of the 4 folds of queries.
        Cost inputs = cost(array(32, 32, null, List.of("input")), "matmul", 128, 64, 128);
        assertEquals(1, inputs.reads(0));
        assertEquals(4, inputs.reads(1));
        assertEquals(1, cost(IDEAL, "matmul", 256, 256, 64).reads(0));
    }

    @Test
    void actionsOfAnExponentialAreOneSubtractionAndSixMultiplyAdds() {
        Cost cost = cost(IDEAL, "exp-difference", 256, 256, 1);
        assertEquals(65536, cost.times(Primitive.ADD));
        assertEquals(6 * 65536, cost.times(Primitive.MAC));
        assertEquals(13 * 65536, cost.usefulOps);
        assertEquals("taylor-5", IDEAL.exponential());
    }

    @Test
    void parametersThatMakeNoSenseAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> array(0, 1, null, null));
        assertThrows(IllegalArgumentException.class, () -> array(1, 1, "exact", null));
        assertThrows(IllegalArgumentException.class, () -> array(1, 1, null, List.of()));
        String message = assertThrows(IllegalArgumentException.class, () -> cost(IDEAL, "divide", 1, 1, 1))
                .getMessage();
        assertTrue(message.contains("divide"), message);
    }
}
