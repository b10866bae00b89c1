package dev.headrace.simulator.spec;

import org.jspecify.annotations.Nullable;

/**
 * The linear layers around the attention of a workload: projections to Q, K and V, the output projection and a feed-forward
 * network, in every layer. Designs with loops over what is kept count what they save there.
 *
 * @param model columns of a token's row between layers, heads x head_dim
 * @param ffn columns inside the feed-forward network, 1 to 2^18
 * @param matrices matrices of the feed-forward network: 2 (if missing: up and down), or 3 if it is gated
 * @param weightBits bits of a weight in memory, 1 to 32; those of the workload's format if missing
 */
public record LinearSpec(
        Integer model,
        Integer ffn,
        @Nullable Integer matrices,
        @Nullable Integer weightBits) {
    /** Products of tokens and two widths stay far below 2^63. */
    private static final int WIDEST = 1 << 18;

    public LinearSpec {
        Require.range(model, 1, WIDEST, "model");
        Require.range(ffn, 1, WIDEST, "ffn");
        matrices = Require.range(matrices == null ? Integer.valueOf(2) : matrices, 2, 3, "matrices");
        if (weightBits != null) {
            Require.range((long) weightBits, 1, 32, "weight_bits");
        }
    }

    /** Weights of the feed-forward network of a layer. */
    public long ffnWeights() {
        return (long) (matrices == null ? 2 : matrices) * model * ffn;
    }

    /** Bits of a weight. */
    public int bits(String format) {
        return weightBits == null ? Formats.bits(format) : weightBits;
    }

    /** Refuses what contradicts the shape. */
    void check(WorkloadSpec.Shape shape) {
        long width = (long) shape.heads() * shape.headDim();
        if (model != width) {
            throw new BadField(
                    "linear/model",
                    String.valueOf(model),
                    width + ", heads x head_dim = " + shape.heads() + " x " + shape.headDim());
        }
        agree("model", model, shape);
        agree("ffn", ffn, shape);
        if (shape.queries() > shape.keys()) {
            throw new BadField(
                    "linear",
                    shape.queries() + " queries, " + shape.keys() + " keys",
                    "at most as many queries as keys: every query is a token whose key is projected as well");
        }
    }

    private static void agree(String name, int value, WorkloadSpec.Shape shape) {
        Integer declared = shape.declared().get(name);
        if (declared != null && declared != value) {
            throw new BadField("linear/" + name, String.valueOf(value), declared + ", as in shape/dimensions/" + name);
        }
    }
}
