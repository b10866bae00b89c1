package dev.headrace.golden;

/**
 * What a number is on its way from queries, keys and values to an output of attention. The error that its rounding makes in
 * the output depends on that, and on nothing else about the operator that rounds it.
 */
public enum Role {
    /** Product of a query and a key, not multiplied by the workload's scale yet. */
    PRODUCT,
    /** The same times the scale. */
    SCORE,
    /** A score less a maximum, or a maximum less a later one: the argument of an exponential, 0 or less. */
    ARGUMENT,
    /** e to a score from which nothing has been subtracted. */
    EXPONENTIAL,
    /** e to a score less a maximum, at most 1. */
    WEIGHT,
    /** Exponential of the golden model, which is in no machine's format. */
    GOLDEN,
    /** Weight over the sum of weights. */
    PROBABILITY,
    /** Largest score of a row. */
    MAXIMUM,
    /** e to a maximum less a later one: what sums made so far are multiplied by. */
    FACTOR,
    /** Sum of weights. */
    DENOMINATOR,
    /** Logarithm of a sum of exponentials. */
    LOG_SUM,
    /** Sum of weights times values. */
    NUMERATOR,
    /** Sum of probabilities times values. */
    OUTPUT,
    /** Anything else: inputs, linear layers, signals. */
    OTHER;

    /** True for what is summed up to a denominator. */
    public boolean isWeight() {
        return this == EXPONENTIAL || this == WEIGHT;
    }

    /** True for a score, scaled or not. */
    public boolean isScore() {
        return this == PRODUCT || this == SCORE;
    }

    /** Of a sum of such numbers, of several keys where they are weights. */
    public Role summed() {
        return isWeight() ? DENOMINATOR : this;
    }

    /** Of a sum of such numbers times values. */
    public Role timesValues() {
        return isWeight() ? NUMERATOR : this == PROBABILITY ? OUTPUT : OTHER;
    }

    /** Of the exponential of such a number; of one for each row it is a factor. */
    public Role exponential(boolean perRow) {
        return isScore() ? EXPONENTIAL : this != ARGUMENT ? OTHER : perRow ? FACTOR : WEIGHT;
    }
}
