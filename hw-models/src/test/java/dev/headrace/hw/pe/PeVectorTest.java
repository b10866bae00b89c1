package dev.headrace.hw.pe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.Primitive;
import dev.headrace.simulator.unit.Work;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeVectorTest {
    private static ComputeUnit vector(int latency, Map<String, Integer> steps, String exponential, String across) {
        return new PeVector(new PeVectorParameters(256, latency, steps, exponential, across, null, null, null, null));
    }

    private static Cost cost(ComputeUnit unit, String operation, long rows, long cols) {
        Cost cost = new Cost();
        unit.cost(new Work(operation, rows, cols, 1, true, true), cost);
        return cost;
    }

    @Test
    void aTileTakesWhatThePublishedModelSays() {
        ComputeUnit fusemax = vector(0, Map.of("exp-difference", 7), "taylor-5", "queries");
        // RM 1, PRM 7, SPD 1, SPNV 64, RD 1, RNV 64: 138
        assertEquals(1, cost(fusemax, "max", 256, 1).interval);
        assertEquals(7, cost(fusemax, "exp-difference", 256, 1).interval);
        assertEquals(64, cost(fusemax, "multiply", 256, 64).interval);
        // FLAT: maximum, exponential, sum, quotient of 256 x 256 scores
        assertEquals(1024, cost(vector(0, null, null, null), "softmax", 256, 256).interval);
    }

    @Test
    void anElementDoesOneRowUnlessNumbersLieAcross() {
        assertEquals(1000, cost(vector(0, null, null, "queries"), "add", 8, 1000).interval);
        // 8000 numbers on 256 elements
        assertEquals(32, cost(vector(0, null, null, "numbers"), "add", 8, 1000).interval);
        assertEquals(36, cost(vector(4, null, null, "numbers"), "add", 8, 1000).latency);
    }

    @Test
    void anExponentialIsSixMultiplyAddsOrOneActionOfItsUnit() {
        Cost taylor = cost(vector(0, null, "taylor-5", null), "exp-difference", 256, 2);
        assertEquals(6 * 512, taylor.times(Primitive.MAC));
        assertEquals(0, taylor.times(Primitive.EXP));
        assertEquals(
                512,
                cost(vector(0, null, "exact", null), "exp-difference", 256, 2).times(Primitive.EXP));
    }

    @Test
    void parametersThatMakeNoSenseAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> vector(-1, null, null, null));
        assertThrows(IllegalArgumentException.class, () -> vector(0, Map.of("sine", 2), null, null));
        assertThrows(IllegalArgumentException.class, () -> vector(0, null, "fast", null));
        assertThrows(IllegalArgumentException.class, () -> vector(0, null, null, "keys"));
    }
}
