package dev.headrace.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorBoundTest {
    private static final int QUERIES = 8;
    private static final int KEYS = 256;
    private static final int DIM = 64;
    private static final int TILE = 32;
    private static final double SCALE = 0.125;

    /** What a faulty machine does to the first row; the rest is a faithful rounded online softmax. */
    private enum Fault {
        NONE,
        LARGEST_PROBABILITY_ONE_PERCENT_HIGH,
        TILE_DROPPED
    }

    private static AttentionFormats formats(String storage, String score, String accumulator) {
        NumberFormat s = NumberFormat.parse(storage);
        return new AttentionFormats(s, NumberFormat.parse(score), s, NumberFormat.parse(accumulator), s);
    }

    private static double[] normal(Random random, int n, NumberFormat format) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = format.round(random.nextGaussian());
        }
        return values;
    }

    /** Largest ratio of error to bound over the rows, per element, for a rounded online softmax. */
    private static double worstRatio(AttentionFormats formats, long seed, Fault fault) {
        Random random = new Random(seed);
        double[] q = normal(random, QUERIES * DIM, formats.input());
        double[] k = normal(random, KEYS * DIM, formats.input());
        double[] v = normal(random, KEYS * DIM, formats.input());
        DenseAttention dense = new DenseAttention(QUERIES, KEYS, DIM, DIM, SCALE, Mask.none());
        ErrorBound bound = new ErrorBound(formats.steps(DIM, KEYS, KEYS / TILE, 1), SCALE);
        double worst = 0;
        for (int i = 0; i < QUERIES; i++) {
            ScoreRow row = dense.scores(0, i, q, k);
            double[] golden = dense.output(row, v);
            double[] allowed = bound.row(row, 1).outputs(v, golden);
            double[] o = online(formats, q, i, k, v, i == 0 ? fault : Fault.NONE);
            for (int c = 0; c < DIM; c++) {
                worst = Math.max(worst, Math.abs(o[c] - golden[c]) / allowed[c]);
            }
        }
        return worst;
    }

    private static double[] online(AttentionFormats f, double[] q, int row, double[] k, double[] v, Fault fault) {
        NumberFormat acc = f.accumulator();
        double[] scores = new double[KEYS];
        int largest = 0;
        for (int j = 0; j < KEYS; j++) {
            double sum = 0;
            for (int d = 0; d < DIM; d++) {
                sum = acc.round(sum + acc.round(q[row * DIM + d] * k[j * DIM + d]));
            }
            scores[j] = f.score().round(acc.round(sum * SCALE));
            largest = scores[j] > scores[largest] ? j : largest;
        }
        double[] o = new double[DIM];
        double max = Double.NEGATIVE_INFINITY;
        double denominator = 0;
        for (int tile = 0; tile < KEYS; tile += TILE) {
            if (fault == Fault.TILE_DROPPED && tile == TILE) {
                continue;
            }
            double next = max;
            for (int j = tile; j < tile + TILE; j++) {
                next = Math.max(next, scores[j]);
            }
            double rescale = acc.round(StrictMath.exp(acc.round(max - next)));
            max = next;
            denominator = acc.round(denominator * rescale);
            for (int c = 0; c < DIM; c++) {
                o[c] = acc.round(o[c] * rescale);
            }
            for (int j = tile; j < tile + TILE; j++) {
                double weight = acc.round(StrictMath.exp(acc.round(scores[j] - max)));
                denominator = acc.round(denominator + weight);
                double stored = f.probability().round(weight);
                if (fault == Fault.LARGEST_PROBABILITY_ONE_PERCENT_HIGH && j == largest) {
                    stored *= 1.01;
                }
                for (int c = 0; c < DIM; c++) {
                    o[c] = acc.round(o[c] + acc.round(stored * v[j * DIM + c]));
                }
            }
        }
        for (int c = 0; c < DIM; c++) {
            o[c] = f.output().round(acc.round(o[c] / denominator));
        }
        return o;
    }

    @ParameterizedTest
    @CsvSource({
        "fp64, fp64, fp64",
        "fp32, fp32, fp32",
        "fp16, fp32, fp32",
        "bf16, fp32, fp32",
        "fp16, fp16, fp32",
        "bf16, bf16, fp32",
        "fp8-e5m2, fp32, fp32",
        "fp32, fp64, fp64"
    })
    void aFaithfulMachineStaysWithinTheBoundAndTheBoundIsFinite(String storage, String score, String accumulator) {
        for (long seed = 0; seed < 10; seed++) {
            double ratio = worstRatio(formats(storage, score, accumulator), seed, Fault.NONE);
            // Above zero: an infinite bound, or a machine that never rounds, would pass unnoticed.
            assertTrue(ratio <= 1 && ratio > 1e-3, "error / bound is " + ratio);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fp64", "fp32", "fp16"})
    void onePercentOnOneProbabilityIsCaught(String storage) {
        String accumulator = storage.equals("fp64") ? "fp64" : "fp32";
        for (long seed = 0; seed < 10; seed++) {
            double ratio = worstRatio(
                    formats(storage, accumulator, accumulator), seed, Fault.LARGEST_PROBABILITY_ONE_PERCENT_HIGH);
            assertTrue(ratio > 1, "error / bound is only " + ratio);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fp64", "fp32", "fp16", "bf16"})
    void aDroppedKeyTileIsCaught(String storage) {
        String accumulator = storage.equals("fp64") ? "fp64" : "fp32";
        for (long seed = 0; seed < 10; seed++) {
            double ratio = worstRatio(formats(storage, accumulator, accumulator), seed, Fault.TILE_DROPPED);
            assertTrue(ratio > 5, "error / bound is only " + ratio);
        }
    }

    /** Bounds of one query of ones whose scores are all the same, and whose values are. */
    private static double[] flat(
            AttentionFormats formats, int keys, int tiles, int stores, double score, double value) {
        double[] q = {1};
        double[] k = new double[keys];
        double[] v = new double[keys];
        Arrays.fill(k, score);
        Arrays.fill(v, value);
        DenseAttention dense = new DenseAttention(1, keys, 1, 1, 1, Mask.none());
        ScoreRow row = dense.scores(0, 0, q, k);
        RowBound bound = new ErrorBound(formats.steps(DIM, keys, tiles, stores), 1).row(row, 1);
        return new double[] {bound.outputs(v, dense.output(row, v))[0], bound.logSumExp()};
    }

    @Test
    void doublePrecisionEverywhereIsBoundAboutOneInTenToTheThirteen() {
        double bound = flat(AttentionFormats.all(NumberFormat.FP64), 256, 8, 1, 10, 1)[0];
        assertTrue(bound > 2e-14 && bound < 5e-13, "bound is " + bound);
    }

    @Test
    void oneKeyWithFp16StorageIsTwoStorageRoundingsAndLittleElse() {
        // One key: o = v. Weight and output rounded once each, 2 u; the fp32 terms are a few 1e-6.
        double bound = flat(AttentionFormats.mixed(NumberFormat.FP16, NumberFormat.FP32), 1, 1, 1, 1, 1)[0];
        assertEquals(2 * 0x1p-11, bound, 2e-5);
    }

    @Test
    void theBoundGrowsWithEverythingThatAddsError() {
        AttentionFormats f = AttentionFormats.mixed(NumberFormat.FP16, NumberFormat.FP32);
        double base = flat(f, 256, 4, 1, 10, 2)[0];
        assertTrue(flat(f, 512, 4, 1, 10, 2)[0] > base);
        assertTrue(flat(f, 256, 8, 1, 10, 2)[0] > base);
        assertTrue(flat(f, 256, 4, 4, 10, 2)[0] > base);
        assertTrue(flat(f, 256, 4, 1, 10, 2.1)[0] > base);
        assertTrue(flat(f, 256, 4, 1, 11, 2)[1] > flat(f, 256, 4, 1, 10, 2)[1]);
    }

    @Test
    void formatsThatPromiseNothingGiveInfinity() {
        // 4096 roundings of 2^-11 relative each: no digit of the sum is certain.
        AttentionFormats half = AttentionFormats.all(NumberFormat.FP16);
        assertEquals(Double.POSITIVE_INFINITY, flat(half, 4096, 1, 1, 5, 1)[0]);
        // The numerator may reach 256 x 300, above 65504.
        assertEquals(Double.POSITIVE_INFINITY, flat(half, 256, 1, 1, 0.1, 300)[0]);
    }

    @Test
    void logSumExpsOfAFp32MachineLieWithinTheirBound() {
        AttentionFormats f = AttentionFormats.all(NumberFormat.FP32);
        Random random = new Random(1);
        double[] q = normal(random, DIM, f.input());
        double[] k = normal(random, KEYS * DIM, f.input());
        ScoreRow row = new DenseAttention(1, KEYS, DIM, 1, SCALE, Mask.none()).scores(0, 0, q, k);
        float sum = 0;
        for (int j = 0; j < KEYS; j++) {
            float dot = 0;
            for (int d = 0; d < DIM; d++) {
                dot += (float) q[d] * (float) k[j * DIM + d];
            }
            sum += (float) Math.exp(dot * 0.125f);
        }
        double error = Math.abs((float) Math.log(sum) - row.logSumExp());
        double bound =
                new ErrorBound(f.steps(DIM, KEYS, 1, 1), SCALE).row(row, 1).logSumExp();
        assertTrue(error > 0 && error <= bound && bound < 1e-4, error + " against " + bound);
    }

    /**
     * Two keys of the same score 10, one rounding to fp16 each (u = 2^-11), by hand: u |s| of a score and of the largest; both
     * probabilities are 1/2; the sum of weights is 2; ln 2 + 10 is held to be below 11 + ln 2.
     */
    @Test
    void oneRoundingMovesWhatItRoundsByItsUnitRoundoff() {
        double u = 0x1p-11;
        assertEquals(10 * u, two(Role.SCORE).score(1), 1e-2 * u);
        assertEquals(10 * u, two(Role.MAXIMUM).maximum(), 1e-2 * u);
        assertEquals(0.5 * u, two(Role.PROBABILITY).probability(0), 1e-3 * u);
        assertEquals(2 * u, two(Role.DENOMINATOR).denominator(), 1e-2 * u);
        assertEquals((11 + Math.log(2)) * u, two(Role.LOG_SUM).logSumExp(), 1e-2 * u);
        // A weight of 1 on each key: whichever moves, its share does by a quarter of that, and both may.
        assertEquals(0.5 * u, two(Role.FACTOR).outputs(new double[] {1, 0}, new double[] {0.5})[0], 1e-2 * u);
    }

    private static RowBound two(Role role) {
        ScoreRow row =
                new DenseAttention(1, 2, 1, 1, 1, Mask.none()).scores(0, 0, new double[] {10}, new double[] {1, 1});
        return new ErrorBound(List.of(Step.once(role, "fp16")), 1).row(row, 1);
    }

    /** Sums are off relative to what they add up, a store relative to the element: here 1 of 1000 that cancel. */
    @Test
    void productsAreBoundByTheirTermsAndStoresByTheProduct() {
        Step sums = new Step(Role.OTHER, Grid.of("fp32"), 65, 64, 0, false, false);
        Step store = Step.once(Role.OTHER, "fp16");
        double golden = 4 * 0x1p-53 * 1000;
        assertEquals(golden, ErrorBound.product(List.of(), 1000, 1, 1), 1e-20);
        assertEquals(65 * 0x1p-24 * 1000, ErrorBound.product(List.of(sums), 1000, 1, 1), 1e-7);
        assertEquals(0x1p-11, ErrorBound.product(List.of(store), 1000, 1, 1), 2e-12);
        assertEquals(65 * 0x1p-24 * 1000 + 0x1p-11, ErrorBound.product(List.of(sums, store), 1000, 1, 1), 3e-6);
        assertEquals(Double.POSITIVE_INFINITY, ErrorBound.product(List.of(store), 1e6, 65505, 1));
        assertEquals(Double.POSITIVE_INFINITY, ErrorBound.product(List.of(sums), 4e38, 1, 1));
    }

    /**
     * Values of 1 that are rounded to e4m3 before they are multiplied, of 1,000 keys of equal weight: off by no more than half of
     * 2^-3, although no e4m3 holds the sum of 1,000; of 449 they would be anything.
     */
    @Test
    void operandsHaveToFitTheirFormatAndSumsOfThemNeedNot() {
        Step operand = new Step(Role.NUMERATOR, Grid.of("fp8-e4m3"), 1, 1000, 0, false, true, true);
        ScoreRow row =
                new DenseAttention(1, 1000, 1, 1, 1, Mask.none()).scores(0, 0, new double[] {0}, new double[1000]);
        double[] ones = new double[1000];
        Arrays.fill(ones, 1);
        RowBound bound = new ErrorBound(List.of(operand), 1).row(row, 1);
        // 1/16 of itself; and 2^-10 of each in case it is too small for that, which the bound adds.
        assertEquals(-Math.log1p(-0x1p-4) + 0x1p-10, bound.outputs(ones, new double[] {1})[0], 3e-3);
        Arrays.fill(ones, 449);
        assertEquals(Double.POSITIVE_INFINITY, bound.outputs(ones, new double[] {449})[0]);
        assertEquals(Double.POSITIVE_INFINITY, ErrorBound.product(List.of(operand), 10, 10, 449));
        assertTrue(ErrorBound.product(List.of(operand), 1e4, 1e4, 448) < 1e4);
        Step factor = new Step(Role.PRODUCT, Grid.of("fp8-e4m3"), 1, 1, 0, true, true, true);
        assertEquals(
                Double.POSITIVE_INFINITY,
                new ErrorBound(List.of(factor), 1).row(row, 449).score(0));
        assertTrue(new ErrorBound(List.of(factor), 1).row(row, 448).score(0) < 1);
    }

    /** A sum of 64 products in fp32, stored in fp16, never leaves its bound and uses much of it. */
    @Test
    void roundedProductsStayWithinTheirBound() {
        List<Step> steps =
                List.of(new Step(Role.OTHER, Grid.of("fp32"), 65, 64, 0, false, false), Step.once(Role.OTHER, "fp16"));
        Random random = new Random(7);
        double most = 0;
        for (int n = 0; n < 2000; n++) {
            double[] a = normal(random, DIM, NumberFormat.FP16);
            double[] b = normal(random, DIM, NumberFormat.FP16);
            float sum = 0;
            double size = 0;
            for (int i = 0; i < DIM; i++) {
                sum += (float) a[i] * (float) b[i];
                size += Math.abs(a[i] * b[i]);
            }
            double golden = MatrixProduct.multiply(a, b, 1, DIM, 1)[0];
            double error = Math.abs(NumberFormat.FP16.round(sum) - golden);
            most = Math.max(most, error / ErrorBound.product(steps, size, golden, 1));
        }
        assertTrue(most > 0.8 && most <= 1, "at most " + most + " of the bound is used");
    }

    @Test
    void badParametersAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new ErrorBound(List.of(), Double.NaN));
    }
}
