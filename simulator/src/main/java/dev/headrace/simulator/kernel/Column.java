package dev.headrace.simulator.kernel;

import java.util.Arrays;

/** A column of numbers that grows without ever being copied as a whole. */
final class Column {
    private static final int BITS = 14;
    private static final int MASK = (1 << BITS) - 1;

    private long[][] chunks = new long[1][];
    private int size;

    int size() {
        return size;
    }

    void add(long value) {
        int chunk = size >>> BITS;
        if ((size & MASK) == 0) {
            if (chunk == chunks.length) {
                chunks = Arrays.copyOf(chunks, 2 * chunk);
            }
            chunks[chunk] = new long[MASK + 1];
        }
        chunks[chunk][size++ & MASK] = value;
    }

    long get(int i) {
        return chunks[i >>> BITS][i & MASK];
    }
}
