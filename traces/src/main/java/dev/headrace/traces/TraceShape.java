package dev.headrace.traces;

/**
 * Sizes of a workload's tensors.
 *
 * @param layers layers, each with its own q, k and v
 * @param batch sequences
 * @param heads query heads
 * @param kvHeads key-value heads, a divisor of heads
 * @param queries rows of q
 * @param keys rows of k and v
 * @param headDim columns of q and k
 * @param valueDim columns of v
 */
public record TraceShape(
        int layers, int batch, int heads, int kvHeads, int queries, int keys, int headDim, int valueDim) {
    public TraceShape {
        atLeastOne("layers", layers);
        atLeastOne("batch", batch);
        atLeastOne("heads", heads);
        atLeastOne("kv_heads", kvHeads);
        atLeastOne("queries", queries);
        atLeastOne("keys", keys);
        atLeastOne("head_dim", headDim);
        atLeastOne("value_dim", valueDim);
        if (heads % kvHeads != 0) {
            throw new IllegalArgumentException(
                    "kv_heads is " + kvHeads + " with heads " + heads + "; allowed: a divisor of heads");
        }
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + "; allowed: at least 1");
        }
    }

    /** Heads that a tensor has: heads for q, kv_heads for k and v. */
    public int heads(AttentionTensor tensor) {
        return tensor == AttentionTensor.Q ? heads : kvHeads;
    }

    /** Rows of one head of a tensor. */
    public int rows(AttentionTensor tensor) {
        return tensor == AttentionTensor.Q ? queries : keys;
    }

    /** Columns of one head of a tensor. */
    public int columns(AttentionTensor tensor) {
        return tensor == AttentionTensor.V ? valueDim : headDim;
    }

    /** Numbers in one head of a tensor, rows times columns. */
    public int headLength(AttentionTensor tensor) {
        return Math.multiplyExact(rows(tensor), columns(tensor));
    }

    /** Refuses a layer, batch or head that does not exist, or an array that does not hold exactly one head. */
    void check(AttentionTensor tensor, int layer, int inBatch, int head, int length) {
        within("layer", layer, layers);
        within("batch", inBatch, batch);
        within("head", head, heads(tensor));
        if (length != headLength(tensor)) {
            throw new IllegalArgumentException("array for " + tensor.jsonName() + " has " + length
                    + " numbers; allowed: exactly " + rows(tensor) + " x " + columns(tensor));
        }
    }

    private static void within(String name, int value, int count) {
        if (value < 0 || value >= count) {
            throw new IllegalArgumentException(name + " is " + value + "; allowed: 0 to " + (count - 1));
        }
    }
}
