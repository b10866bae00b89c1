package dev.headrace.golden.ternary;

/**
 * Sizes of a decoder.
 *
 * @param layers blocks, 1 or more
 * @param heads attention heads, 1 or more; keys and values have as many
 * @param headDim numbers of a head, even
 * @param ffn width of the feed-forward part, 1 or more
 * @param vocabulary tokens, 1 or more
 * @param context longest sequence, 1 or more
 * @param ropeTheta base of the rotary embedding's angles, above 0
 * @param rmsEps added to the mean square in RMSNorm, 0 or more
 */
public record TernaryShape(
        int layers, int heads, int headDim, int ffn, int vocabulary, int context, double ropeTheta, double rmsEps) {
    public TernaryShape {
        atLeastOne("layers", layers);
        atLeastOne("heads", heads);
        atLeastOne("head_dim", headDim);
        atLeastOne("ffn", ffn);
        atLeastOne("vocabulary", vocabulary);
        atLeastOne("context", context);
        if (headDim % 2 != 0) {
            throw new IllegalArgumentException(
                    "head_dim is " + headDim + "; allowed: an even number, rotated in pairs");
        }
        if (!(ropeTheta > 0) || Double.isInfinite(ropeTheta)) {
            throw new IllegalArgumentException("rope_theta is " + ropeTheta + "; allowed: a number above 0");
        }
        if (!(rmsEps >= 0) || Double.isInfinite(rmsEps)) {
            throw new IllegalArgumentException("rms_eps is " + rmsEps + "; allowed: 0 or more");
        }
    }

    /** Width of the model. */
    public int hidden() {
        return heads * headDim;
    }

    private static void atLeastOne(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " is " + value + "; allowed: 1 or more");
        }
    }
}
