package dev.headrace.golden;

/** Checks of input matrices. */
final class Finite {
    private Finite() {}

    /** Refuses a matrix whose length is not rows x columns, or that holds NaN or an infinity. */
    static void check(String name, double[] values, int rows, int columns) {
        if (values.length != (long) rows * columns) {
            throw new IllegalArgumentException(name + " has " + values.length + " numbers; allowed: exactly " + rows
                    + " x " + columns + " = " + (long) rows * columns);
        }
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException(name + " row " + i / columns + " column " + i % columns + " is "
                        + values[i] + "; allowed: finite numbers");
            }
        }
    }
}
