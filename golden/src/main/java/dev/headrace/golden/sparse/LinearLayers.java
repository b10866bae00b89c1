package dev.headrace.golden.sparse;

/**
 * Work of the linear layers around attention by counting, from how many tokens and heads there are in each layer: as if
 * every matrix were cut down to what is left of it and multiplied. Cascade pruning (SpAtten, HPCA 2021): a dropped token
 * is in no matrix product of its layer and of later ones; a dropped head has no columns in the projections to Q, K and V and
 * no rows in the output projection.
 */
public final class LinearLayers {
    /**
     * Sizes of a layer.
     *
     * @param model width of a token's row
     * @param ffn width inside the feed-forward network
     * @param matrices matrices of the feed-forward network, 2 or 3
     * @param heads query heads
     * @param kvHeads heads of K and V
     * @param headDim columns of Q and K of a head
     * @param valueDim columns of V of a head
     * @param weightBits bits of a weight
     */
    public record Sizes(
            int model, int ffn, int matrices, int heads, int kvHeads, int headDim, int valueDim, int weightBits) {
        public Sizes {
            Require.atLeast("model", model, 1);
            Require.atLeast("ffn", ffn, 1);
            Require.within("matrices", matrices, 2, 3);
            Require.within("kv heads", kvHeads, 1, heads);
            Require.within("weight bits", weightBits, 1, 32);
        }
    }

    private final Sizes sizes;
    private long qkv;
    private long output;
    private long ffn;
    private long weightBits;
    private long denseMacs;
    private long denseWeights;

    /** Counts nothing yet. */
    public LinearLayers(Sizes sizes) {
        this.sizes = sizes;
    }

    /**
     * Adds a layer of one pass through the model.
     *
     * @param tokens tokens there, of {@code all}; none read no weights
     * @param heads query heads there
     * @param kvHeads heads of K and V there
     */
    public void add(int tokens, int all, int heads, int kvHeads) {
        Require.within("tokens", tokens, 0, all);
        Require.within("heads", heads, 0, sizes.heads());
        Require.within("kv heads", kvHeads, 0, sizes.kvHeads());
        long q = product(tokens, sizes.model(), (long) heads * sizes.headDim());
        long k = product(tokens, sizes.model(), (long) kvHeads * sizes.headDim());
        long v = product(tokens, sizes.model(), (long) kvHeads * sizes.valueDim());
        qkv += q + k + v;
        output += product(tokens, (long) heads * sizes.valueDim(), sizes.model());
        for (int m = 0; m < sizes.matrices(); m++) {
            ffn += product(tokens, sizes.model(), sizes.ffn());
        }
        weightBits += tokens == 0 ? 0 : weights(heads, kvHeads) * sizes.weightBits();
        denseMacs += all * weights(sizes.heads(), sizes.kvHeads());
        denseWeights += weights(sizes.heads(), sizes.kvHeads());
    }

    private static long product(long rows, long inner, long columns) {
        return rows * inner * columns;
    }

    private long weights(int heads, int kvHeads) {
        long perHead = (long) sizes.headDim() + sizes.valueDim();
        return sizes.model() * (heads * perHead + kvHeads * perHead + (long) sizes.matrices() * sizes.ffn());
    }

    /**
     * A whole pass pruned by schedule; as many heads of K and V as of Q.
     *
     * @param length tokens before the first layer
     */
    public static LinearLayers pass(Sizes sizes, PruningSchedule tokens, PruningSchedule heads, int length) {
        LinearLayers all = new LinearLayers(sizes);
        int tokensThere = length;
        int headsThere = sizes.heads();
        for (int layer = 0; layer < tokens.layers(); layer++) {
            tokensThere = Math.min(tokensThere, tokens.kept(layer, length));
            headsThere = Math.min(headsThere, heads.kept(layer, sizes.heads()));
            all.add(tokensThere, length, headsThere, headsThere);
        }
        return all;
    }

    /**
     * Tokens generated one at a time; as many heads of K and V as of Q. The token itself is never dropped.
     *
     * @param steps tokens
     * @param prunesFirst false: heads are dropped from the second token on
     */
    public static LinearLayers generation(Sizes sizes, PruningSchedule heads, int steps, boolean prunesFirst) {
        LinearLayers all = new LinearLayers(sizes);
        for (int step = 0; step < steps; step++) {
            int there = sizes.heads();
            for (int layer = 0; layer < heads.layers(); layer++) {
                there = step == 0 && !prunesFirst ? there : Math.min(there, heads.kept(layer, sizes.heads()));
                all.add(1, 1, there, there);
            }
        }
        return all;
    }

    /** Multiply-accumulates of the projections to Q, K and V. */
    public long qkv() {
        return qkv;
    }

    /** Multiply-accumulates of the output projection. */
    public long output() {
        return output;
    }

    /** Multiply-accumulates of the feed-forward network. */
    public long ffn() {
        return ffn;
    }

    /** Multiply-accumulates with nothing dropped. */
    public long denseMacs() {
        return denseMacs;
    }

    /** Bytes of weights read, rounded up once. */
    public long weightBytes() {
        return (weightBits + 7) / 8;
    }

    /** Bytes of all weights in fp32. */
    public long denseWeightBytes() {
        return 4 * denseWeights;
    }
}
