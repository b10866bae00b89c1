package dev.headrace.simulator.dataflow;

import java.util.Arrays;

/** The k largest of some numbers. */
final class Largest {
    private Largest() {}

    /** Their positions, ascending; of equal numbers at the border the first. */
    static int[] of(double[] scores, int k) {
        double[] sorted = scores.clone();
        for (int i = 0; i < sorted.length; i++) {
            // Minus zero is zero.
            sorted[i] += 0.0;
        }
        Arrays.sort(sorted);
        int[] positions = new int[k];
        if (k == 0) {
            return positions;
        }
        double border = sorted[sorted.length - k];
        int equals = k;
        for (int i = sorted.length - 1; i >= 0 && sorted[i] > border; i--) {
            equals--;
        }
        int next = 0;
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] > border) {
                positions[next++] = i;
            } else if (scores[i] == border && equals > 0) {
                positions[next++] = i;
                equals--;
            }
        }
        return positions;
    }
}
