package dev.headrace.hw.lookup;

import dev.headrace.hw.check.Exact;

/**
 * Ternary weights as the lookup engine reads them (TeLLMe v2, arXiv 2510.15926, section 3): the inputs of an output are cut
 * into groups of G; the G weights of a group are one index in base 3, digit 0 for 0, 1 for +1, 2 for -1, the first
 * weight the lowest digit, in {@code B = ceil(log2 3^G)} bits; T indices side by side are an index vector, which the engine
 * looks up in one go. Inputs are padded with weight 0 to a multiple of T G.
 *
 * <pre>vectors = ceil(inputs / (T G)) * outputs</pre>
 *
 * Vector (block b, output o) has number {@code b outputs + o}. The bits lie in words of 64, the lowest index in the lowest
 * bits, an index may cross from one word into the next.
 */
public final class IndexVectors {
    private final int group;
    private final int tables;
    private final int outputs;
    private final int inputs;
    private final int bits;
    private final int words;
    private final long[] packed;

    /**
     * Packs weights.
     *
     * @param signs outputs x inputs, row-major, each -1, 0 or 1
     * @param group G, 1 to 5
     * @param tables T, 1 or more
     */
    public IndexVectors(byte[] signs, int outputs, int inputs, int group, int tables) {
        if (outputs < 1 || inputs < 1 || signs.length != Exact.times(outputs, inputs)) {
            throw new IllegalArgumentException("matrix of " + outputs + " x " + inputs + " has " + signs.length
                    + " weights; allowed: their product, 1 or more each");
        }
        this.group = group;
        this.tables = tables;
        this.outputs = outputs;
        this.inputs = inputs;
        this.bits = bitsOf(group);
        this.words = (int) Exact.ceilDiv((long) tables * bits, 64);
        this.packed = new long[Math.toIntExact(Exact.times(vectors(), words))];
        for (int o = 0; o < outputs; o++) {
            for (int b = 0; b < blocks(); b++) {
                for (int t = 0; t < tables; t++) {
                    put(b, o, t, indexOf(signs, o, (b * tables + t) * group));
                }
            }
        }
    }

    /** Entries of a table, 3^G. */
    static int entriesOf(int group) {
        int n = 1;
        for (int i = 0; i < group; i++) {
            n *= 3;
        }
        return n;
    }

    /** Bits of an index, ceil(log2 3^G): 5 for G = 3. */
    static int bitsOf(int group) {
        return Exact.treeLevels(entriesOf(group));
    }

    /** Blocks of T G inputs, the last one padded. */
    public int blocks() {
        return (int) Exact.ceilDiv(inputs, (long) tables * group);
    }

    /** Index vectors. */
    public long vectors() {
        return Exact.times(blocks(), outputs);
    }

    int outputs() {
        return outputs;
    }

    int inputs() {
        return inputs;
    }

    /** The index of a table in a vector. */
    int index(int block, int output, int table) {
        int from = table * bits;
        int at = (block * outputs + output) * words + from / 64;
        int shift = from % 64;
        long value = packed[at] >>> shift;
        if (shift + bits > 64) {
            value |= packed[at + 1] << (64 - shift);
        }
        return (int) value & ((1 << bits) - 1);
    }

    private void put(int block, int output, int table, long index) {
        int from = table * bits;
        int at = (block * outputs + output) * words + from / 64;
        int shift = from % 64;
        packed[at] |= index << shift;
        if (shift + bits > 64) {
            packed[at + 1] |= index >>> (64 - shift);
        }
    }

    private int indexOf(byte[] signs, int output, int from) {
        int index = 0;
        for (int i = Math.min(group, inputs - from) - 1; i >= 0; i--) {
            int sign = signs[output * inputs + from + i];
            if (sign < -1 || sign > 1) {
                throw new IllegalArgumentException("weight of output " + output + ", input " + (from + i) + " is "
                        + sign + "; allowed: -1, 0 and 1");
            }
            index = 3 * index + (sign < 0 ? 2 : sign);
        }
        return index;
    }
}
