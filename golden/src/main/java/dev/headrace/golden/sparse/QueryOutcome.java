package dev.headrace.golden.sparse;

/** What one query of one head did. The arrays are not copies. */
public final class QueryOutcome {
    private final int query;
    private final int[] keys;
    private final double[] probabilities;
    private final int[] values;
    private final double firstMaximum;
    private final boolean refetched;
    private final double[] output;

    QueryOutcome(
            int query,
            int[] keys,
            double[] probabilities,
            int[] values,
            double firstMaximum,
            boolean refetched,
            double[] output) {
        this.query = query;
        this.keys = keys;
        this.probabilities = probabilities;
        this.values = values;
        this.firstMaximum = firstMaximum;
        this.refetched = refetched;
        this.output = output;
    }

    /** Its row of Q. */
    public int query() {
        return query;
    }

    /** Rows of K it was compared with, ascending. */
    public int[] keys() {
        return keys;
    }

    /** Their probabilities, which sum to 1; none if there are no keys. */
    public double[] probabilities() {
        return probabilities;
    }

    /** Rows of V that were added up, a subset of the keys, ascending. */
    public int[] values() {
        return values;
    }

    /** Largest probability with the bits fetched first; 0 if there are no keys. */
    public double firstMaximum() {
        return firstMaximum;
    }

    /** True if the remaining key bits were fetched and the probabilities computed again. */
    public boolean refetched() {
        return refetched;
    }

    /** The output row, value_dim numbers. */
    public double[] output() {
        return output;
    }
}
