package dev.headrace.golden.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class CascadeTest {
    private static QueryOutcome row(int[] keys, double[] p, double... output) {
        return new QueryOutcome(0, keys, p, keys, 1, false, output);
    }

    @Test
    void selectionKeepsOrderAndTheFirstOfEqualScores() {
        double[] scores = {1, 3, 2, 3, 2, 2};
        assertArrayEquals(new int[] {1, 2, 3}, Selection.largest(scores, 3).positions());
        assertArrayEquals(new int[] {1, 2, 3, 4}, Selection.largest(scores, 4).positions());
        assertArrayEquals(
                new int[] {0, 1},
                Selection.largest(new double[] {-0.0, 0.0, -0.0}, 2).positions());
    }

    @Test
    void marginIsTheGapAtTheBorder() {
        double[] scores = {1, 4, 2.5};
        assertEquals(1.5, Selection.largest(scores, 1).margin());
        assertEquals(1.5, Selection.largest(scores, 2).margin());
        assertEquals(Double.POSITIVE_INFINITY, Selection.largest(scores, 3).margin());
        assertEquals(Double.POSITIVE_INFINITY, Selection.largest(scores, 0).margin());
        double[] masked = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        assertEquals(0, Selection.largest(masked, 1).margin());
    }

    @Test
    void selectionRefusesNaNAndCountsOutOfRange() {
        assertThrows(IllegalArgumentException.class, () -> Selection.largest(new double[] {1, Double.NaN}, 1));
        assertThrows(IllegalArgumentException.class, () -> Selection.largest(new double[1], 2));
        assertThrows(IllegalArgumentException.class, () -> Selection.largest(new double[1], -1));
    }

    @Test
    void importanceAddsUpOverQueriesAndHeadsAndOutputsByMagnitude() {
        Cascade cascade = new Cascade(3, 2);
        cascade.add(0, row(new int[] {0, 2}, new double[] {0.25, 0.75}, 1, -2));
        cascade.add(1, row(new int[] {0, 1, 2}, new double[] {0.5, 0.25, 0.25}, -4, 0));
        assertArrayEquals(new double[] {0.75, 0.25, 1}, cascade.tokenImportance());
        assertArrayEquals(new double[] {3, 4}, cascade.headImportance());
        cascade.pruneTokens(2);
        assertArrayEquals(new int[] {0, 2}, cascade.tokens());
        assertEquals(0.5, cascade.margin());
        cascade.pruneHeads(1);
        assertArrayEquals(new int[] {1}, cascade.heads());
    }

    @Test
    void whatWasDroppedDoesNotComeBackUntilTheNextToken() {
        Cascade cascade = new Cascade(3, 1);
        cascade.add(0, row(new int[] {0, 1, 2}, new double[] {0.5, 0.3, 0.2}));
        cascade.pruneTokens(1);
        cascade.add(0, row(new int[] {1, 2}, new double[] {50, 60}));
        cascade.pruneTokens(2);
        assertArrayEquals(new int[] {0}, cascade.tokens());
        cascade.restart(4);
        assertArrayEquals(new int[] {0, 1, 2, 3}, cascade.tokens());
        assertArrayEquals(new double[] {0.5, 50.3, 60.2, 0}, cascade.tokenImportance());
        cascade.pruneTokens(2);
        assertArrayEquals(new int[] {1, 2}, cascade.tokens());
    }

    @Test
    void theTokenBeingGeneratedIsKeptAsLongAsAnyIs() {
        Cascade cascade = new Cascade(3, 1);
        cascade.add(0, row(new int[] {0, 1, 2}, new double[] {0.5, 0.3, 0.2}));
        cascade.pruneTokens(2, 2);
        assertArrayEquals(new int[] {0, 2}, cascade.tokens());
        cascade.pruneTokens(1, 2);
        assertArrayEquals(new int[] {2}, cascade.tokens());
        cascade.pruneTokens(0, 2);
        assertArrayEquals(new int[0], cascade.tokens());
        assertThrows(IllegalArgumentException.class, () -> cascade.restart(2));
    }
}
