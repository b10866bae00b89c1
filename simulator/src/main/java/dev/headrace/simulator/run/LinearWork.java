package dev.headrace.simulator.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Work of the linear layers around attention, with the tokens and heads that a run kept, and without pruning. Counted, not
 * timed. Biases, norms, activations and embeddings are not in it. Weights come from memory once for each pass through the
 * model: once for a whole sequence, once for each generated token; dense ones in fp32, as keys and values.
 *
 * @param macs multiply-accumulates
 * @param denseMacs without pruning
 * @param computeReduction dense over actual, 0 if nothing was left
 * @param weightBytes bytes of weights read
 * @param denseWeightBytes of all weights, in fp32
 * @param dramReduction dense over actual, 0 if nothing was left
 * @param modelComputeReduction of linear layers and attention together
 * @param modelDramReduction of weights, K and V together
 * @param prompt the dense pass over the prompt, which is in none of the other numbers; null in a whole pass
 * @param layers by layer
 */
public record LinearWork(
        Macs macs,
        Macs denseMacs,
        double computeReduction,
        long weightBytes,
        long denseWeightBytes,
        double dramReduction,
        double modelComputeReduction,
        double modelDramReduction,
        @Nullable Prompt prompt,
        List<Layer> layers) {

    /**
     * Multiply-accumulates.
     *
     * @param qkv projections to Q, K and V
     * @param output output projection
     * @param ffn feed-forward network
     */
    public record Macs(long qkv, long output, long ffn) {
        /** All of them. */
        public long total() {
            return qkv + output + ffn;
        }

        Macs plus(Macs other) {
            return new Macs(qkv + other.qkv, output + other.output, ffn + other.ffn);
        }
    }

    /**
     * One layer.
     *
     * @param rows tokens that went through it: in a whole pass those that are there, in generation the generated ones
     * @param heads heads there; in generation the mean over the tokens
     */
    public record Layer(
            long rows,
            double heads,
            Macs macs,
            Macs denseMacs,
            double computeReduction,
            long weightBytes,
            long denseWeightBytes,
            double dramReduction) {}

    /**
     * The pass over the prompt, all of its tokens and heads in every layer.
     *
     * @param rows tokens before the first generated one
     */
    public record Prompt(long rows, Macs macs, long weightBytes) {}

    /** Dense over actual, 0 if nothing was left. */
    static double reduction(long dense, long actual) {
        return actual == 0 ? 0 : (double) dense / actual;
    }
}
