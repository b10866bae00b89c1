package dev.headrace.hw.dram;

/** Checks of parameters: one message with the name, the value found and what is allowed. */
final class Allowed {
    private Allowed() {}

    static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + ": " + value + "; allowed: " + least + " or more");
        }
    }

    static void between(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + value + "; allowed: " + least + " to " + most);
        }
    }

    static void powerOfTwo(String name, int value, int most) {
        if (value < 1 || value > most || Integer.bitCount(value) != 1) {
            throw new IllegalArgumentException(name + ": " + value + "; allowed: a power of two from 1 to " + most);
        }
    }

    static void notNegative(String name, double value) {
        if (!(value >= 0 && value <= 1e12)) {
            throw new IllegalArgumentException(name + ": " + value + "; allowed: 0 to 1e12");
        }
    }
}
