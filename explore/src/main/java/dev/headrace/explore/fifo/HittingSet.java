package dev.headrace.explore.fifo;

import java.util.ArrayList;
import java.util.List;

/**
 * The cheapest depths that no known failure rules out. A failure at depths {@code m} that cannot be raised any more says
 * that some FIFO has to be deeper than its {@code m}: a clause. The cheapest depths that fulfil all clauses are a lower bound
 * of every solution, and a solution if a run with them succeeds (implicit hitting sets: Moreno-Centeno and Karp, Operations
 * Research 61(2), 2013).
 */
final class HittingSet {
    private static final long MOST_NODES = 200_000;

    private final long[] weight;
    private final long[] least;
    private final List<Clause> clauses = new ArrayList<>();
    private long[] best = new long[0];
    private double bestCost;
    private long nodes;

    /** At least one of the FIFOs has at least its depth. */
    private static final class Clause {
        final int[] fifo;
        final long[] depth;

        Clause(int[] fifo, long[] depth) {
            this.fifo = fifo;
            this.depth = depth;
        }

        boolean holds(long[] depths) {
            for (int i = 0; i < fifo.length; i++) {
                if (depths[fifo[i]] >= depth[i]) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * No clause yet.
     *
     * @param weight bits of one more token, by FIFO
     * @param least depths below which nothing succeeds, by FIFO
     */
    HittingSet(long[] weight, long[] least) {
        this.weight = weight;
        this.least = least;
    }

    /**
     * Adds what a failure says.
     *
     * @param failed depths that fail, and of which none can be raised, up to {@code most}, without succeeding
     */
    void add(long[] failed, long[] most) {
        int n = 0;
        for (int f = 0; f < failed.length; f++) {
            n += failed[f] < most[f] ? 1 : 0;
        }
        int[] fifo = new int[n];
        long[] depth = new long[n];
        n = 0;
        for (int f = 0; f < failed.length; f++) {
            if (failed[f] < most[f]) {
                fifo[n] = f;
                depth[n++] = failed[f] + 1;
            }
        }
        clauses.add(new Clause(fifo, depth));
    }

    /** The cheapest depths that fulfil all clauses; an empty array if the search for them takes too long. */
    long[] cheapest() {
        best = new long[0];
        bestCost = Double.POSITIVE_INFINITY;
        nodes = 0;
        search(least.clone(), cost(least));
        return nodes > MOST_NODES ? new long[0] : best;
    }

    private double cost(long[] depths) {
        double sum = 0;
        for (int f = 0; f < depths.length; f++) {
            sum += (double) depths[f] * weight[f];
        }
        return sum;
    }

    private void search(long[] depths, double cost) {
        if (cost >= bestCost || ++nodes > MOST_NODES) {
            return;
        }
        Clause open = null;
        for (Clause c : clauses) {
            if (!c.holds(depths) && (open == null || c.fifo.length < open.fifo.length)) {
                open = c;
            }
        }
        if (open == null) {
            best = depths.clone();
            bestCost = cost;
            return;
        }
        for (int i = 0; i < open.fifo.length; i++) {
            int f = open.fifo[i];
            long was = depths[f];
            depths[f] = open.depth[i];
            search(depths, cost + (double) (open.depth[i] - was) * weight[f]);
            depths[f] = was;
        }
    }
}
