package dev.headrace.cli.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.cli.laws.Trial;
import dev.headrace.simulator.run.Result;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A lone product, {@code M x K} by {@code K x N}, from the design {@code matmul}: the array's busy cycles. */
class SystolicFormulaTest {
    /** M, N, K: single rows and columns, powers of two, ragged in one, two and three ways, long and short sums. */
    private static final int[][] SHAPES = {
        {1, 1, 1}, {1, 128, 64}, {1, 1000, 64}, {1, 1, 500}, {128, 1, 64}, {300, 1, 17},
        {128, 128, 128}, {128, 128, 64}, {128, 128, 1}, {256, 256, 64}, {512, 512, 128}, {256, 128, 256},
        {127, 127, 127}, {129, 129, 129}, {129, 127, 64}, {127, 129, 64}, {130, 128, 200}, {128, 130, 200},
        {255, 257, 31}, {257, 255, 33}, {100, 75, 50}, {50, 75, 100}, {75, 300, 5}, {300, 75, 5},
        {384, 200, 96}, {200, 384, 96}, {2, 3, 700}, {63, 500, 128}, {500, 63, 128}, {321, 123, 213},
    };

    static Stream<int[]> shapes() {
        return IntStream.range(0, SHAPES.length).mapToObj(i -> SHAPES[i]);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void busyCyclesWithOverlappedFoldsEqualTheFormula(int[] s) {
        // Each fold of rows streams for K cycles, or shifts its results out if that takes longer.
        long column = s[0] / 128 * Math.max(s[2], 128) + (s[0] % 128 > 0 ? Math.max(s[2], s[0] % 128) : 0);
        assertEquals(ceil(s[1], 128) * column, busy(s, "output", true));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void busyCyclesWithoutOverlapEqualTheSumOfLoneFolds(int[] s) {
        assertEquals(folds(s[0], s[1], s[2]), busy(s, "output", false));
        assertEquals(folds(s[2], s[1], s[0]), busy(s, "weight", false));
        assertEquals(folds(s[2], s[0], s[1]), busy(s, "input", false));
    }

    /** Every fold by itself: R + R' + C' + T - 2. */
    private static long folds(int onRows, int onCols, int steps) {
        long sum = 0;
        for (int r = 0; r < onRows; r += 128) {
            for (int c = 0; c < onCols; c += 128) {
                sum += 128 + Math.min(128, onRows - r) + Math.min(128, onCols - c) + steps - 2;
            }
        }
        return sum;
    }

    private static long busy(int[] s, String stationary, boolean overlap) {
        Trial trial = Trial.of("matmul")
                .shape(1, 1, s[0], s[1], s[2], s[2])
                .set(
                        "hardware.units.array.stationary=" + stationary,
                        "hardware.units.array.overlap_folds=" + overlap,
                        "hardware.units.hbm.fidelity=bandwidth");
        Result.UnitResult array = trial.run().units().get("array");
        assertEquals(1, array.firings());
        assertEquals(2L * s[0] * s[1] * s[2], array.usefulOps());
        return array.busyCycles();
    }

    private static long ceil(long a, long b) {
        return (a + b - 1) / b;
    }

    /** 128 x 64 by 64 x 128 in 2 bytes. */
    @ParameterizedTest
    @CsvSource({"128, output, 32768", "32, output, 131072", "32, weight, 81920", "32, input, 81920"})
    void energyOfReadsCountsEveryFold(int size, String stationary, double bytes) {
        Result r = Trial.of("matmul")
                .shape(1, 1, 128, 128, 64, 64)
                .set(
                        "hardware.units.array.rows=" + size,
                        "hardware.units.array.cols=" + size,
                        "hardware.units.array.stationary=" + stationary)
                .run();
        double one = Trial.of("matmul")
                .shape(1, 1, 1, 1, 64, 64)
                .run()
                .totals()
                .energyByAction()
                .get("sram")
                .get("sram_read_byte");
        // One row by one column of 64 numbers: 256 bytes.
        assertEquals(bytes / 256, r.totals().energyByAction().get("sram").get("sram_read_byte") / one, 1e-9);
    }
}
