package dev.headrace.golden.sparse;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Cascade pruning (SpAtten, HPCA 2021): importance of tokens and heads, added up over heads, queries, layers and generated
 * tokens, and which tokens and heads are still there. What is dropped does not come back before {@link #restart}.
 *
 * <p>Token importance is {@code s[j] += P[m,i,j]} over heads m and queries i; head importance {@code h[m] += |E[m,i,d]|}
 * over attention outputs.
 */
public final class Cascade {
    private double[] tokenImportance;
    private final double[] headImportance;
    private int[] tokens;
    private int[] heads;
    private double margin = Double.POSITIVE_INFINITY;

    /** All tokens and heads there, all importances 0. */
    public Cascade(int tokens, int heads) {
        Require.atLeast("tokens", tokens, 0);
        Require.atLeast("heads", heads, 1);
        this.tokenImportance = new double[tokens];
        this.headImportance = new double[heads];
        this.tokens = IntStream.range(0, tokens).toArray();
        this.heads = IntStream.range(0, heads).toArray();
    }

    /** Tokens that are still there, ascending. */
    public int[] tokens() {
        return tokens.clone();
    }

    /** Heads that are still there, ascending. */
    public int[] heads() {
        return heads.clone();
    }

    /** Importance of every token so far, of dropped ones too. */
    public double[] tokenImportance() {
        return tokenImportance.clone();
    }

    /** Importance of every head so far. */
    public double[] headImportance() {
        return headImportance.clone();
    }

    /** Smallest {@link Selection#margin} of all prunings so far. */
    public double margin() {
        return margin;
    }

    /** Adds what one query of one head gave: the probabilities of its keys and its output row. */
    public void add(int head, QueryOutcome outcome) {
        int[] keys = outcome.keys();
        for (int j = 0; j < keys.length; j++) {
            tokenImportance[keys[j]] += outcome.probabilities()[j];
        }
        // A row's magnitudes first, as the machine hands on a row at a time.
        double magnitude = 0;
        for (double element : outcome.output()) {
            magnitude += Math.abs(element);
        }
        headImportance[head] += magnitude;
    }

    /** Keeps the most important tokens: as many as asked for, or all if there are no more than that. */
    public void pruneTokens(int kept) {
        pruneTokens(kept, -1);
    }

    /**
     * Keeps the most important tokens, and one token whatever its importance as long as any is kept: the token being
     * generated, which nobody has attended to yet (assumed; the released traces do not say).
     *
     * @param always index of that token, or -1 for none
     */
    public void pruneTokens(int kept, int always) {
        double[] importance = tokenImportance;
        double[] scores = Arrays.stream(tokens)
                .mapToDouble(t -> t == always ? Double.POSITIVE_INFINITY : importance[t])
                .toArray();
        tokens = prune(tokens, scores, kept);
    }

    /** Keeps the most important heads: as many as asked for, or all if there are no more than that. */
    public void pruneHeads(int kept) {
        heads = prune(
                heads, Arrays.stream(heads).mapToDouble(h -> headImportance[h]).toArray(), kept);
    }

    /**
     * The next token is generated: all tokens, now {@code count}, and all heads are there again. Importances stay; new
     * tokens start with 0. (In the released traces each generated token starts again from the first layer's share of the
     * whole context.)
     */
    public void restart(int count) {
        Require.atLeast("tokens", count, tokenImportance.length);
        tokenImportance = Arrays.copyOf(tokenImportance, count);
        tokens = IntStream.range(0, count).toArray();
        heads = IntStream.range(0, headImportance.length).toArray();
    }

    private int[] prune(int[] from, double[] scores, int kept) {
        Require.atLeast("kept", kept, 0);
        Selection selection = Selection.largest(scores, Math.min(kept, from.length));
        margin = Math.min(margin, selection.margin());
        return Arrays.stream(selection.positions()).map(i -> from[i]).toArray();
    }
}
