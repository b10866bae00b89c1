package dev.headrace.hw.check;

/** Arithmetic on sizes of 0 or more that throws an ArithmeticException rather than wrap. */
public final class Exact {
    private Exact() {}

    /** {@code a / b}, rounded up; {@code a >= 0}, {@code b >= 1}. */
    public static long ceilDiv(long a, long b) {
        return a / b + (a % b == 0 ? 0 : 1);
    }

    /** {@code a * b}. */
    public static long times(long a, long b) {
        return Math.multiplyExact(a, b);
    }

    /** {@code a * b * c}. */
    public static long times(long a, long b, long c) {
        return Math.multiplyExact(Math.multiplyExact(a, b), c);
    }

    /** {@code a + b}. */
    public static long plus(long a, long b) {
        return Math.addExact(a, b);
    }

    /** {@code a + b + c}. */
    public static long plus(long a, long b, long c) {
        return Math.addExact(Math.addExact(a, b), c);
    }

    /** Levels of a tree that combines {@code n >= 1} values two by two: the logarithm to base 2, rounded up. */
    public static int treeLevels(long n) {
        return 64 - Long.numberOfLeadingZeros(n - 1);
    }
}
