package dev.headrace.golden.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.golden.ErrorBound;
import dev.headrace.golden.Mask;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PrunedModelTest {
    /** Normal numbers, the same for the same layer and head. */
    private record Normal(int tokens, int headDim, int valueDim) implements LayerTensors {
        @Override
        public double[] q(int layer, int head) {
            return numbers(3 * (layer * 100 + head), tokens * headDim);
        }

        @Override
        public double[] k(int layer, int head) {
            return numbers(3 * (layer * 100 + head) + 1, tokens * headDim);
        }

        @Override
        public double[] v(int layer, int head) {
            return numbers(3 * (layer * 100 + head) + 2, tokens * valueDim);
        }

        private static double[] numbers(int seed, int count) {
            Random random = new Random(seed);
            return random.doubles(count).map(x -> random.nextGaussian()).toArray();
        }
    }

    private static final Normal TENSORS = new Normal(24, 6, 5);

    private static PrunedAttention attention(Mask mask, double valuesKept, BitWidths widths) {
        return new PrunedAttention(6, 5, 0.4, mask, valuesKept, widths);
    }

    private static PrunedModel model(PruningSchedule tokens, PruningSchedule heads, PrunedAttention attention) {
        return new PrunedModel(tokens.layers(), 4, tokens, heads, attention);
    }

    private static Set<Integer> set(int[] numbers) {
        return Arrays.stream(numbers).boxed().collect(Collectors.toSet());
    }

    @Test
    void theTokenThatEveryoneAttendsToSurvives() {
        // One head, keys 0 but for token 2, whose score is ln 4 for all: probabilities 1/7, 1/7, 4/7, 1/7.
        LayerTensors tensors = new LayerTensors() {
            @Override
            public double[] q(int layer, int head) {
                return new double[] {1, 1, 1, 1};
            }

            @Override
            public double[] k(int layer, int head) {
                return new double[] {0, 0, Math.log(4), 0};
            }

            @Override
            public double[] v(int layer, int head) {
                return new double[] {7, 7, 14, 7};
            }
        };
        PrunedModel model = new PrunedModel(
                2,
                1,
                PruningSchedule.of(0, 0.5),
                PruningSchedule.none(2),
                new PrunedAttention(1, 1, 1, Mask.none(), 1, BitWidths.EXACT));
        Cascade cascade = new Cascade(4, 1);
        List<LayerOutcome> outcomes = model.pass(tensors, cascade);
        // Token 0 is the first of three equals.
        assertArrayEquals(new int[] {0, 2}, outcomes.get(1).tokens());
        assertArrayEquals(new int[] {0, 2}, outcomes.get(1).rows());
        assertEquals(0, outcomes.get(1).margin(), "and 3 follows it");
        assertEquals(Double.POSITIVE_INFINITY, outcomes.get(0).margin());
        // 4 queries in layer 0, 2 in layer 1 with probabilities 1/5 and 4/5.
        assertArrayEquals(
                new double[] {4 / 7.0 + 0.4, 4 / 7.0, 16 / 7.0 + 1.6, 4 / 7.0}, cascade.tokenImportance(), 1e-14);
        assertEquals(4 * 11 + 2 * (7 * 0.2 + 14 * 0.8), cascade.headImportance()[0], 1e-12);
    }

    @Test
    void setsShrinkFromLayerToLayerAndCountsFollowTheSchedule() {
        PruningSchedule tokens = PruningSchedule.ramp(6, 0.15, 0.2, 0.8);
        PruningSchedule heads = PruningSchedule.ramp(6, 0.3, 0.25, 0.5);
        PrunedModel model = model(tokens, heads, attention(Mask.none(), 0.5, BitWidths.EXACT));
        LayerOutcome before = null;
        for (LayerOutcome outcome : model.pass(TENSORS, new Cascade(24, 4))) {
            assertEquals(tokens.kept(outcome.layer(), 24), outcome.tokens().length);
            assertEquals(heads.kept(outcome.layer(), 4), outcome.heads().length);
            if (before != null) {
                assertTrue(set(before.tokens()).containsAll(set(outcome.tokens())));
                assertTrue(set(before.heads()).containsAll(set(outcome.heads())));
            }
            before = outcome;
        }
    }

    @Test
    void theOutputErrsByNoMoreThanTheMissingMassAllows() {
        PruningSchedule tokens = PruningSchedule.of(0, 0.3, 0.6, 0.9);
        for (double valuesKept : new double[] {1, 0.6, 0}) {
            PrunedAttention attention = attention(PrunedModel.causal(), valuesKept, BitWidths.EXACT);
            PrunedModel model = model(tokens, PruningSchedule.none(4), attention);
            for (LayerOutcome outcome : model.pass(TENSORS, new Cascade(24, 4))) {
                for (int head = 0; head < 4; head++) {
                    double maxV = ErrorBound.maxAbs(TENSORS.v(outcome.layer(), head));
                    for (QueryOutcome query : outcome.queries().get(head)) {
                        LayerOutcome row = new LayerOutcome(
                                0,
                                outcome.layer(),
                                24,
                                outcome.tokens(),
                                new int[] {0},
                                new int[] {query.query()},
                                List.of(List.of(query)),
                                outcome.margin());
                        Quality quality = Quality.of(row, 1, attention, shifted(head));
                        double m = quality.leastKeyMass();
                        double w = quality.leastValueMass();
                        assertTrue(w <= m + 1e-12 && m > 0);
                        assertTrue(quality.maxError() <= (1 + w / m - 2 * w) * maxV + 1e-12);
                    }
                }
            }
        }
    }

    /** The tensors of one head as if it were head 0. */
    private static LayerTensors shifted(int head) {
        return new LayerTensors() {
            @Override
            public double[] q(int layer, int ignored) {
                return TENSORS.q(layer, head);
            }

            @Override
            public double[] k(int layer, int ignored) {
                return TENSORS.k(layer, head);
            }

            @Override
            public double[] v(int layer, int ignored) {
                return TENSORS.v(layer, head);
            }
        };
    }

    @Test
    void withoutPruningAndQuantizationNothingIsLost() {
        PrunedAttention attention = attention(Mask.none(), 1, BitWidths.EXACT);
        PrunedModel model = model(PruningSchedule.none(2), PruningSchedule.none(2), attention);
        for (LayerOutcome outcome : model.pass(TENSORS, new Cascade(24, 4))) {
            Quality quality = Quality.of(outcome, 4, attention, TENSORS);
            assertEquals(96, quality.queries());
            assertEquals(1, quality.leastValueMass(), 1e-12);
            assertEquals(0, quality.maxError(), 1e-13);
        }
    }

    @Test
    void allTokensOrAllHeadsCanBeDropped() {
        PrunedAttention attention = attention(Mask.none(), 1, BitWidths.EXACT);
        PruningSchedule late = PruningSchedule.of(0, 1, 1);
        List<LayerOutcome> none =
                model(late, PruningSchedule.none(3), attention).pass(TENSORS, new Cascade(24, 4));
        assertEquals(0, none.get(1).tokens().length);
        assertEquals(0, Quality.of(none.get(1), 4, attention, TENSORS).queries());
        List<LayerOutcome> headless =
                model(PruningSchedule.none(3), late, attention).pass(TENSORS, new Cascade(24, 4));
        assertEquals(0, headless.get(1).heads().length);
        Quality quality = Quality.of(headless.get(1), 4, attention, TENSORS);
        assertEquals(96, quality.queries());
        assertEquals(1, quality.relativeError());
    }

    @Test
    void oneTokenCanBeLeft() {
        PrunedAttention attention = attention(PrunedModel.causal(), 1, new BitWidths(12, 6, 4, 1, 8));
        PruningSchedule tokens = PruningSchedule.of(0, 0.95);
        LayerOutcome last = model(tokens, PruningSchedule.none(2), attention)
                .pass(TENSORS, new Cascade(24, 4))
                .get(1);
        assertEquals(1, last.tokens().length);
        assertArrayEquals(new double[] {1}, last.queries().get(0).get(0).probabilities());
    }

    @Test
    void theFirstGeneratedTokenPrunesNothingAndEachOneStartsFromTheWholeContext() {
        PruningSchedule tokens = PruningSchedule.of(0.1, 0.5, 0.9);
        PrunedModel model =
                model(tokens, PruningSchedule.none(3), attention(PrunedModel.causal(), 0.5, BitWidths.EXACT));
        List<LayerOutcome> outcomes = model.generate(TENSORS, 20, 3, false);
        int[] kept = outcomes.stream().mapToInt(o -> o.tokens().length).toArray();
        // Of 21, 22 and 23 tokens.
        assertArrayEquals(new int[] {21, 21, 21, 19, 11, 2, 20, 11, 2}, kept);
        for (LayerOutcome outcome : outcomes) {
            assertArrayEquals(new int[] {20 + outcome.step()}, outcome.rows());
            assertTrue(set(outcome.tokens()).contains(20 + outcome.step()));
            assertEquals(
                    kept[outcome.step() * 3 + outcome.layer()],
                    outcome.queries().get(0).get(0).keys().length);
        }
    }

    @Test
    void scoresOfThePromptPruneTheFirstGeneratedTokenToo() {
        PruningSchedule tokens = PruningSchedule.of(0.5, 0.75);
        PrunedModel model = model(tokens, PruningSchedule.none(2), attention(PrunedModel.causal(), 1, BitWidths.EXACT));
        List<LayerOutcome> outcomes = model.generate(TENSORS, 20, 1, true);
        assertEquals(10, outcomes.get(0).tokens().length);
        Cascade prompt = new Cascade(20, 4);
        PruningSchedule none = PruningSchedule.none(2);
        model(none, none, attention(PrunedModel.causal(), 1, BitWidths.EXACT)).pass(TENSORS, prompt);
        Set<Integer> expected =
                new HashSet<>(set(Selection.largest(prompt.tokenImportance(), 9).positions()));
        expected.add(20);
        assertEquals(expected, set(outcomes.get(0).tokens()));
    }

    @Test
    void aHigherThresholdRefetchesMore() {
        long before = -1;
        for (double threshold : new double[] {0, 0.1, 0.2, 0.4, 1}) {
            PrunedAttention attention = attention(Mask.none(), 1, new BitWidths(12, 6, 4, threshold, 8));
            LayerOutcome outcome = model(PruningSchedule.none(1), PruningSchedule.none(1), attention)
                    .pass(TENSORS, new Cascade(24, 4))
                    .get(0);
            long refetches = Quality.of(outcome, 4, attention, TENSORS).refetches();
            assertTrue(refetches >= before);
            before = refetches;
            assertEquals(threshold == 0, refetches == 0);
        }
        assertEquals(96, before);
    }

    @Test
    void schedulesOfAnotherLengthAreRefused() {
        PrunedAttention attention = attention(Mask.none(), 1, BitWidths.EXACT);
        assertThrows(
                IllegalArgumentException.class,
                () -> model(PruningSchedule.none(2), PruningSchedule.none(3), attention));
    }
}
