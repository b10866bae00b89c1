package dev.headrace.simulator.kernel;

import java.util.Arrays;

/** Numbers of 0 or more, written one after another, seven bits to a byte, the lowest first. */
final class Varints {
    private static final int BITS = 16;
    private static final int MASK = (1 << BITS) - 1;

    private byte[][] chunks = new byte[1][];
    private int size;

    /** Where the next number is written. */
    int size() {
        return size;
    }

    void add(long value) {
        long rest = value;
        while (rest > 0x7f) {
            one((byte) (rest | 0x80));
            rest >>>= 7;
        }
        one((byte) rest);
    }

    private void one(byte b) {
        int chunk = size >>> BITS;
        if ((size & MASK) == 0) {
            if (chunk == chunks.length) {
                chunks = Arrays.copyOf(chunks, 2 * chunk);
            }
            chunks[chunk] = new byte[MASK + 1];
        }
        chunks[chunk][size++ & MASK] = b;
    }

    /** A place to read at; as many as wanted, in any thread once nothing more is written. */
    final class Reader {
        private int place;

        void seek(int to) {
            place = to;
        }

        int place() {
            return place;
        }

        long next() {
            long value = 0;
            int shift = 0;
            while (true) {
                byte b = chunks[place >>> BITS][place & MASK];
                place++;
                value |= (b & 0x7fL) << shift;
                if (b >= 0) {
                    return value;
                }
                shift += 7;
            }
        }
    }
}
