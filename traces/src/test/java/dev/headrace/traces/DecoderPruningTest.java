package dev.headrace.traces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.golden.DenseAttention;
import dev.headrace.golden.NumberFormat;
import dev.headrace.golden.sparse.BitWidths;
import dev.headrace.golden.sparse.CandidateAttention;
import dev.headrace.golden.sparse.Cascade;
import dev.headrace.golden.sparse.LayerOutcome;
import dev.headrace.golden.sparse.LayerTensors;
import dev.headrace.golden.sparse.PrunedAttention;
import dev.headrace.golden.sparse.PrunedModel;
import dev.headrace.golden.sparse.PruningSchedule;
import dev.headrace.golden.sparse.Quality;
import dev.headrace.golden.sparse.Quantized;
import dev.headrace.golden.sparse.QueryOutcome;
import dev.headrace.golden.sparse.SpattenCounts.Machine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The golden model of pruned attention on the tensors of a real decoder. */
class DecoderPruningTest {
    private static final int TOKENS = 256;
    private static final int DIM = 64;
    private static final int LAYERS = 6;
    private static final int HEADS = 6;
    private static final Path DATA = Path.of(System.getProperty("basedir", "."), "data");

    private static final Map<List<Integer>, double[]> MATRICES = new HashMap<>();

    private static FileTensors source;

    @BeforeAll
    static void open() {
        source = FileTensors.open(
                DATA.resolve("kjv-decoder-s256.qkv.safetensors"),
                new TraceShape(LAYERS, 1, HEADS, HEADS, TOKENS, TOKENS, DIM, DIM),
                NumberFormat.FP16,
                "layer.{layer}.q",
                "layer.{layer}.k",
                "layer.{layer}.v");
    }

    @AfterAll
    static void close() {
        source.close();
    }

    /** All tensors, read once. */
    private static LayerTensors tensors() {
        return new LayerTensors() {
            @Override
            public double[] q(int layer, int head) {
                return read(AttentionTensor.Q, layer, head);
            }

            @Override
            public double[] k(int layer, int head) {
                return read(AttentionTensor.K, layer, head);
            }

            @Override
            public double[] v(int layer, int head) {
                return read(AttentionTensor.V, layer, head);
            }
        };
    }

    private static double[] read(AttentionTensor tensor, int layer, int head) {
        return MATRICES.computeIfAbsent(
                List.of(tensor.ordinal(), layer, head), key -> source.read(tensor, layer, 0, head));
    }

    private static PrunedAttention attention(double valuesKept, BitWidths widths) {
        return new PrunedAttention(DIM, DIM, 0.125, PrunedModel.causal(), valuesKept, widths);
    }

    private static PrunedModel model(double pruned, PrunedAttention attention) {
        PruningSchedule ramp = PruningSchedule.ramp(LAYERS, 0.15, pruned / 2, pruned);
        return new PrunedModel(LAYERS, HEADS, ramp, PruningSchedule.none(LAYERS), attention);
    }

    @Test
    void importancesOfADensePassAreThoseOfAnotherProgram() {
        Cascade cascade = new Cascade(TOKENS, HEADS);
        model(0, attention(1, BitWidths.EXACT)).pass(tensors(), cascade);
        double[] expected = new double[TOKENS];
        try (Safetensors reference = Safetensors.open(DATA.resolve("kjv-decoder-s256.reference.safetensors"))) {
            for (int layer = 0; layer < LAYERS; layer++) {
                double[] importance = reference.doubles("layer." + layer + ".token_importance");
                Arrays.setAll(expected, j -> expected[j] + importance[j]);
            }
        }
        for (int j = 0; j < TOKENS; j++) {
            // Six sums, each rounded to F32.
            assertEquals(expected[j], cascade.tokenImportance()[j], expected[j] * 0x1p-23);
        }
    }

    @Test
    void importantTokensHoldMoreMassThanTheirShareAndMorePruningCostsQuality() {
        PrunedAttention attention = attention(1, BitWidths.EXACT);
        double before = -1;
        for (double pruned : new double[] {0, 0.3, 0.6}) {
            List<LayerOutcome> outcomes = model(pruned, attention).generate(tensors(), 224, 32, false);
            double mass = 0;
            double share = 0;
            double error = 0;
            List<LayerOutcome> last = outcomes.stream()
                    .filter(o -> o.layer() == LAYERS - 1 && o.step() % 10 == 9)
                    .toList();
            for (LayerOutcome outcome : last) {
                Quality quality = Quality.of(outcome, HEADS, attention, tensors());
                mass += quality.meanKeyMass() / last.size();
                share += (double) outcome.tokens().length / outcome.length() / last.size();
                error = Math.max(error, quality.relativeError());
            }
            assertTrue(mass >= share - 1e-12, mass + " of the mass in " + share + " of the tokens");
            assertTrue(pruned == 0 || mass > share + 0.05, mass + " of the mass in " + share + " of the tokens");
            assertTrue(error > before, error + " > " + before);
            before = error;
        }
    }

