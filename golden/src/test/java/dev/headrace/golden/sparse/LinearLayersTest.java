package dev.headrace.golden.sparse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LinearLayersTest {
    /** Two heads of 3 columns make a model of 6, with a feed-forward network of 10. */
    private static final LinearLayers.Sizes SMALL = new LinearLayers.Sizes(6, 10, 2, 2, 2, 3, 3, 8);

    @Test
    void twoLayersTwoHeadsAndFourTokensWorkedByHand() {
        LinearLayers dense = LinearLayers.pass(SMALL, PruningSchedule.none(2), PruningSchedule.none(2), 4);
        // A layer: three matrices of 6 x 6, one of 6 x 6, two of 6 x 10: 108 + 36 + 120 weights, for 4 tokens.
        assertEquals(2 * 4 * 108, dense.qkv());
        assertEquals(2 * 4 * 36, dense.output());
        assertEquals(2 * 4 * 120, dense.ffn());
        assertEquals(2 * 264, dense.weightBytes());
        assertEquals(2 * 264 * 4, dense.denseWeightBytes());
        LinearLayers pruned = LinearLayers.pass(SMALL, PruningSchedule.of(0, 0.5), PruningSchedule.of(0, 0.5), 4);
        // The second layer: 2 tokens, 1 head of 3 columns: 54 + 18 + 120 weights.
        assertEquals(4 * 108 + 2 * 54, pruned.qkv());
        assertEquals(4 * 36 + 2 * 18, pruned.output());
        assertEquals(4 * 120 + 2 * 120, pruned.ffn());
        assertEquals(264 + 192, pruned.weightBytes());
        assertEquals(2 * 4 * 264, pruned.denseMacs());
    }

    @Test
    void whatIsDroppedOnceStaysDroppedThoughTheScheduleAsksForLess() {
        LinearLayers back = LinearLayers.pass(SMALL, PruningSchedule.of(0.5, 0), PruningSchedule.of(0.5, 0), 4);
        assertEquals(2 * 2 * 54, back.qkv());
        assertEquals(2 * 2 * 120, back.ffn());
    }

    @Test
    void withoutHeadsTheFeedForwardNetworkIsLeftAndWithoutTokensNothing() {
        LinearLayers none = LinearLayers.pass(SMALL, PruningSchedule.of(0, 1), PruningSchedule.of(1, 1), 4);
        assertEquals(0, none.qkv() + none.output());
        assertEquals(4 * 120, none.ffn());
        assertEquals(120, none.weightBytes());
    }

    @Test
    void aGeneratedTokenReadsAllWeightsAgainAndOnlyHeadsSaveAny() {
        PruningSchedule half = PruningSchedule.of(0, 0.5);
        LinearLayers second = LinearLayers.generation(SMALL, half, 3, false);
        assertEquals(3 * 264 + 264 + 2 * 192, second.weightBytes());
        assertEquals(second.weightBytes(), second.qkv() + second.output() + second.ffn());
        assertEquals(3 * 2 * 264, second.denseMacs());
        LinearLayers first = LinearLayers.generation(SMALL, half, 3, true);
        assertEquals(3 * 264 + 3 * 192, first.weightBytes());
    }

    @Test
    void sharedHeadsOfKeysAndValuesAreNarrowerMatrices() {
        LinearLayers grouped = new LinearLayers(new LinearLayers.Sizes(8, 5, 3, 4, 2, 2, 3, 4));
        // Three heads of four, of both groups: Q 3 x 2, K 2 x 2, V 2 x 3 columns, output 3 x 3 rows.
        grouped.add(7, 9, 3, 2);
        assertEquals(7 * 8 * (6 + 4 + 6), grouped.qkv());
        assertEquals(7 * 8 * 9, grouped.output());
        assertEquals(7 * 8 * 3 * 5, grouped.ffn());
        assertEquals(8 * (6 + 4 + 6 + 9 + 15) / 2, grouped.weightBytes());
        assertEquals(9 * 8 * (8 + 4 + 6 + 12 + 15), grouped.denseMacs());
        assertThrows(IllegalArgumentException.class, () -> grouped.add(10, 9, 3, 2));
        assertThrows(IllegalArgumentException.class, () -> grouped.add(9, 9, 5, 2));
    }

    @Test
    void moreIsNeverCountedThanWithoutPruning() {
        for (int i = 0; i <= 10; i++) {
            PruningSchedule some = PruningSchedule.ramp(5, 0.2, i / 20.0, i / 10.0);
            LinearLayers.Sizes sizes = new LinearLayers.Sizes(48, 100, 2, 6, 6, 8, 8, 32);
            LinearLayers pruned = LinearLayers.pass(sizes, some, some, 17);
            long macs = pruned.qkv() + pruned.output() + pruned.ffn();
            assertTrue(macs <= pruned.denseMacs() && pruned.weightBytes() <= pruned.denseWeightBytes());
            assertEquals(i == 0, macs == pruned.denseMacs());
        }
    }
}
