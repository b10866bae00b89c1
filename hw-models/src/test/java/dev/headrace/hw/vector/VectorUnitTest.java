package dev.headrace.hw.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Primitive;
import dev.headrace.simulator.unit.Work;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorUnitTest {
    // 64 lanes; ii 1, latency 4; exp ii 4, latency 20.
    private final VectorUnit unit = new VectorUnit(
            new VectorParameters(64, 1, 4, Map.of(Operations.EXP, new VectorParameters.Step(4, 20)), null, null, null));

    @ParameterizedTest
    @CsvSource({
        // 128 x 128 elements in 256 beats
        "multiply, 128, 128, 256, 259",
        // 3 x 50 = 150 elements pack into 3 beats
        "add, 3, 50, 3, 6",
        "copy, 1, 1, 1, 4",
        "divide, 1, 64, 1, 4",
        // 3 beats of 4 cycles; the last begins at 8
        "exp, 3, 50, 12, 28",
        "rescale-accumulate, 128, 64, 128, 131",
        // rows of 64: one a beat, a tree of 6 levels
        "row-max, 10, 64, 10, 33",
        // rows of 20: three share a beat, 5 levels
        "row-sum, 10, 20, 4, 23",
        // rows of one element: 64 rows a beat, one step
        "row-max, 65, 1, 2, 5",
        // rows of 128: two beats each, all first beats first; 6 levels and the accumulator
        "row-max, 10, 128, 20, 47",
        // two rows only: the accumulator's 4 cycles show, 4 + 4 + 2
        "row-sum, 2, 192, 10, 37",
    })
    void oneOperationTakesItsBeats(String operation, long rows, long cols, long interval, long latency) {
        Cost cost = cost(unit, operation, rows, cols);
        assertEquals(interval, cost.interval);
        assertEquals(latency, cost.latency);
    }

    @Test
    void softmaxIsItsFivePassesOneAfterTheOther() {
        // 2 x 64: row-max 2 + 23, subtract 2 + 3, exp 8 + 16, row-sum 25, divide 5
        Cost cost = cost(unit, Operations.SOFTMAX, 2, 64);
        assertEquals(25 + 5 + 24 + 25 + 5, cost.latency);
        assertEquals(25 + 5 + 24 + 25 + 2, cost.interval);
        assertEquals(128, cost.times(Primitive.EXP));
        assertEquals(126, cost.times(Primitive.MAX));
        assertEquals(128 + 126, cost.times(Primitive.ADD));
        assertEquals(128, cost.times(Primitive.DIVIDE));
        assertEquals(128 + 126 + 254 + 128, cost.usefulOps);
    }

    @Test
    void onlineSoftmaxAddsFourPassesOverOneColumn() {
        // row-max 25, max 4, subtract 5, exp 24, row-sum 25; subtract 4, exp 20, rescale-accumulate 4
        Cost cost = cost(unit, Operations.ONLINE_SOFTMAX, 2, 64);
        assertEquals(25 + 4 + 5 + 24 + 25 + 4 + 20 + 4, cost.latency);
        assertEquals(cost.latency - 3, cost.interval);
        assertEquals(130, cost.times(Primitive.EXP));
        assertEquals(2, cost.times(Primitive.MULTIPLY));
    }

    @Test
    void thePeakIsThatOfMultiplyAndAdd() {
        assertEquals(128.0, unit.peakOpsPerCycle());
        Cost cost = cost(unit, Operations.RESCALE_ACCUMULATE, 64, 64);
        assertEquals(cost.usefulOps, unit.peakOpsPerCycle() * cost.interval);
    }

    @Test
    void maskingAndCopyingAreNotArithmetic() {
        for (String operation : new String[] {Operations.MASK, Operations.COPY}) {
            Cost cost = cost(unit, operation, 8, 64);
            assertEquals(0, cost.usefulOps);
            for (Primitive primitive : Primitive.values()) {
                assertEquals(0, cost.times(primitive));
            }
        }
    }

    @Test
    void aTableForAnUnknownOperationOrALatencyBelowTheIntervalIsRefused() {
        assertTrue(message("sqrt", 1, 1).contains("\"sqrt\""));
        assertTrue(message("exp", 8, 4).contains("operations.exp.latency is 4; allowed: at least its ii, which is 8"));
        assertTrue(message("exp", 0, 4).contains("operations.exp.ii is 0"));
    }

    private static String message(String operation, int ii, int latency) {
        Map<String, VectorParameters.Step> table = Map.of(operation, new VectorParameters.Step(ii, latency));
        return assertThrows(
                        IllegalArgumentException.class,
                        () -> new VectorParameters(64, null, null, table, null, null, null))
                .getMessage();
    }

    private static Cost cost(VectorUnit unit, String operation, long rows, long cols) {
        Cost cost = new Cost();
        unit.cost(new Work(operation, rows, cols, 1, true, true), cost);
        return cost;
    }
}
