package dev.headrace.golden;

import java.util.ArrayList;
import java.util.List;

/**
 * Where an attention machine rounds.
 *
 * @param input format of q, k and v, which the tensors already are in: no error by itself, but it decides whether the
 *     products are exact
 * @param score format a scaled score is stored in; the accumulator's own where it is not stored
 * @param probability format of exp(score - max) as the second product reads it
 * @param accumulator format of both products' sums, of the running maximum and denominator, and of the exponential unit
 * @param output format of the stored output
 */
public record AttentionFormats(
        NumberFormat input,
        NumberFormat score,
        NumberFormat probability,
        NumberFormat accumulator,
        NumberFormat output) {

    /** The same format everywhere. */
    public static AttentionFormats all(NumberFormat format) {
        return new AttentionFormats(format, format, format, format, format);
    }

    /** Storage in one format and sums, scores and exponentials in another, the usual case: fp16 with fp32. */
    public static AttentionFormats mixed(NumberFormat storage, NumberFormat accumulator) {
        return new AttentionFormats(storage, accumulator, storage, accumulator, storage);
    }

    /**
     * What an online softmax rounds that goes through the keys in tiles, adds up weights before they are stored, and divides
     * once.
     *
     * @param headDim columns of q and k
     * @param keys columns of the scores
     * @param tiles key tiles; 1 for a softmax over whole rows
     * @param stores times the normalised output passes through the output format: 1, or tiles for a machine that stores and
     *     reloads it at each tile, as FlashAttention-1 does
     */
    public List<Step> steps(int headDim, int keys, int tiles, int stores) {
        Grid sums = Grid.of(accumulator.jsonName());
        double function = 0x1p-52;
        List<Step> all = new ArrayList<>();
        all.add(new Step(Role.PRODUCT, sums, headDim + 1, headDim, 0, true, false));
        all.add(new Step(Role.SCORE, sums, 2, 1, 0, true, false));
        all.add(Step.once(Role.SCORE, score.jsonName()));
        all.add(new Step(Role.ARGUMENT, sums, 1, 1, 0, true, false));
        all.add(new Step(Role.WEIGHT, sums, 1, 1, function, true, false));
        all.add(new Step(Role.FACTOR, sums, tiles, tiles, function, true, false));
        all.add(new Step(Role.DENOMINATOR, sums, keys + 2 * tiles, keys + tiles, 0, true, true));
        all.add(Step.once(Role.WEIGHT, probability.jsonName()));
        all.add(new Step(Role.NUMERATOR, sums, keys + 1 + 2 * tiles, keys + tiles, 0, false, true));
        all.add(Step.once(Role.OUTPUT, accumulator.jsonName()));
        all.add(new Step(Role.OUTPUT, Grid.of(output.jsonName()), stores, stores, 0, false, false));
        all.add(new Step(Role.LOG_SUM, sums, 2, 1, function, true, false));
        return all;
    }
}
