package dev.headrace.simulator.kernel;

/**
 * A pure function of a firing's loop indices. It may say over which iterations of a loop it stays the same, so that
 * periods of a steady state can be skipped.
 */
public interface IndexFunction {
    /**
     * The last iteration of the loop at {@code level}, counted from the one in {@code index}, up to which this function
     * behaves as in that one for all indices of the loops inside, the loops outside being as in {@code index}. Firings
     * in the first or the last iteration of the loop are never skipped, so they need not count.
     *
     * @param level place of the loop in the nest, 0 for the outermost
     * @param index indices; not to be kept or changed
     * @return an iteration, {@code index[level]} or more; by default that one alone
     */
    default long alike(int level, long[] index) {
        return index[level];
    }
}
