package dev.headrace.hw.systolic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Primitive;
import dev.headrace.simulator.unit.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SystolicArrayTest {
    // Each line worked by hand from the folds. 4 x 4 array unless said; a full fold alone takes 4 + 4 + 4 + T - 2.
    @ParameterizedTest
    @CsvSource({
        // one full fold, T = K = 8: 4 + 4 + 4 + 8 - 2
        "output, 4, 4, 4, 8, 4, 18",
        // a single multiplication crosses the array: 4 + 1 + 1 + 1 - 2
        "output, 4, 4, 1, 1, 1, 5",
        // one row: 4 + 1 + 4 + 16 - 2
        "output, 4, 4, 1, 16, 4, 23",
        // one column: 4 + 4 + 1 + 16 - 2
        "output, 4, 4, 4, 16, 1, 23",
        // one step: 4 + 4 + 4 + 1 - 2
        "output, 4, 4, 4, 1, 4, 11",
        // two row folds of 4 and 1: (4+4+4+3-2) + (4+1+4+3-2)
        "output, 4, 4, 5, 3, 4, 23",
        // two column folds of 4 and 2: (4+4+4+3-2) + (4+4+2+3-2)
        "output, 4, 4, 4, 3, 6, 24",
        // four folds of 4+1 rows, 4+1 columns, T = 2: 12 + 9 + 9 + 6
        "output, 4, 4, 5, 2, 5, 36",
        // 2 x 8 array, folds of 2 rows: 2 (2 + 2 + 8 + 10 - 2)
        "output, 2, 8, 4, 10, 8, 40",
        // weights K x N = 4 x 4, T = M = 8: 4 to load + 8 + 4 + 4 - 2
        "weight, 4, 4, 8, 4, 4, 18",
        // one row of inputs: 4 to load, then 1 + 4 + 4 - 2
        "weight, 4, 4, 1, 4, 4, 11",
        // K = 6 in folds of 4 and 2, T = M = 3: (4+4+4+3-2) + (4+2+4+3-2)
        "weight, 4, 4, 3, 6, 4, 24",
        // N = 9 in folds of 4, 4, 1, T = 5: 15 + 15 + 12
        "weight, 4, 4, 5, 4, 9, 42",
        // inputs K x M = 4 x 4, T = N = 8
        "input, 4, 4, 4, 4, 8, 18",
        // M = 5 columns in folds of 4 and 1, T = N = 2: 12 + 9
        "input, 4, 4, 5, 4, 2, 21",
    })
    void withoutOverlapAFiringTakesTheSumOfItsFolds(
            String stationary, int rows, int cols, long m, long k, long n, long cycles) {
        Cost cost = cost(array(rows, cols, stationary, false), m, k, n);
        assertEquals(cycles, cost.interval);
        assertEquals(cycles, cost.latency);
    }

    @ParameterizedTest
    @CsvSource({
        // one fold: taken for its 8 steps, ends as without overlap
        "output, 4, 4, 4, 8, 4, 8, 18",
        // 2 steps only: the shift chain is busy for 4 cycles
        "output, 4, 4, 4, 2, 4, 4, 12",
        // one row: 1 cycle on the chain, 1 step; 4 + 1 + 4 + 1 - 2
        "output, 4, 4, 1, 1, 4, 1, 8",
        // rows 1 then 4, T = 3: 3 + 4; the second fold starts at 3 and takes 4+4+4+3-2
        "output, 4, 4, 5, 3, 4, 7, 16",
        // a 128 x 128 tile of scores, d = 64: the chain's 128 cycles; 128+128+128+64-2
        "output, 128, 128, 128, 64, 128, 128, 446",
        // values, 128 keys deep, 64 columns: 128 steps; 128+128+64+128-2
        "output, 128, 128, 128, 128, 64, 128, 446",
        // 4 to load and 8 steps overlap: 8; alone 4+4+4+8-2
        "weight, 4, 4, 8, 4, 4, 8, 18",
        // 1 step, 4 to load: 4; alone 11
        "weight, 4, 4, 1, 4, 4, 4, 11",
        // K folds of 4 and 2, T = 3: max(3,4) + max(3,2); second stream starts at 4+3 and ends 3+4+4-2 later
        "weight, 4, 4, 3, 6, 4, 7, 16",
        // columns of 1 then 4 twice: 3 folds of 5; last stream starts at 4+5+5 and ends 5+4+4-2 later
        "weight, 4, 4, 5, 4, 9, 15, 25",
        "input, 4, 4, 9, 4, 5, 15, 25",
    })
    void withOverlapAFiringTakesTheStreamsAndEndsAfterTheLastDrain(
            String stationary, int rows, int cols, long m, long k, long n, long interval, long latency) {
        Cost cost = cost(array(rows, cols, stationary, true), m, k, n);
        assertEquals(interval, cost.interval);
        assertEquals(latency, cost.latency);
    }

    @Test
    void aDotProductInEveryElementDividesTheDepth() {
        SystolicArray array = new SystolicArray(new SystolicParameters(16, 16, "output", true, null, null, 4, null));
        // 64 folds of 16 steps: the 1024 multiply-accumulates a cycle of four A100 tensor cores.
        Cost cost = cost(array, 128, 64, 128);
        assertEquals(1024, cost.interval);
        assertEquals(1024 + 16 + 16 + 16 - 2, cost.latency);
        assertEquals(cost.usefulOps, array.peakOpsPerCycle() * cost.interval);
        // A depth of 61 to 64 takes the same 16 steps.
        assertEquals(cost.interval, cost(array, 128, 61, 128).interval);
    }

    @Test
    void onlyPartialResultsThatMeetEarlierOnesAreAdded() {
        SystolicArray output = array(4, 4, "output", true);
        assertEquals(0, cost(output, 5, 9, 6).times(Primitive.ADD));
        Cost later = new Cost();
        output.cost(new Work(Operations.MATMUL, 5, 6, 9, false, true), later);
        assertEquals(30, later.times(Primitive.ADD));
        // Depth 9 on 4 rows makes three folds, two of which are added to the one before.
        assertEquals(60, cost(array(4, 4, "weight", true), 5, 9, 6).times(Primitive.ADD));
        assertEquals(5 * 9 * 6, later.times(Primitive.MAC));
        assertEquals(2 * 5 * 9 * 6, later.usefulOps);
    }

    /** A 128 x 64 by 64 x 128 product in 2 bytes: 8,192 numbers of each operand, 32,768 bytes if each is read once. */
    @ParameterizedTest
    @CsvSource({
        // One fold.
        "output, 128, 128, 1, 1, 32768",
        // 4 x 4 folds: each row of the first passes 4 folds of columns, each column of the second 4 of rows.
        "output, 32, 32, 4, 4, 131072",
        "output, 32, 128, 1, 4, 81920",
        "output, 128, 32, 4, 1, 81920",
        // 2 x 4 folds of 32 x 32 weights, each loaded once; the first operand passes 4 folds of columns.
        "weight, 32, 32, 4, 1, 81920",
        "weight, 128, 128, 1, 1, 32768",
        // The other way round: 2 x 4 folds of inputs, past each of which go all columns of the second.
        "input, 32, 32, 1, 4, 81920",
        "input, 128, 128, 1, 1, 32768",
    })
    void foldsReadAgainWhatIsNotStationary(String stationary, int rows, int cols, long first, long second, long bytes) {
        Cost cost = cost(array(rows, cols, stationary, true), 128, 64, 128);
        assertEquals(first, cost.reads(0));
        assertEquals(second, cost.reads(1));
        assertEquals(bytes, 2 * (128 * 64 * cost.reads(0) + 64 * 128 * cost.reads(1)));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void readsAreThoseOfAllFolds(String stationary, int rows, int cols, int m, int k, int n) {
        Cost cost = cost(array(rows, cols, stationary, true), m, k, n);
        boolean output = stationary.equals("output");
        int onRows = output ? m : k;
        int onCols = stationary.equals("input") ? m : n;
        int steps = output ? k : stationary.equals("input") ? n : m;
        long alongRows = 0;
        long downColumns = 0;
        for (int r = 0; r < onRows; r += rows) {
            for (int c = 0; c < onCols; c += cols) {
                int usedRows = Math.min(rows, onRows - r);
                int usedCols = Math.min(cols, onCols - c);
                alongRows += (long) usedRows * steps;
                downColumns += output ? (long) usedCols * steps : (long) usedRows * usedCols;
            }
        }
        boolean swapped = stationary.equals("input");
        assertEquals(swapped ? downColumns : alongRows, (long) m * k * cost.reads(0));
        assertEquals(swapped ? alongRows : downColumns, (long) k * n * cost.reads(1));
    }

    @Test
    void parametersOutOfRangeAreNamed() {
        assertTrue(message(0, "output", null).contains("rows is 0"));
        assertTrue(message(4, "weights", null).contains("\"weights\"; allowed: output, weight, input"));
        assertTrue(message(4, "output", "fp17").contains("operands is \"fp17\""));
    }

    static Stream<Arguments> shapes() {
        List<Arguments> all = new ArrayList<>();
        int[][] shapes = {
            {4, 4, 4, 8, 4}, {4, 4, 1, 1, 1}, {4, 4, 1, 9, 4}, {4, 4, 4, 1, 4}, {4, 4, 4, 9, 1}, {4, 4, 5, 3, 4},
            {4, 4, 4, 3, 5}, {4, 4, 5, 2, 5}, {4, 4, 9, 6, 10}, {4, 4, 3, 3, 3}, {2, 5, 7, 4, 11}, {5, 2, 7, 4, 5},
            {1, 1, 3, 4, 2}, {1, 6, 3, 2, 7}, {6, 1, 7, 3, 2}, {3, 3, 10, 1, 7}, {3, 3, 1, 10, 7}, {3, 3, 7, 10, 1},
        };
        Random random = new Random(7);
        for (int i = 0; i < shapes.length + 22; i++) {
            int[] s = i < shapes.length
                    ? shapes[i]
                    : random.ints(5, 1, i % 2 == 0 ? 6 : 13).toArray();
            for (String stationary : SystolicParameters.STATIONARY) {
                all.add(Arguments.of(stationary, s[0], s[1], s[2], s[3], s[4]));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void countsWithoutOverlapAreThoseOfASimulationOfEveryElement(
            String stationary, int rows, int cols, int m, int k, int n) {
        Cost cost = cost(array(rows, cols, stationary, false), m, k, n);
        Product product = new Product(stationary, rows, cols, m, k, n);
        assertEquals(cost.latency, product.serially());
        product.check();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void countsWithOverlapAreThoseOfASimulationOfThreeFiringsBackToBack(
            String stationary, int rows, int cols, int m, int k, int n) {
        Cost cost = cost(array(rows, cols, stationary, true), m, k, n);
        Product product = new Product(stationary, rows, cols, m, k, n);
        assertArrayEquals(
                new long[] {cost.latency, cost.interval + cost.latency, 2 * cost.interval + cost.latency},
                product.overlapped(3, cost.interval));
        product.check();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aFiringThatComesOneCycleTooEarlyCollides(String stationary, int rows, int cols, int m, int k, int n) {
        long interval = cost(array(rows, cols, stationary, true), m, k, n).interval;
        Product product = new Product(stationary, rows, cols, m, k, n);
        assertThrows(IllegalStateException.class, () -> product.overlapped(2, interval - 1));
    }

    private static String message(int rows, String stationary, String operands) {
        return assertThrows(
                        IllegalArgumentException.class,
                        () -> new SystolicParameters(rows, 4, stationary, null, operands, null, null, null))
                .getMessage();
    }

    private static SystolicArray array(int rows, int cols, String stationary, boolean overlap) {
        return new SystolicArray(new SystolicParameters(rows, cols, stationary, overlap, null, null, null, null));
    }

    private static Cost cost(SystolicArray array, long m, long k, long n) {
        Cost cost = new Cost();
        array.cost(new Work(Operations.MATMUL, m, n, k, true, true), cost);
        return cost;
    }
}
