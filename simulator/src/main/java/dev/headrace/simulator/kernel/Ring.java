package dev.headrace.simulator.kernel;

import java.util.Arrays;

/** Rings of times: a time with number {@code n} stands at {@code n} modulo the length, which is a power of two. */
final class Ring {
    private Ring() {}

    /** The times with numbers from {@code from} to before {@code to}. */
    static long[] copy(long[] ring, long from, long to) {
        long[] copy = new long[(int) (to - from)];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = ring[(int) (from + i) & (ring.length - 1)];
        }
        return copy;
    }

    /** True if the times of a ring from a number on are those given, all so much later. */
    static boolean repeats(long[] before, long[] ring, long from, long later) {
        for (int i = 0; i < before.length; i++) {
            if (ring[(int) (from + i) & (ring.length - 1)] != before[i] + later) {
                return false;
            }
        }
        return true;
    }

    /** A ring in which the times from {@code from} to before {@code to} have moved on; all others are {@code empty}. */
    static long[] moved(long[] ring, long from, long to, long numbers, long later, long empty) {
        long[] moved = new long[ring.length];
        if (empty != 0) {
            Arrays.fill(moved, empty);
        }
        for (long n = from; n < to; n++) {
            moved[(int) (n + numbers) & (ring.length - 1)] = ring[(int) n & (ring.length - 1)] + later;
        }
        return moved;
    }
}
