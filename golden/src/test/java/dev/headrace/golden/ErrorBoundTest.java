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
            double[] allowed = bound.row(row).outputs(v, golden);
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
        RowBound bound = new ErrorBound(formats.steps(DIM, keys, tiles, stores), 1).row(row);
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
        double bound = new ErrorBound(f.steps(DIM, KEYS, 1, 1), SCALE).row(row).logSumExp();
        assertTrue(error > 0 && error <= bound && bound < 1e-4, error + " against " + bound);
    }

    @Test
    void matrixProductsOfSmallWholeNumbersLoseOnlyTheStore() {
        // 64 x 127^2-ish sums stay below 2^24, so an fp32 accumulator is exact and an fp32 output adds half an ulp.
        double bound =
                ErrorBound.matrixProduct(NumberFormat.INT8, NumberFormat.FP32, NumberFormat.FP32, 64, 64 * 16384);
        assertEquals(0x1p-24 * 64 * 16384, bound, 1e-30);
        assertTrue(ErrorBound.matrixProduct(NumberFormat.FP16, NumberFormat.FP32, NumberFormat.FP32, 64, 64 * 16384)
                > 60 * bound);
    }

    @Test
    void badParametersAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new ErrorBound(List.of(), Double.NaN));
    }
}
