package dev.headrace.simulator.unit;

/** A unit that computes. Immutable; the same work always costs the same. */
public interface ComputeUnit {
    /** Operations this unit does. */
    java.util.List<String> operations();

    /** True if this unit can do that operation. */
    default boolean does(String operation) {
        return operations().contains(operation);
    }

    /** Fills in what the work costs, in cycles of the unit's clock. */
    void cost(Work work, Cost cost);

    /** Most useful operations in one cycle, for the roofline; a multiply-accumulate is 2. */
    double peakOpsPerCycle();

    /**
     * How it computes e to the x: "exact" (correctly rounded, or nearly), or "taylor-5", the multiply-adds of
     * {@link dev.headrace.simulator.dataflow.Numbers#taylorExp}.
     */
    default String exponential() {
        return "exact";
    }

    /** Name of the number format that operands are rounded to as they enter ("bf16"), or null: they are taken as they come. */
    default @org.jspecify.annotations.Nullable String operandFormat() {
        return null;
    }

    /** Name of the number format that the result of every operation is rounded to ("fp32"), or null: fp32. */
    default @org.jspecify.annotations.Nullable String accumulatorFormat() {
        return null;
    }

    /** In which order it adds up what the work sums: the terms of a product, the numbers of a row. */
    default Summation summation(Work work) {
        return Summation.SERIAL;
    }

    /** How it multiplies whole numbers that were fetched as codes; null: like all others, in the accumulator's format. */
    default @org.jspecify.annotations.Nullable FixedPoint fixedPoint() {
        return null;
    }

    /**
     * Bits of the fraction that probabilities are rounded to, unsigned: {@code p 2^bits} to the nearest whole number, of two
     * equally near the even one, and at most {@code 2^bits - 1}. 0: they are not.
     */
    default int probabilityBits() {
        return 0;
    }
}
