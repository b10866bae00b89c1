package dev.headrace.simulator.kernel;

import java.util.Arrays;

/** A column of whole numbers below 2^31 that grows without ever being copied as a whole. */
final class IntColumn {
    private static final int BITS = 14;
    private static final int MASK = (1 << BITS) - 1;

    private int[][] chunks = new int[1][];
    private int size;

    int size() {
        return size;
    }

    void add(int value) {
        int chunk = size >>> BITS;
        if ((size & MASK) == 0) {
            if (chunk == chunks.length) {
                chunks = Arrays.copyOf(chunks, 2 * chunk);
            }
            chunks[chunk] = new int[MASK + 1];
        }
        chunks[chunk][size++ & MASK] = value;
    }

    int get(int i) {
        return chunks[i >>> BITS][i & MASK];
    }
}
