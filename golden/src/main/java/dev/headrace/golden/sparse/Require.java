package dev.headrace.golden.sparse;

/** Checks of arguments; each failure says what was found and what is allowed. */
final class Require {
    private Require() {}

    static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + "; allowed: " + least + " or more");
        }
    }

    static void within(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + "; allowed: " + least + " to " + most);
        }
    }

    static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is " + value + "; allowed: 0 to 1");
        }
    }

    /** {@code floor(share of count)}, where a product within 1e-9 of a whole number is that number: 0.1 of 1000 is 100. */
    static int floorShare(double share, int count) {
        return (int) Math.min(count, Math.floor(share * count + 1e-9));
    }
}
