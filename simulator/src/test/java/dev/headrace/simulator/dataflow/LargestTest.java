package dev.headrace.simulator.dataflow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.headrace.golden.sparse.Selection;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LargestTest {
    @Test
    void ofEqualNumbersTheFirstAreTaken() {
        assertArrayEquals(new int[] {0, 1, 3}, Largest.of(new double[] {2, 1, 1, 5, 1}, 3));
        assertArrayEquals(new int[] {0}, Largest.of(new double[] {-0.0, 0.0}, 1));
    }

    @Test
    void itAgreesWithTheGoldenModelsSort() {
        Random random = new Random(11);
        for (int round = 0; round < 300; round++) {
            double[] scores = random.ints(random.nextInt(30), 0, 8)
                    .mapToDouble(i -> i == 7 ? Double.POSITIVE_INFINITY : i)
                    .toArray();
            int k = random.nextInt(scores.length + 1);
            assertArrayEquals(Selection.largest(scores, k).positions(), Largest.of(scores, k), "round " + round);
        }
    }
}
