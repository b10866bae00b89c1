package dev.headrace.traces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.golden.AttentionFormats;
import dev.headrace.golden.DenseAttention;
import dev.headrace.golden.ErrorBound;
import dev.headrace.golden.Mask;
import dev.headrace.golden.NumberFormat;
import dev.headrace.golden.RowBound;
import dev.headrace.golden.ScoreRow;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden model against attention computed by another program from the same halves, stored as F32. */
class DecoderReferenceTest {
    private static final int TOKENS = 256;
    private static final int DIM = 64;
    private static final TraceShape SHAPE = new TraceShape(6, 1, 6, 6, TOKENS, TOKENS, DIM, DIM);
    private static final Path DATA = Path.of(System.getProperty("basedir", "."), "data");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void everyOutputOfTheLayerAgreesToTheRoundingOfItsStorage(int layer) {
        NumberFormat fp64 = NumberFormat.FP64;
        // The other program works in fp64 and rounds once, to F32.
        AttentionFormats formats = new AttentionFormats(NumberFormat.FP16, fp64, fp64, fp64, NumberFormat.FP32);
        ErrorBound bound = new ErrorBound(formats.steps(DIM, TOKENS, 1, 1), 0.125);
        DenseAttention attention = new DenseAttention(TOKENS, TOKENS, DIM, DIM, 0.125, Mask.causal(TOKENS, TOKENS));
        double[] importance = new double[TOKENS];
        try (FileTensors source = decoder();
                Safetensors reference = Safetensors.open(DATA.resolve("kjv-decoder-s256.reference.safetensors"))) {
            double[] o = reference.doubles("layer." + layer + ".o");
            double[] lse = reference.doubles("layer." + layer + ".lse");
            for (int head = 0; head < 6; head++) {
                double[] q = source.read(AttentionTensor.Q, layer, 0, head);
                double[] k = source.read(AttentionTensor.K, layer, 0, head);
                double[] v = source.read(AttentionTensor.V, layer, 0, head);
                for (int i = 0; i < TOKENS; i++) {
                    ScoreRow row = attention.scores(head, i, q, k);
                    RowBound allowed = bound.row(row, Math.max(ErrorBound.maxAbs(q), ErrorBound.maxAbs(k)));
                    compareOutputs(attention.output(row, v), o, (head * TOKENS + i) * DIM, v, allowed);
                    double stored = 0x1p-24 * Math.abs(row.logSumExp());
                    assertEquals(row.logSumExp(), lse[head * TOKENS + i], stored * (1 + 1e-6) + allowed.logSumExp());
                    double[] p = attention.probabilities(head, i, q, k);
                    for (int j = 0; j < TOKENS; j++) {
                        importance[j] += p[j];
                    }
                }
            }
            double[] expected = reference.doubles("layer." + layer + ".token_importance");
            for (int j = 0; j < TOKENS; j++) {
                // Up to 1536 terms in fp64, then one rounding to F32.
                assertEquals(expected[j], importance[j], importance[j] * (0x1p-24 + 1e-11));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"FP32, 1.0", "FP16, 0.9"})
    void onePercentOnTheLargestProbabilityOfARowShowsOnRealTensors(NumberFormat storage, double share) {
        DenseAttention attention = new DenseAttention(TOKENS, TOKENS, DIM, DIM, 0.125, Mask.causal(TOKENS, TOKENS));
        AttentionFormats formats = AttentionFormats.mixed(storage, NumberFormat.FP32);
        ErrorBound bound = new ErrorBound(formats.steps(DIM, TOKENS, TOKENS / 64, 1), 0.125);
        int caught = 0;
        try (FileTensors source = decoder()) {
            for (int layer = 0; layer < 6; layer++) {
                double[] q = source.read(AttentionTensor.Q, layer, 0, 0);
                double[] k = source.read(AttentionTensor.K, layer, 0, 0);
                double[] v = source.read(AttentionTensor.V, layer, 0, 0);
                for (int i = 0; i < TOKENS; i++) {
                    ScoreRow row = attention.scores(0, i, q, k);
                    double[] allowed = bound.row(row, Math.max(ErrorBound.maxAbs(q), ErrorBound.maxAbs(k)))
                            .outputs(v, attention.output(row, v));
                    caught += shows(attention.probabilities(0, i, q, k), v, allowed) ? 1 : 0;
                }
            }
        }
        assertTrue(caught >= share * 6 * TOKENS, caught + " of " + 6 * TOKENS);
    }

    /** True if an error of 0.01 p v, p the row's largest probability, exceeds the bound in any column. */
    private static boolean shows(double[] p, double[] v, double[] allowed) {
        int largest = 0;
        for (int j = 1; j < p.length; j++) {
            largest = p[j] > p[largest] ? j : largest;
        }
        for (int c = 0; c < DIM; c++) {
            if (0.01 * p[largest] * Math.abs(v[largest * DIM + c]) > allowed[c]) {
                return true;
            }
        }
        return false;
    }

    private static FileTensors decoder() {
        return FileTensors.open(
                DATA.resolve("kjv-decoder-s256.qkv.safetensors"),
                SHAPE,
                NumberFormat.FP16,
                "layer.{layer}.q",
                "layer.{layer}.k",
                "layer.{layer}.v");
    }

    private static void compareOutputs(double[] golden, double[] o, int from, double[] v, RowBound allowed) {
        double[] limits = allowed.outputs(v, golden);
        for (int c = 0; c < golden.length; c++) {
            double error = Math.abs(o[from + c] - golden[c]);
            assertTrue(error <= limits[c], error + " > " + limits[c]);
            // The bound is float rounding and next to nothing else.
            assertTrue(limits[c] < 0x1p-24 * Math.abs(golden[c]) + 1e-11, "bound is " + limits[c]);
        }
    }
}
