package dev.headrace.simulator.kernel;

import java.util.Arrays;

/**
 * Sums over the firings of a nest. Loops over whose iterations nothing changes, as {@link IndexFunction#alike} says, are
 * multiplied by and not walked. Firings of loops without iterations count nothing.
 */
final class Walk {
    /** Adds what a firing does to the sums. */
    @FunctionalInterface
    interface Leaf {
        /**
         * A firing, or one for several that add the same.
         *
         * @param first inputs of this depth or more are taken anew
         * @param last outputs of this depth or more are put
         */
        void at(long[] index, int first, int last);
    }

    private final Nest nest;
    private final IndexFunction stays;
    private final long[] sums;
    private final Leaf leaf;
    private final long[] index;
    private final long[] trips;

    private Walk(Nest nest, IndexFunction stays, long[] sums, Leaf leaf) {
        this.nest = nest;
        this.stays = stays;
        this.sums = sums;
        this.leaf = leaf;
        this.index = new long[nest.depth()];
        this.trips = new long[nest.depth()];
    }

    /**
     * Walks all firings.
     *
     * @param stays says over which iterations what {@code leaf} adds stays the same
     * @param sums what {@code leaf} adds to
     * @throws ArithmeticException if a sum is 2^63 or more
     */
    static void of(Nest nest, IndexFunction stays, long[] sums, Leaf leaf) {
        new Walk(nest, stays, sums, leaf).from(0);
    }

    private void from(int level) {
        if (level == nest.depth()) {
            leaf.at(index, first(), last());
            return;
        }
        trips[level] = nest.trips(level, index);
        for (long i = 0; i < trips[level]; i++) {
            Arrays.fill(index, level, index.length, 0);
            index[level] = i;
            long end = i;
            // What functions say of the first and the last iteration need not hold of them.
            if (i > 0 && i < trips[level] - 1) {
                long alike = Math.min(stays.alike(level, index), nest.alike(level, index));
                end = Math.max(i, Math.min(trips[level] - 2, alike));
            }
            if (end == i) {
                from(level + 1);
            } else {
                long[] before = sums.clone();
                from(level + 1);
                for (int s = 0; s < sums.length; s++) {
                    sums[s] = Math.addExact(sums[s], Math.multiplyExact(sums[s] - before[s], end - i));
                }
            }
            i = end;
        }
    }

    private int first() {
        int first = index.length;
        while (first > 0 && index[first - 1] == 0) {
            first--;
        }
        return first;
    }

    private int last() {
        int last = index.length;
        while (last > 0 && index[last - 1] + 1 == trips[last - 1]) {
            last--;
        }
        return last;
    }
}
