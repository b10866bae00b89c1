package dev.headrace.simulator.dataflow;

import java.util.Objects;

/** What one head keeps for one query. The arrays are not copies. */
public final class Kept {
    /** Bits of the elements of q, k (first and on demand) and v. */
    public record Bits(int query, int key, int low, int value) {}

    private final int[] keys;
    private final int[] values;
    private final Bits bits;
    private final boolean refetched;
    private final double[] scores;

    /**
     * What is kept.
     *
     * @param keys rows of K, ascending
     * @param values rows of V, a subset of them, ascending
     * @param refetched whether low key bits are fetched as well
     * @param scores what V rows are selected by, one for each row of K that a query is compared with
     */
    Kept(int[] keys, int[] values, Bits bits, boolean refetched, double[] scores) {
        this.keys = keys;
        this.values = values;
        this.bits = Objects.requireNonNull(bits);
        this.refetched = refetched;
        this.scores = scores;
    }

    /** Rows of K that the query sees, ascending. */
    public int[] keys() {
        return keys;
    }

    /** Rows of V that are added up, ascending. */
    public int[] values() {
        return values;
    }

    /** Bits of the elements. */
    public Bits bits() {
        return bits;
    }

    /** Whether the low bits of the keys are fetched. */
    public boolean refetched() {
        return refetched;
    }

    /** What V rows are selected by. */
    public double[] scores() {
        return scores;
    }
}
