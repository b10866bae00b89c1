package dev.headrace.golden.sparse;

import java.util.Arrays;
import java.util.Comparator;

/** The k largest of some scores, found by sorting. */
public final class Selection {
    private final int[] positions;
    private final double margin;

    private Selection(int[] positions, double margin) {
        this.positions = positions;
        this.margin = margin;
    }

    /** Positions of those kept, ascending; not a copy. */
    public int[] positions() {
        return positions;
    }

    /**
     * Smallest kept score minus largest dropped score, 0 or more; infinite if nothing or everything is kept. A machine
     * whose scores err by less than half of it keeps the same set.
     */
    public double margin() {
        return margin;
    }

    /**
     * Selects; of equal scores the first ones are kept.
     *
     * @param scores none of them NaN
     * @param k 0 to the number of scores
     */
    public static Selection largest(double[] scores, int k) {
        Require.within("k", k, 0, scores.length);
        Integer[] order = new Integer[scores.length];
        for (int i = 0; i < order.length; i++) {
            if (Double.isNaN(scores[i])) {
                throw new IllegalArgumentException("score " + i + " is NaN; allowed: numbers that can be compared");
            }
            order[i] = i;
        }
        // Adding 0.0 turns minus zero into zero; the sort is stable.
        Arrays.sort(order, Comparator.comparingDouble((Integer i) -> -(scores[i] + 0.0)));
        int[] positions = new int[k];
        for (int i = 0; i < k; i++) {
            positions[i] = order[i];
        }
        Arrays.sort(positions);
        boolean border = k > 0 && k < scores.length;
        double margin = border ? scores[order[k - 1]] - scores[order[k]] : Double.POSITIVE_INFINITY;
        return new Selection(positions, Double.isNaN(margin) ? 0 : margin);
    }
}
