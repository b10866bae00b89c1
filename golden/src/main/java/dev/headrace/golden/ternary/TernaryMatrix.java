package dev.headrace.golden.ternary;

/** A matrix of -1, 0 and 1 with one scale: y = x_scale * scale * (whole-number product). */
public final class TernaryMatrix {
    private final int outputs;
    private final int inputs;
    private final byte[] signs;
    private final double scale;

    /**
     * A matrix over the given signs, which are not copied.
     *
     * @param signs outputs x inputs, row-major, each -1, 0 or 1
     * @param scale finite, above 0
     */
    public TernaryMatrix(int outputs, int inputs, byte[] signs, double scale) {
        if (outputs < 1 || inputs < 1 || signs.length != (long) outputs * inputs) {
            throw new IllegalArgumentException("matrix of " + outputs + " x " + inputs + " has " + signs.length
                    + " weights; allowed: their product, 1 or more each");
        }
        for (int i = 0; i < signs.length; i++) {
            if (signs[i] < -1 || signs[i] > 1) {
                throw new IllegalArgumentException("weight " + i + " is " + signs[i] + "; allowed: -1, 0 and 1");
            }
        }
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new IllegalArgumentException("scale is " + scale + "; allowed: finite numbers above 0");
        }
        this.outputs = outputs;
        this.inputs = inputs;
        this.signs = signs;
        this.scale = scale;
    }

    /** Rows: numbers that come out. */
    public int outputs() {
        return outputs;
    }

    /** Columns: numbers that go in. */
    public int inputs() {
        return inputs;
    }

    /** The matrix's scale. */
    public double scale() {
        return scale;
    }

    /** The weight from an input to an output: -1, 0 or 1. */
    public int sign(int output, int input) {
        return signs[output * inputs + input];
    }

    /** The signs themselves, row-major; not to be changed. */
    public byte[] signs() {
        return signs;
    }

    /**
     * The plain dot product of every row with x, exactly.
     *
     * @throws IllegalArgumentException if x has not one number an input
     * @throws ArithmeticException if a sum does not fit 32 bits
     */
    public int[] accumulate(int[] x) {
        if (x.length != inputs) {
            throw new IllegalArgumentException("x has " + x.length + " numbers; allowed: " + inputs);
        }
        int[] sums = new int[outputs];
        for (int o = 0; o < outputs; o++) {
            long sum = 0;
            for (int i = 0; i < inputs; i++) {
                sum += (long) signs[o * inputs + i] * x[i];
            }
            sums[o] = Math.toIntExact(sum);
        }
        return sums;
    }
}
