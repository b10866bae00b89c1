package dev.headrace.golden.sparse;

/**
 * Expected cycles of a quick-select engine on distinct elements with pivots drawn evenly: no simulation, a recurrence.
 *
 * <p>A round on m elements costs {@code c(m) = ceil(m / P) + overhead}. The pivot is each of the n elements with
 * probability 1/n; with g elements larger the search for the k-th largest ends if {@code g = k - 1}, goes on among the g
 * larger ones if {@code g >= k}, and else among the {@code n - g - 1} smaller ones for the {@code k - g - 1}-th:
 * <pre>
 * C(n, k) = c(n) + 1/n [ sum_{g=k}^{n-1} C(g, k) + sum_{j=1}^{k-1} C(n - k + j, j) ]</pre>
 * Both sums grow by one term from row to row, so the whole table takes n^2 / 2 steps.
 */
public final class ExpectedQuickSelect {
    private final int comparators;
    private final int overhead;
    private final double[][] table;

    /**
     * Computes the table.
     *
     * @param longest longest row, 0 or more; the table holds {@code longest^2 / 2} numbers
     * @param comparators elements compared in a cycle, 1 or more
     * @param overhead cycles of a round beyond those, 0 or more; 3 in SpAtten's cycle model
     */
    public ExpectedQuickSelect(int longest, int comparators, int overhead) {
        Require.atLeast("longest row", longest, 0);
        Require.atLeast("comparators", comparators, 1);
        Require.atLeast("overhead", overhead, 0);
        this.comparators = comparators;
        this.overhead = overhead;
        this.table = new double[longest + 1][];
        double[] larger = new double[longest + 1];
        double[] smaller = new double[longest + 1];
        for (int n = 1; n <= longest; n++) {
            double[] row = new double[n + 1];
            for (int k = 1; k <= n; k++) {
                row[k] = round(n) + (larger[k] + smaller[n - k]) / n;
            }
            for (int k = 1; k <= n; k++) {
                larger[k] += row[k];
                smaller[n - k] += row[k];
            }
            table[n] = row;
        }
    }

    private long round(int size) {
        return (size + comparators - 1L) / comparators + overhead;
    }

    /** Expected cycles to select k of n; 0 if that is none or all. */
    public double cycles(int n, int k) {
        Require.within("row length", n, 0, table.length - 1);
        Require.within("k", k, 0, n);
        return k == 0 || k == n ? 0 : table[n][k];
    }

    /** Fewest cycles that any pivots could take to select k of n: one round; 0 if that is none or all. */
    public long leastCycles(int n, int k) {
        Require.within("k", k, 0, n);
        return k == 0 || k == n ? 0 : round(n);
    }
}
