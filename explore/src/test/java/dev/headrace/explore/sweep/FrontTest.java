package dev.headrace.explore.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrontTest {
    /** By the definition: nobody is nowhere worse and somewhere better. */
    private static List<Integer> byDefinition(List<double[]> points) {
        List<Integer> front = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            double[] p = points.get(i);
            boolean beaten = points.stream().anyMatch(q -> {
                boolean nowhereWorse = IntStream.range(0, p.length).allMatch(k -> q[k] <= p[k]);
                boolean somewhereBetter = IntStream.range(0, p.length).anyMatch(k -> q[k] < p[k]);
                return nowhereWorse && somewhereBetter;
            });
            if (!beaten) {
                front.add(i);
            }
        }
        return front;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 6})
    void theFrontIsWhatTheDefinitionSays(int objectives) {
        SplittableRandom random = new SplittableRandom(objectives);
        boolean mattered = false;
        for (int trial = 0; trial < 60; trial++) {
            int n = random.nextInt(1, 80);
            // Few distinct numbers, so that there are ties in some objectives and in all.
            int distinct = random.nextInt(2, 12);
            List<double[]> points = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                points.add(random.ints(objectives, 0, distinct).asDoubleStream().toArray());
            }
            List<Integer> expected = byDefinition(points);
            assertEquals(expected, Front.of(points));
            mattered |= expected.size() < n && expected.size() > 1;
        }
        assertTrue(mattered);
    }

    @Test
    void equalPointsAreOnItTogetherAndEachOtherNoBetter() {
        assertEquals(List.of(0, 2), Front.of(List.of(new double[] {1, 2}, new double[] {1, 3}, new double[] {1, 2})));
        assertFalse(Front.dominates(new double[] {1, 2}, new double[] {1, 2}));
        assertTrue(Front.dominates(new double[] {1, 2}, new double[] {1, 3}));
        assertNotEquals(
                Front.dominates(new double[] {1, 2}, new double[] {1, 3}),
                Front.dominates(new double[] {1, 3}, new double[] {1, 2}));
    }

    @Test
    void nothingHasNoFront() {
        assertEquals(List.of(), Front.of(List.of()));
    }
}
