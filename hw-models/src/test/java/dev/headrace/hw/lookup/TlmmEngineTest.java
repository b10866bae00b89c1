package dev.headrace.hw.lookup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.Logic;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Primitive;
import dev.headrace.simulator.unit.Work;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlmmEngineTest {
    @Test
    void everyEntryOfATableIsTheSignedSumThatItsDigitsSpell() {
        LookupTables tables = new LookupTables(3, 2);
        tables.build(new int[] {100, -7, 3, 20}, 0);
        assertEquals(0, tables.entry(0, 0));
        assertEquals(100 + 7 - 3, tables.entry(0, 1 + 2 * 3 + 2 * 9));
        assertEquals(-7 + 3, tables.entry(0, 3 + 9));
        // The second table has one input; the two that are missing are 0.
        assertEquals(-20, tables.entry(1, 2 + 3 + 9));
    }

    @Test
    void threeWeightsAreOneIndexOfFiveBitsTheFirstTheLowestDigit() {
        // +1 -1 0 | 0 0 -1 for output 0; all minus for output 1.
        byte[] signs = {1, -1, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1};
        IndexVectors packed = new IndexVectors(signs, 2, 6, 3, 2);
        assertEquals(1 + 2 * 3, packed.index(0, 0, 0));
        assertEquals(2 * 9, packed.index(0, 0, 1));
        assertEquals(26, packed.index(0, 1, 0));
        assertEquals(2, packed.vectors());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void productsArePlainDotProductsForAnyGroupTablesAndRaggedSizes(long seed) {
        Random random = new Random(seed);
        for (int trial = 0; trial < 60; trial++) {
            int group = 1 + random.nextInt(5);
            int tables = 1 + random.nextInt(40);
            int lookups = 1 + random.nextInt(20);
            int inputs = 1 + random.nextInt(300);
            int outputs = 1 + random.nextInt(20);
            // All zero, all minus, all plus, or any.
            int kind = random.nextInt(8);
            byte[] signs = new byte[inputs * outputs];
            int[] x = new int[inputs];
            for (int i = 0; i < signs.length; i++) {
                signs[i] = (byte) (kind < 3 ? kind - 1 : random.nextInt(3) - 1);
            }
            for (int i = 0; i < inputs; i++) {
                x[i] = kind == 7 ? -128 : random.nextInt(256) - 128;
            }
            int[] sums = new int[outputs];
            Arrays.fill(sums, 99);
            engine(group, tables, lookups).prepare(signs, outputs, inputs).multiply(x, sums);
            int[] plain = new int[outputs];
            for (int o = 0; o < outputs; o++) {
                for (int i = 0; i < inputs; i++) {
                    plain[o] += signs[o * inputs + i] * x[i];
                }
            }
            assertArrayEquals(plain, sums, "G " + group + ", T " + tables + ", " + outputs + " x " + inputs);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // A token of 84 inputs, 16 outputs, Q 8: 27 to fill, 2 to look up, 2 + 5 deep.
        "1, 16, 84, 36",
        // One input more is a block more; one output more is a cycle more in each.
        "1, 16, 85, 72",
        "1, 17, 84, 37",
        // q of the 0.73B model: 19 blocks of 27 + 192 + 7, for each of 3 tokens.
        "3, 1536, 1536, 12882",
        // down: 49 blocks.
        "1, 1536, 4096, 11074",
    })
    void cyclesAreTheLoopNestByHand(long rows, long outputs, long inputs, long cycles) {
        Cost cost = cost(new TlmmParameters(3, 28, 8, 1, null, null, null), rows, outputs, inputs);
        assertEquals(cycles, cost.interval);
        assertEquals(cycles, cost.latency);
        assertEquals(2 * rows * outputs * inputs, cost.usefulOps);
    }

    @Test
    void filledAheadTheTablesAreNeverInTheWayOfManyOutputs() {
        Cost cost = cost(new TlmmParameters(3, 28, 8, 1, true, 4, null), 1, 1536, 1536);
        assertEquals(19 * 192, cost.interval);
        assertEquals(19 * 192 + 27 + 9, cost.latency);
        // With 16 outputs the fill is longer than the lookups.
        assertEquals(19 * 27, cost(new TlmmParameters(3, 28, 8, 1, true, 4, null), 1, 16, 1536).interval);
    }

    @Test
    void aPassOverTheModelTakesTheCyclesOfTheWorkedExample() {
        // 24 (4 x 19 x 1536 + 2 x 19 x 4096 + 49 x 1536) / 8, tables built at once and ahead.
        TlmmParameters ideal = new TlmmParameters(3, 28, 8, 27, true, 0, null);
        long layer = 4 * cost(ideal, 1, 1536, 1536).interval
                + 2 * cost(ideal, 1, 4096, 1536).interval
                + cost(ideal, 1, 1536, 4096).interval;
        assertEquals(1_043_000, 24 * layer, 500);
    }

    @Test
    void actionsAreTableEntriesAndLookups() {
        Cost cost = cost(new TlmmParameters(2, 3, 4, null, null, null, null), 1, 5, 6);
        assertEquals(3 * 9, cost.times(Primitive.REGISTER_WRITE));
        assertEquals(3 * 5, cost.times(Primitive.REGISTER_READ));
        assertEquals(3 * 8 + 3 * 5, cost.times(Primitive.ADD));
    }

    @Test
    void tablesAndTreesMakeUpTheLogic() {
        Logic logic = engine(3, 28, 8).logic();
        // Tables 28 x 8 x 8, 27 adders of 10 bits in each of 28, and 8 times 27 adders of 13 bits and one of 32.
        assertEquals(28 * 8 * 8 + 28 * 27 * 10 + 8 * (27 * 13 + 32), logic.luts());
        assertEquals(0, logic.dsps());
        Logic twice = engine(3, 28, 16).logic();
        assertTrue(twice.luts() > logic.luts() && twice.luts() < 2 * logic.luts());
    }

    @Test
    void whatIsOutOfRangeIsNamed() {
        refused("group is 6", () -> new TlmmParameters(6, 1, 1, null, null, null, null));
        refused("fill_per_cycle is 28; allowed: 1 to 27", () -> new TlmmParameters(3, 1, 1, 28, null, null, null));
        refused("pipeline is -1", () -> new TlmmParameters(3, 1, 1, null, null, -1, null));
        refused("has 3 weights", () -> engine(3, 2, 1).prepare(new byte[3], 2, 2));
        refused("output 1, input 0 is 2", () -> engine(3, 2, 1).prepare(new byte[] {0, 0, 2, 0}, 2, 2));
        refused(
                "input 1 is 128; allowed: -128 to 127",
                () -> engine(3, 2, 1).prepare(new byte[2], 1, 2).multiply(new int[] {0, 128}, new int[1]));
    }

    private static void refused(String part, Runnable action) {
        String message =
                assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.contains(part), message);
    }

    private static TlmmEngine engine(int group, int tables, int lookups) {
        return new TlmmEngine(new TlmmParameters(group, tables, lookups, null, null, null, null));
    }

    private static Cost cost(TlmmParameters parameters, long rows, long outputs, long inputs) {
        Cost cost = new Cost();
        new TlmmEngine(parameters).cost(new Work(Operations.TERNARY_MATMUL, rows, outputs, inputs, true, true), cost);
        return cost;
    }
}