    @Test
    void scoresOfACausalPromptFavourOldTokensAndKeepLessMass() {
        // Every query of the prompt adds to the first tokens, hardly any to the last ones: sums are no measure of them.
        PrunedAttention attention = attention(1, BitWidths.EXACT);
        double[] mass = new double[2];
        for (int scored = 0; scored < 2; scored++) {
            List<LayerOutcome> outcomes = model(0.4, attention).generate(tensors(), 240, 16, scored == 1);
            LayerOutcome last = outcomes.get(outcomes.size() - 1);
            mass[scored] = Quality.of(last, HEADS, attention, tensors()).meanKeyMass();
        }
        assertTrue(mass[0] > 0.8 && mass[1] < 0.4, Arrays.toString(mass));
    }

    @Test
    void onlyFlatRowsAreFetchedAgainAndTheyComeOutAsWithAllBits() {
        BitWidths progressive = new BitWidths(12, 6, 4, 0.1, 8);
        PrunedAttention attention = attention(1, progressive);
        PrunedAttention allBits = attention(1, new BitWidths(12, 10, 0, 0, 8));
        int[] rows = {3, 40, 100, 180, 255};
        int[] all = IntStream.range(0, TOKENS).toArray();
        int refetches = 0;
        int queries = 0;
        for (int layer = 0; layer < LAYERS; layer++) {
            for (int head = 0; head < HEADS; head++) {
                LayerTensors t = tensors();
                double[] q = t.q(layer, head);
                double[] k = t.k(layer, head);
                double[] v = t.v(layer, head);
                List<QueryOutcome> outcomes = attention.attend(head, rows, all, q, k, v);
                List<QueryOutcome> full = allBits.attend(head, rows, all, q, k, v);
                for (int i = 0; i < rows.length; i++) {
                    QueryOutcome outcome = outcomes.get(i);
                    queries++;
                    assertEquals(outcome.firstMaximum() < 0.1, outcome.refetched());
                    if (outcome.refetched()) {
                        refetches++;
                        assertEquals(Arrays.toString(full.get(i).output()), Arrays.toString(outcome.output()));
                    }
                }
            }
        }
        assertTrue(refetches > 0 && refetches < queries, refetches + " of " + queries);
    }

    /**
     * What progressive quantization rests on: an error ds of one score moves probability by 2 ds p0 (1 - p0) < ds to first
     * order, and by no more than ds / 2 exactly, as p (1 - p) is at most 1/4; its derivative, at most 1 / (6 sqrt 3), bounds
     * the second order. Errors of all scores together move no more than the largest of them.
     */
    @Test
    void keysWithoutTheirLowBitsMoveLessProbabilityThanTheirScoresErr() {
        double largest = 0;
        for (int layer = 0; layer < LAYERS; layer++) {
            for (int head = 0; head < HEADS; head++) {
                double[] q = tensors().q(layer, head);
                Quantized all = Quantized.of(tensors().k(layer, head), 10);
                double[] k = all.values();
                double[] high = all.withoutLsb(4).values();
                for (int row = 5; row < TOKENS; row += 50) {
                    double[] scores = scores(q, k, row);
                    double[] first = scores(q, high, row);
                    double[] p = softmax(scores);
                    double most = 0;
                    int peak = 0;
                    for (int j = 0; j <= row; j++) {
                        most = Math.max(most, Math.abs(first[j] - scores[j]));
                        peak = p[j] > p[peak] ? j : peak;
                    }
                    double moved = distance(p, softmax(first));
                    assertTrue(moved <= most + 1e-12, moved + " by errors up to " + most);
                    double[] one = scores.clone();
                    one[peak] = first[peak];
                    double ds = Math.abs(first[peak] - scores[peak]);
                    double byOne = distance(p, softmax(one));
                    assertTrue(byOne <= ds / 2 + 1e-12, byOne + " by an error of " + ds);
                    assertEquals(2 * ds * p[peak] * (1 - p[peak]), byOne, ds * ds / (6 * Math.sqrt(3)) + 1e-12);
                    largest = Math.max(largest, moved);
                }
            }
        }
        assertTrue(largest > 0.05, "low bits should matter somewhere: " + largest);
    }

