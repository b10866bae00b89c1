package dev.headrace.golden.ternary;

/**
 * How the quantizer's quotients become whole numbers. Two correct programs agree on all but quotients that lie within
 * their rounding errors of a half; there either neighbour is right, and what follows depends on which one is taken. A
 * comparison with another program can decide those as the other did.
 */
@FunctionalInterface
public interface Rounding {
    /**
     * A quotient that is to be rounded.
     *
     * @param position token, from 0
     * @param layer layer
     * @param linear the first of the linear maps that share this input: Q (with K and V), O, G (with U) or D
     * @param element which number of the input
     */
    record Place(int position, int layer, Linear linear, int element) {}

    /**
     * The whole number.
     *
     * @param place where
     * @param quotient as single precision has it
     * @param exact as double precision has it
     */
    int round(Place place, float quotient, double exact);

    /** The nearest whole number of the single-precision quotient, of two the even one. */
    static Rounding nearest() {
        return (place, quotient, exact) -> (int) Math.rint(quotient);
    }
}
