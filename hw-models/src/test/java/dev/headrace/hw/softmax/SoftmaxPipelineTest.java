package dev.headrace.hw.softmax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Work;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SpAtten's softmax by hand: stages of 7, 21, 23, 29 and 7 cycles, 8 lanes. */
class SoftmaxPipelineTest {
    private static Cost cost(Integer streamed, long rows, long cols) {
        SoftmaxPipelineParameters p =
                new SoftmaxPipelineParameters(8, 7, 21, 23, 29, 7, null, streamed, null, null, null, null);
        Cost cost = new Cost();
        ((ComputeUnit) new SoftmaxPipelineType().build(p, path -> path))
                .cost(new Work(Operations.SOFTMAX, rows, cols, 1, true, true), cost);
        return cost;
    }

    @Test
    void oneLineTakesTheStagesAlone() {
        Cost cost = cost(null, 1, 5);
        assertEquals(1, cost.interval);
        assertEquals(87, cost.latency);
    }

    @Test
    void aRowGoesInOnceAndOutOnceAroundItsSum() {
        Cost cost = cost(null, 1, 1000);
        // 125 beats in, 124 more after the first quotient, and the five stages
        assertEquals(125, cost.interval);
        assertEquals(124 + 124 + 87, cost.latency);
    }

    @Test
    void streamedTheFirstQuotientLeavesWhenTheSumIsKnown() {
        assertEquals(124 + 87, cost(8, 1, 1000).latency);
        assertEquals(125, cost(8, 1, 1000).interval);
    }

    @Test
    void aConsumerAsWideAsTwoLinesBeginsHalfWay() {
        // 63 cycles to take 1000; the last quotient is 124 cycles after the first: it begins 62 after it
        assertEquals(124 + 62 + 87, cost(16, 1, 1000).latency);
        // a slower one never waits
        assertEquals(124 + 87, cost(1, 1, 1000).latency);
    }

    @Test
    void rowsFollowEachOtherWithoutAGap() {
        Cost cost = cost(null, 3, 1000);
        assertEquals(375, cost.interval);
        assertEquals(374 + 124 + 87, cost.latency);
    }

    private static ComputeUnit numbers(String exponential, String sums, Integer probabilityBits) {
        return (ComputeUnit) new SoftmaxPipelineType()
                .build(
                        new SoftmaxPipelineParameters(
                                8, 7, 21, 23, 29, 7, exponential, null, null, sums, probabilityBits, null),
                        path -> path);
    }

    @Test
    void itsNumbersAreThoseItWasBuiltWith() {
        assertEquals(12, numbers("taylor-5", "fp32", 12).probabilityBits());
        assertEquals("taylor-5", numbers("taylor-5", "fp32", 12).exponential());
        assertEquals(0, numbers(null, null, null).probabilityBits());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "exact, fp32, 0, probability_bits is 0; allowed: 2 to 16",
                "exact, fp32, -12, probability_bits is -12",
                "exact, fp32, 17, probability_bits is 17",
                "taylor-7, -, -, exponential is",
                "exact, bf16, -, sums is"
            })
    void numbersThatItDoesNotComputeWithAreRefused(String exponential, String sums, Integer bits, String message) {
        String m = assertThrows(IllegalArgumentException.class, () -> numbers(exponential, sums, bits))
                .getMessage();
        assertTrue(m.contains(message), m);
    }
}
