package dev.headrace.golden;

/** The scores of one query, in double precision. Its arrays are not copies. */
public final class ScoreRow {
    private final double[] scores;
    private final double[] magnitudes;
    private final double[] weights;
    private final double max;
    private final double denominator;

    ScoreRow(double[] scores, double[] magnitudes, double[] weights, double max, double denominator) {
        this.scores = scores;
        this.magnitudes = magnitudes;
        this.weights = weights;
        this.max = max;
        this.denominator = denominator;
    }

    /** Scaled scores by key; minus infinity where the mask hides the key. */
    public double[] scores() {
        return scores;
    }

    /** By key, {@code |scale| sum_i |q_i k_i|}: what the error of a score scales with. */
    public double[] magnitudes() {
        return magnitudes;
    }

    /** By key, e to the score less the largest; 0 where hidden. */
    public double[] weights() {
        return weights;
    }

    /** The largest score; minus infinity if every key is hidden. */
    public double max() {
        return max;
    }

    /** Sum of the weights. */
    public double denominator() {
        return denominator;
    }

    /** Whether the query sees no key at all. */
    public boolean seesNothing() {
        return max == Double.NEGATIVE_INFINITY;
    }

    /** Natural logarithm of the sum of e to each score. */
    public double logSumExp() {
        return seesNothing() ? max : max + StrictMath.log(denominator);
    }

    /** The softmax probability of a key. */
    public double probability(int key) {
        return seesNothing() ? 0 : weights[key] / denominator;
    }
}
