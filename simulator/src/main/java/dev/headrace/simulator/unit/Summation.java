package dev.headrace.simulator.unit;

/**
 * In which order a unit adds up the terms of a sum, which are numbered. Each addition is rounded, so another order gives
 * another sum.
 *
 * <ul>
 *   <li>Neighbouring terms are added in a tree, {@code tree} of them at a time: pairs, pairs of pairs, and so on; who has no
 *       neighbour goes up as it is. The last tree may have fewer.
 *   <li>The trees' results are added to a running sum, one after another.
 *   <li>After every {@code fold} terms the running sum is added to an accumulator and begins again with nothing. Without
 *       folds, the running sum is the accumulator.
 * </ul>
 *
 * @param tree terms of a tree, 1 or more; 1: one after another
 * @param fold terms of a running sum, a multiple of {@code tree}; 0: all
 */
public record Summation(int tree, int fold) {
    /** One term after another. */
    public static final Summation SERIAL = new Summation(1, 0);

    public Summation {
        if (tree < 1 || fold < 0 || fold % tree != 0) {
            throw new IllegalArgumentException(
                    "tree, fold are " + tree + ", " + fold + "; allowed: 1 or more, and 0 or a multiple of it");
        }
    }

    /** Trees of so many terms, whose results are added one after another. */
    public static Summation trees(long terms) {
        return terms <= 1 ? SERIAL : new Summation((int) Math.min(terms, Integer.MAX_VALUE), 0);
    }

    /** True if terms are added one after another to one sum. */
    public boolean isSerial() {
        return tree == 1 && fold == 0;
    }
}
