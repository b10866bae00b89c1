package dev.headrace.golden.sparse;

import java.util.List;

/** What one layer did in one pass, or for one generated token. The arrays are not copies. */
public final class LayerOutcome {
    private final int step;
    private final int layer;
    private final int length;
    private final int[] tokens;
    private final int[] heads;
    private final int[] rows;
    private final List<List<QueryOutcome>> queries;
    private final double margin;

    LayerOutcome(
            int step,
            int layer,
            int length,
            int[] tokens,
            int[] heads,
            int[] rows,
            List<List<QueryOutcome>> queries,
            double margin) {
        this.step = step;
        this.layer = layer;
        this.length = length;
        this.tokens = tokens;
        this.heads = heads;
        this.rows = rows;
        this.queries = queries;
        this.margin = margin;
    }

    /** Generated token, from 0; -1 for a whole pass. */
    public int step() {
        return step;
    }

    /** From 0. */
    public int layer() {
        return layer;
    }

    /** Tokens there would be without pruning. */
    public int length() {
        return length;
    }

    /** Tokens whose keys are there, ascending. In a whole pass they are the queries too, and the only tokens that the projections and the feed-forward network of this layer work on. */
    public int[] tokens() {
        return tokens;
    }

    /** Heads that are there, ascending. */
    public int[] heads() {
        return heads;
    }

    /** Query rows, ascending. */
    public int[] rows() {
        return rows;
    }

    /** One list for each head in the order of the heads, with one outcome for each query row. */
    public List<List<QueryOutcome>> queries() {
        return queries;
    }

    /** Smallest {@link Cascade#margin} of the prunings up to this layer, its own included. */
    public double margin() {
        return margin;
    }
}
