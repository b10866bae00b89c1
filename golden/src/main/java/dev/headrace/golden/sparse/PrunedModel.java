package dev.headrace.golden.sparse;

import dev.headrace.golden.Mask;
import java.util.ArrayList;
import java.util.List;

/**
 * All layers of a model under SpAtten's pruning and quantization.
 *
 * <p>Before layer l the cascade keeps the tokens and heads that the schedules allow it, by what the layers before have
 * added up; heads and tokens dropped once stay dropped for the pass. The tensors are those of a dense run: what pruning in
 * one layer would change in the Q, K, V of the next is not modelled, only which rows are used.
 *
 * @param layers as many as both schedules have
 * @param heads heads of each layer, 1 or more
 * @param tokens share of tokens pruned by layer
 * @param headSchedule share of heads pruned by layer
 * @param attention one head; its mask is that of the whole sequence
 */
public record PrunedModel(
        int layers, int heads, PruningSchedule tokens, PruningSchedule headSchedule, PrunedAttention attention) {
    private static final int WHOLE = -1;

    public PrunedModel {
        Require.atLeast("heads", heads, 1);
        if (tokens.layers() != layers || headSchedule.layers() != layers) {
            throw new IllegalArgumentException("schedules have " + tokens.layers() + " and " + headSchedule.layers()
                    + " layers; allowed: " + layers + " each");
        }
    }

    /**
     * One pass over a whole sequence, as an encoder does or a decoder with its prompt: a dropped token is neither a key
     * nor a query any more.
     *
     * @param cascade with as many tokens as the sequence; its importances go on growing
     */
    public List<LayerOutcome> pass(LayerTensors tensors, Cascade cascade) {
        int length = cascade.tokens().length;
        List<LayerOutcome> outcomes = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            cascade.pruneTokens(tokens.kept(layer, length));
            cascade.pruneHeads(headSchedule.kept(layer, heads));
            outcomes.add(layer(WHOLE, layer, length, cascade.tokens(), tensors, cascade));
        }
        return outcomes;
    }

    /**
     * Tokens generated one at a time, each of which attends to all before it and to itself. Token t has row t of the
     * tensors, so they hold prompt + steps rows.
     *
     * <p>Without scores of the prompt the first generated token prunes nothing, as in SpAtten's released traces.
     *
     * @param prompt tokens before the first generated one
     * @param steps tokens to generate
     * @param promptScores true if a dense pass over the prompt (by the attention's mask) first gives the tokens importances
     */
    public List<LayerOutcome> generate(LayerTensors tensors, int prompt, int steps, boolean promptScores) {
        Require.atLeast("prompt", prompt, 0);
        Require.atLeast("steps", steps, 0);
        Cascade cascade = new Cascade(prompt, heads);
        if (promptScores) {
            PruningSchedule none = PruningSchedule.none(layers);
            new PrunedModel(layers, heads, none, none, attention).pass(tensors, cascade);
        }
        List<LayerOutcome> outcomes = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            int newest = prompt + step;
            cascade.restart(newest + 1);
            for (int layer = 0; layer < layers; layer++) {
                if (step > 0 || promptScores) {
                    cascade.pruneTokens(tokens.kept(layer, newest + 1), newest);
                    cascade.pruneHeads(headSchedule.kept(layer, heads));
                }
                outcomes.add(layer(step, layer, newest + 1, new int[] {newest}, tensors, cascade));
            }
        }
        return outcomes;
    }

    private LayerOutcome layer(int step, int layer, int length, int[] queries, LayerTensors tensors, Cascade cascade) {
        int[] there = cascade.tokens();
        int[] headsThere = cascade.heads();
        double margin = cascade.margin();
        List<List<QueryOutcome>> byHead = new ArrayList<>();
        for (int head : headsThere) {
            List<QueryOutcome> outcomes = attention.attend(
                    head, queries, there, tensors.q(layer, head), tensors.k(layer, head), tensors.v(layer, head));
            outcomes.forEach(outcome -> cascade.add(head, outcome));
            byHead.add(outcomes);
        }
        return new LayerOutcome(step, layer, length, there, headsThere, queries, byHead, margin);
    }

    /** The mask of a decoder whose query and key rows are the same tokens. */
    public static Mask causal() {
        return (head, query, key) -> key <= query;
    }
}
