package dev.headrace.traces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.golden.DenseAttention;
import dev.headrace.golden.Mask;
import dev.headrace.golden.NumberFormat;
import dev.headrace.golden.sparse.BitWidths;
import dev.headrace.golden.sparse.Cascade;
import dev.headrace.golden.sparse.LayerOutcome;
import dev.headrace.golden.sparse.LayerTensors;
import dev.headrace.golden.sparse.PrunedAttention;
import dev.headrace.golden.sparse.PrunedModel;
import dev.headrace.golden.sparse.PruningSchedule;
import dev.headrace.golden.sparse.Quality;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The golden models on the tensors of a real encoder, all-MiniLM-L6-v2. */
class EncoderPruningTest {
    private static final int TOKENS = 128;
    private static final int DIM = 32;
    private static final int LAYERS = 6;
    private static final int HEADS = 12;
    private static final double SCALE = 1 / Math.sqrt(DIM);
    private static final Path FILE =
            Path.of(System.getProperty("basedir", "."), "data").resolve("minilm-s128.qkv.safetensors");

    private static FileTensors open() {
        TraceShape shape = new TraceShape(LAYERS, 1, HEADS, HEADS, TOKENS, TOKENS, DIM, DIM);
        return FileTensors.open(
                FILE, shape, NumberFormat.FP16, "layer.{layer}.q", "layer.{layer}.k", "layer.{layer}.v");
    }

    private static LayerTensors tensors(FileTensors source) {
        return new LayerTensors() {
            @Override
            public double[] q(int layer, int head) {
                return source.read(AttentionTensor.Q, layer, 0, head);
            }

            @Override
            public double[] k(int layer, int head) {
                return source.read(AttentionTensor.K, layer, 0, head);
            }

            @Override
            public double[] v(int layer, int head) {
                return source.read(AttentionTensor.V, layer, 0, head);
            }
        };
    }

    @Test
    void importancesAreThoseOfTheModelUpToTheRoundingOfItsTensors() {
        DenseAttention attention = new DenseAttention(TOKENS, TOKENS, DIM, DIM, SCALE, Mask.none());
        try (FileTensors source = open();
                Safetensors file = Safetensors.open(FILE)) {
            for (int layer = 0; layer < LAYERS; layer++) {
                double[] importance = new double[TOKENS];
                double[] most = new double[TOKENS];
                for (int head = 0; head < HEADS; head++) {
                    double[] q = source.read(AttentionTensor.Q, layer, 0, head);
                    double[] k = source.read(AttentionTensor.K, layer, 0, head);
                    for (int i = 0; i < TOKENS; i++) {
                        double[] p = attention.probabilities(head, i, q, k);
                        // Halves change every factor by 2^-11 of itself, so a score by d and p by a factor of e^(2 d).
                        double d = 1.01 * 0x1p-10 * SCALE * largestProduct(q, i, k);
                        for (int j = 0; j < TOKENS; j++) {
                            importance[j] += p[j];
                            most[j] += p[j] * Math.expm1(2 * d);
                        }
                    }
                }
                double[] expected = file.doubles("layer." + layer + ".token_importance");
                for (int j = 0; j < TOKENS; j++) {
                    assertEquals(expected[j], importance[j], most[j] + 1e-4);
                    assertTrue(most[j] < 0.1 * importance[j], "the bound says something");
                }
            }
        }
    }

    private static double largestProduct(double[] q, int row, double[] k) {
        double largest = 0;
        for (int j = 0; j < TOKENS; j++) {
            double sum = 0;
            for (int c = 0; c < DIM; c++) {
                sum += Math.abs(q[row * DIM + c] * k[j * DIM + c]);
            }
            largest = Math.max(largest, sum);
        }
        return largest;
    }

    @Test
    void theTokensTheCascadeKeepsHoldMoreMassThanTheirShare() {
        PruningSchedule tokens = PruningSchedule.ramp(LAYERS, 0.15, 0.1, 0.5);
        PruningSchedule heads = PruningSchedule.ramp(LAYERS, 0.3, 0.05, 0.2);
        PrunedAttention attention = new PrunedAttention(DIM, DIM, SCALE, Mask.none(), 1, BitWidths.fixed(12, 8, 8));
        try (FileTensors source = open()) {
            List<LayerOutcome> outcomes = new PrunedModel(LAYERS, HEADS, tokens, heads, attention)
                    .pass(tensors(source), new Cascade(TOKENS, HEADS));
            LayerOutcome last = outcomes.get(LAYERS - 1);
            assertEquals(64, last.tokens().length);
            assertEquals(9, last.heads().length);
            Quality quality = Quality.of(last, HEADS, attention, tensors(source));
            assertTrue(quality.meanKeyMass() > 0.6, quality.toString());
            assertTrue(Quality.of(outcomes.get(0), HEADS, attention, tensors(source))
                            .relativeError()
                    < 0.02);
        }
    }
}
