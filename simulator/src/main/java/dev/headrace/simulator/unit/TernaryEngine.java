package dev.headrace.simulator.unit;

/** A unit with a way of its own of multiplying by ternary weights; a run computes its products with it. */
public interface TernaryEngine {
    /** Weights as the unit keeps them. */
    @FunctionalInterface
    interface Product {
        /**
         * One product, exactly.
         *
         * @param x int8 inputs
         * @param sums receives a 32-bit sum for every output
         */
        void multiply(int[] x, int[] sums);
    }

    /**
     * Brings weights into the unit's own form.
     *
     * @param signs outputs x inputs, row-major, each -1, 0 or 1
     */
    Product prepare(byte[] signs, int outputs, int inputs);
}
