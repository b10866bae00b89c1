package dev.headrace.golden.sparse;

/**
 * Bits that Q, K and V are fetched with.
 *
 * <p>Progressive quantization (SpAtten, HPCA 2021): the {@code keyBits} most significant bits of the keys are fetched
 * first; if the largest probability computed from them is below the threshold, the {@code lsbBits} remaining ones are
 * fetched too and the row is computed again. Pairs 6+4 and 8+4 are the paper's most common ones, its threshold is
 * typically 0.1 (0.05 in the released traces).
 *
 * @param queryBits bits of a query element, 2 to 16, or 0: not quantized
 * @param keyBits bits of a key element fetched first, 4 to 12, or 0: not quantized
 * @param lsbBits bits fetched on demand, 4; or 0: static quantization
 * @param threshold largest probability below which they are fetched, 0 (never) to 1
 * @param valueBits bits of a value element, 2 to 16, or 0: not quantized
 */
public record BitWidths(int queryBits, int keyBits, int lsbBits, double threshold, int valueBits) {
    /** Nothing is quantized. */
    public static final BitWidths EXACT = new BitWidths(0, 0, 0, 0, 0);

    public BitWidths {
        if (queryBits != 0) {
            Require.within("query bits", queryBits, 2, 16);
        }
        if (keyBits != 0) {
            Require.within("key bits", keyBits, 4, 12);
        }
        if (valueBits != 0) {
            Require.within("value bits", valueBits, 2, 16);
        }
        if (lsbBits != 0 && (lsbBits != 4 || keyBits == 0)) {
            throw new IllegalArgumentException(
                    "lsb bits is " + lsbBits + " with key bits " + keyBits + "; allowed: 0, or 4 with quantized keys");
        }
        Require.share("threshold", threshold);
    }

    /** Every tensor in as many bits, all fetched at once. */
    public static BitWidths fixed(int queryBits, int keyBits, int valueBits) {
        return new BitWidths(queryBits, keyBits, 0, 0, valueBits);
    }
}
