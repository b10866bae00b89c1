package dev.headrace.hw.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Primitive;
import dev.headrace.simulator.unit.Work;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanesTest {
    private final ComputeUnit fuse = new FuseLanes(new FuseParameters(16, 5, null, null, null, null));
    private final ComputeUnit rms = new RmsMaxUnit(new LaneParameters(16, 5, null, null, null));
    private final ComputeUnit dot = new DotLanes(new LaneParameters(16, 5, null, null, null));

    @ParameterizedTest
    @CsvSource({
        "dequantize, 1536, 96, 100",
        "rotate, 1536, 96, 105",
        "silu-multiply, 4096, 256, 275",
        "add, 17, 2, 6",
        "exp-difference, 8, 1, 15",
        // A tree of four levels and the best so far.
        "argmax, 64, 4, 28",
    })
    void aRowStreamsThroughSixteenLanes(String operation, long cols, long interval, long latency) {
        Cost cost = cost(fuse, operation, 1, cols, 1);
        assertEquals(interval, cost.interval);
        assertEquals(latency, cost.latency);
    }

    @Test
    void quantizingStreamsARowTwiceWithARootAndAQuotientBetween() {
        Cost cost = cost(rms, Operations.QUANTIZE, 1, 1536, 1);
        assertEquals(96, cost.interval);
        assertEquals(96 + 96 + 8 * 5, cost.latency);
        assertEquals(2, cost.times(Primitive.DIVIDE));
        assertEquals(1536, cost.times(Primitive.MAX));
        assertEquals(0, cost(rms, Operations.RMS_NORM, 1, 1536, 1).times(Primitive.MAX));
    }

    @Test
    void aScoreAndAShareOfAValueTakeSixCyclesEachForAHeadOf96() {
        assertEquals(6, cost(dot, Operations.MATMUL, 1, 1, 96).interval);
        assertEquals(6, cost(dot, Operations.MATMUL, 1, 96, 1).interval);
        // 16 heads, scores and values: 192 cycles for a pair and layer.
        assertEquals(192, 16 * 2 * cost(dot, Operations.MATMUL, 1, 1, 96).interval);
        // Four resident queries take four times as long: their lanes are the same.
        assertEquals(24, cost(dot, Operations.MATMUL, 4, 1, 96).interval);
    }

    @Test
    void lanesThatDoOneOperationRefuseTheOthersAndTakeLessLogic() {
        FuseLanes add = new FuseLanes(new FuseParameters(16, 5, List.of("add"), null, null, null));
        assertFalse(add.does(Operations.ROTATE));
        assertEquals(32, add.logic().dsps());
        assertTrue(add.logic().luts() < ((FuseLanes) fuse).logic().luts());
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> new FuseParameters(16, 5, List.of("matmul"), null, null, null))
                .getMessage();
        assertTrue(message.contains("operations is \"matmul\""), message);
    }

    private static Cost cost(ComputeUnit unit, String operation, long rows, long cols, long depth) {
        Cost cost = new Cost();
        unit.cost(new Work(operation, rows, cols, depth, true, true), cost);
        return cost;
    }
}
