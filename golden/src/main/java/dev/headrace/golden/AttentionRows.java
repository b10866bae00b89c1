package dev.headrace.golden;

/** Attention output of some query rows of one head. */
public final class AttentionRows {
    private final double[] o;
    private final double[] lse;

    AttentionRows(double[] o, double[] lse) {
        this.o = o;
        this.lse = lse;
    }

    /** Outputs, row-major, one row of value_dim numbers per query asked for, in the order asked. Not a copy. */
    public double[] o() {
        return o;
    }

    /** Natural logarithm of each row's softmax denominator, ln of the sum of exp(score); -infinity for an empty row. */
    public double[] lse() {
        return lse;
    }
}
