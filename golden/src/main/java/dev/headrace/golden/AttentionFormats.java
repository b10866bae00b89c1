package dev.headrace.golden;

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
}