    private static double[] scores(double[] q, double[] k, int row) {
        double[] scores = new double[row + 1];
        for (int j = 0; j <= row; j++) {
            for (int c = 0; c < DIM; c++) {
                scores[j] += q[row * DIM + c] * k[j * DIM + c] * 0.125;
            }
        }
        return scores;
    }

    private static double[] softmax(double[] scores) {
        return new DenseAttention(1, scores.length, 1, 1, 1, (h, i, j) -> true)
                .probabilities(0, 0, new double[] {1}, scores);
    }

    private static double distance(double[] p, double[] q) {
        return IntStream.range(0, p.length)
                .mapToDouble(i -> Math.abs(p[i] - q[i]))
                .sum();
    }

    @Test
    void aRunIsWrittenReadBackAndCounted(@TempDir Path folder) {
        BitWidths widths = new BitWidths(12, 6, 4, 0.1, 6);
        PrunedModel model = model(0.8, attention(0.2, widths));
        List<LayerOutcome> outcomes = model.generate(tensors(), 250, 4, true);
        KeptSetTrace trace = KeptSets.of(outcomes, widths, DIM, true, "kjv-decoder-s256");
        Path file = folder.resolve("run.csv.gz");
        KeptSetFile.write(trace, file);
        assertEquals(trace, KeptSetFile.read(file));
        assertEquals(4 * LAYERS * HEADS, trace.rows().size());
        long bits = 0;
        List<Integer> selected = new ArrayList<>();
        for (KeptSet row : trace.rows()) {
            bits += 64L * (row.keys() * (row.refetched() ? 10 : 6) + row.values() * 6);
            assertEquals(row.keys(), row.keyIndices().size());
            if (row.selects() && row.step() == 0) {
                selected.add(row.selected());
            }
        }
        // Of 251 tokens: 0.4, 0.5 ... 0.8 pruned from the second layer on; the next token's first layer keeps all 252.
        assertEquals(List.of(150, 125, 100, 75, 50), selected);
        assertEquals(
                (bits + 7) / 8, trace.count(new Machine(512, 512, 16, 3, 1)).dramBytes());
        assertTrue(trace.count(Machine.FULL).dramReduction() > 8);
    }

    @Test
    void aPassIsTracedByQueryEvenIfOnlyTheLastTokenIsLeft() {
        // All queries look at token 2 most: one head, keys 0, 0, 1.
        LayerTensors tensors = new LayerTensors() {
            @Override
            public double[] q(int layer, int head) {
                return new double[] {1, 1, 1};
            }

            @Override
            public double[] k(int layer, int head) {
                return new double[] {0, 0, 1};
            }

            @Override
            public double[] v(int layer, int head) {
                return new double[3];
            }
        };
        PrunedAttention attention = new PrunedAttention(1, 1, 1, (h, i, j) -> true, 1, BitWidths.EXACT);
        PrunedModel model = new PrunedModel(2, 1, PruningSchedule.of(0, 0.6), PruningSchedule.none(2), attention);
        KeptSetTrace trace = KeptSets.of(model.pass(tensors, new Cascade(3, 1)), BitWidths.EXACT, 1, true, "");
        int[] steps = trace.rows().stream().mapToInt(KeptSet::step).toArray();
        assertEquals("[0, 1, 2, 2]", Arrays.toString(steps));
        assertEquals(List.of(2), trace.rows().get(3).keyIndices());
        assertEquals(1, trace.rows().get(2).selected());
    }

    @Test
    void candidatesOfA3HoldMostOfTheMass() {
        double mass = 0;
        double share = 0;
        int rows = 0;
        for (int layer = 0; layer < LAYERS; layer++) {
            double[] q = tensors().q(layer, 0);
            double[] k = tensors().k(layer, 0);
            for (int row = 15; row < TOKENS; row += 60) {
                int keys = row + 1;
                double[] query = Arrays.copyOfRange(q, row * DIM, row * DIM + DIM);
                double[] seen = Arrays.copyOf(k, keys * DIM);
                int[] candidates = new CandidateAttention(keys, DIM, DIM, 0.125, keys / 2, 3).candidates(query, seen);
                double[] p = new DenseAttention(1, keys, DIM, DIM, 0.125, (h, i, j) -> true)
                        .probabilities(0, 0, query, seen);
                mass += Arrays.stream(candidates).mapToDouble(j -> p[j]).sum();
                share += (double) candidates.length / keys;
                rows++;
            }
        }
        assertTrue(mass / rows > share / rows + 0.05, mass / rows + " of the mass in " + share / rows);
    }
}
