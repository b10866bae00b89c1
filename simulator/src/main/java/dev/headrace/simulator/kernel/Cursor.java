package dev.headrace.simulator.kernel;

import java.util.Arrays;

/** Walks a nest, firing by firing, and tells at each which loops begin and which end. */
final class Cursor {
    private final Nest nest;
    private final int depth;
    private final long[] trips;

    /** Indices of the current firing, outermost first; 0 for the loops that are missing in an empty firing. */
    final long[] index;

    /** Ports of this depth or more take anew. */
    int first;

    /** Ports of this depth or more put. */
    int last;

    /** The loop without iterations at this firing, or -1; ports deeper than it do nothing. */
    int empty = -1;

    /** True after the last firing. */
    boolean done;

    Cursor(Nest nest) {
        this.nest = nest;
        this.depth = nest.depth();
        this.index = new long[depth];
        this.trips = new long[depth];
        enter(0);
    }

    /** Goes on to the next firing. */
    void advance() {
        int level = (empty >= 0 ? empty : depth) - 1;
        while (level >= 0 && index[level] + 1 == trips[level]) {
            level--;
        }
        if (level < 0) {
            done = true;
            return;
        }
        index[level]++;
        enter(level + 1);
    }

    /** Iterations of a loop at the current firing. */
    long trips(int level) {
        return trips[level];
    }

    /**
     * The share of the nest that is walked with the current firing, above 0 to 1, as if all iterations of a loop were
     * alike. May be asked from another thread, which then sees the indices as they were a moment ago, or a moment apart.
     */
    double share() {
        double share = 0;
        double one = 1;
        for (int l = 0; l < depth; l++) {
            one /= Math.max(1, trips[l]);
            share += one * Math.min(index[l], Math.max(0, trips[l] - 1));
        }
        return Math.min(1, share + one);
    }

    /** Goes to the firing of this number, from 0; for nests of constant trip counts of at least 1. */
    void seek(long firing) {
        long rest = firing;
        for (int l = depth - 1; l >= 0; l--) {
            index[l] = rest % trips[l];
            rest /= trips[l];
        }
        done = rest > 0;
        first = depth;
        while (first > 0 && index[first - 1] == 0) {
            first--;
        }
        last = depth;
        while (last > 0 && index[last - 1] + 1 == trips[last - 1]) {
            last--;
        }
    }

    /** Starts the loops from {@code from} inwards. */
    private void enter(int from) {
        first = from;
        empty = -1;
        int level = from;
        for (; level < depth; level++) {
            index[level] = 0;
            trips[level] = nest.trips(level, index);
            if (trips[level] == 0) {
                empty = level;
                Arrays.fill(index, level, depth, 0);
                break;
            }
        }
        int l = level;
        while (l > 0 && index[l - 1] + 1 == trips[l - 1]) {
            l--;
        }
        last = l;
    }
}
