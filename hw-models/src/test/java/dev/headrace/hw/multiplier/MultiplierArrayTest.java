package dev.headrace.hw.multiplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.FixedPoint;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Work;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SpAtten's arrays by hand. */
class MultiplierArrayTest {
    private static Cost cost(MultiplierParameters parameters, long rows, long cols, long depth) {
        Cost cost = new Cost();
        ComputeUnit unit = (ComputeUnit) new MultiplierType().build(parameters, path -> path);
        unit.cost(new Work(Operations.MATMUL, rows, cols, depth, true, true), cost);
        return cost;
    }

    private static MultiplierParameters array(int multipliers, String adds, Integer streamed) {
        return new MultiplierParameters(
                multipliers, adds, null, null, null, null, null, streamed, null, null, null, null, null, null, null);
    }

    @Test
    void aQueryMeetsEightKeysOfSixtyFourColumnsInACycle() {
        Cost cost = cost(array(512, "dot-products", null), 1, 1009, 64);
        // ceil(1009 / 8) = 127; broadcast, multiplication and 6 levels after the last line
        assertEquals(127, cost.interval);
        assertEquals(126 + 1 + 1 + 6, cost.latency);
        assertEquals(2 * 1009 * 64, cost.usefulOps);
    }

    @Test
    void streamedScoresLeaveBehindTheFirstLine() {
        Cost cost = cost(array(512, "dot-products", 8), 1, 1009, 64);
        assertEquals(127, cost.interval);
        assertEquals(8, cost.latency);
    }

    @Test
    void aConsumerFasterThanTheArrayWaitsUntilTheLastScoresWillBeThere() {
        // 128 columns: 4 scores a cycle, 16 of them in 4 cycles; taken 8 a cycle, 2 cycles: begun 2 later
        Cost cost = cost(array(512, "dot-products", 8), 1, 16, 128);
        assertEquals(4, cost.interval);
        assertEquals(1 + 1 + 7 + 2, cost.latency);
    }

    @Test
    void eightRowsOfValuesAreAddedUpInACycleAndThenAccumulated() {
        Cost cost = cost(array(512, "rows", null), 1, 64, 204);
        // ceil(204 / 8) = 26; broadcast, multiplication, 3 levels, accumulator
        assertEquals(26, cost.interval);
        assertEquals(25 + 1 + 1 + 3 + 1, cost.latency);
    }

    @Test
    void vectorsLongerThanTheArrayTakeSeveralCyclesEach() {
        Cost dots = cost(array(64, "dot-products", null), 2, 3, 100);
        // 2 x 3 products of ceil(100 / 64) = 2 lines; tree of 6 levels, and the accumulator
        assertEquals(12, dots.interval);
        assertEquals(11 + 1 + 1 + 6 + 1, dots.latency);
        Cost rows = cost(array(64, "rows", null), 1, 100, 3);
        assertEquals(6, rows.interval);
        assertEquals(5 + 1 + 1 + 0 + 1, rows.latency);
    }

    @Test
    void theSecondOperandStreamsPastEachRowOfTheFirst() {
        Cost cost = cost(array(512, "dot-products", null), 3, 40, 64);
        assertEquals(1, cost.reads(0));
        assertEquals(3, cost.reads(1));
    }

    @Test
    void sumsOfRowsCannotBeStreamed() {
        String message = assertThrows(IllegalArgumentException.class, () -> array(64, "rows", 8))
                .getMessage();
        assertTrue(message.contains("dot-products"), message);
    }

    private static MultiplierParameters fixed(Integer operands, Integer products, String rounding, Integer sums) {
        return new MultiplierParameters(
                8, "rows", null, null, null, null, null, null, null, null, operands, products, rounding, sums, null);
    }

    private static FixedPoint of(MultiplierParameters parameters) {
        return ((ComputeUnit) new MultiplierType().build(parameters, path -> path)).fixedPoint();
    }

    @Test
    void whatIsNotSaidAboutNumbersIsExact() {
        assertNull(of(array(8, "rows", null)));
        assertEquals(new FixedPoint(12, 24, 64, false), of(fixed(12, null, null, null)));
        assertEquals(new FixedPoint(12, 12, 20, true), of(fixed(12, 12, "nearest", 20)));
        assertEquals(new FixedPoint(12, 12, 64, false), of(fixed(12, 12, "floor", null)));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "0, -, -, -, operand_bits is 0; allowed: 2 to 16",
                "-12, -, -, -, operand_bits is -12",
                "17, -, -, -, operand_bits is 17",
                "12, 0, -, -, product_bits is 0; allowed: 1 to 24",
                "12, 25, -, -, product_bits is 25",
                "-, 12, -, -, product_bits is 12 without operand_bits",
                "-, -, -, 12, sum_bits is 12 without operand_bits",
                "12, -, nearest, -, product_rounding is nearest without product_bits",
                "12, 12, up, -, product_rounding is \"up\"; allowed: floor",
                "12, 12, -, 8, sum_bits is 8; allowed: 12 to 64",
                "12, 12, -, 65, sum_bits is 65"
            })
    void widthsThatCannotBeAreRefused(
            Integer operands, Integer products, String rounding, Integer sums, String message) {
        String m = assertThrows(IllegalArgumentException.class, () -> fixed(operands, products, rounding, sums))
                .getMessage();
        assertTrue(m.contains(message), m);
    }
}
