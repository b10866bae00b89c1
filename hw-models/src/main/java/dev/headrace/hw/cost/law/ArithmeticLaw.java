package dev.headrace.hw.cost.law;

import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.Require;
import java.util.List;

/**
 * What arithmetic costs at the reference node, by bits of the significand, the hidden one included ({@code M}), or of whole
 * numbers ({@code a}, {@code b}).
 * <pre>
 * floating point   multiply  p0 M^2 + p1 M      pJ      q0 M^2 + q1 M           um2
 *                  add       r M                pJ      s0 M^s1                 um2
 * whole numbers    multiply  t a b              pJ      u0 a b up to u2 bits, then u1 a b, but no less than u0 u2^2
 *                  add, compare  v b            pJ      w b                     um2
 * divide           x multiplications;  exponential  y multiply-adds</pre>
 *
 * Exponents have no term of their own: the adder of two exponents is within {@code p1 M}, as fitted.
 *
 * @param reference node in nanometres
 * @param fpMultiply p0, p1
 * @param fpMultiplyArea q0, q1
 * @param fpAdd r
 * @param fpAddArea s0, s1
 * @param intMultiply t
 * @param intMultiplyArea u0, u1, u2
 * @param intAdd v
 * @param intAddArea w
 * @param divideMultiplications x
 * @param exponentialFmas y
 * @param leastSignificand fewest bits of a significand that the formulas were checked for
 * @param mostSignificand most of them
 * @param origin where all of it comes from
 */
public record ArithmeticLaw(
        double reference,
        List<Double> fpMultiply,
        List<Double> fpMultiplyArea,
        double fpAdd,
        List<Double> fpAddArea,
        double intMultiply,
        List<Double> intMultiplyArea,
        double intAdd,
        double intAddArea,
        double divideMultiplications,
        double exponentialFmas,
        int leastSignificand,
        int mostSignificand,
        Origin origin) {
    public ArithmeticLaw {
        Positive.check("reference", reference);
        fpMultiply = coefficients("fp_multiply", fpMultiply, 2);
        fpMultiplyArea = coefficients("fp_multiply_area", fpMultiplyArea, 2);
        Positive.check("fp_add", fpAdd);
        fpAddArea = coefficients("fp_add_area", fpAddArea, 2);
        Positive.power("fp_add_area", fpAddArea.get(1));
        Positive.check("int_multiply", intMultiply);
        intMultiplyArea = coefficients("int_multiply_area", intMultiplyArea, 3);
        Positive.check("int_add", intAdd);
        Positive.check("int_add_area", intAddArea);
        Positive.check("divide_multiplications", divideMultiplications);
        Positive.check("exponential_fmas", exponentialFmas);
        Require.present(origin, "origin");
    }

    private static List<Double> coefficients(String field, List<Double> values, int count) {
        List<Double> list = Require.list(values);
        if (list.size() != count) {
            throw new BadField(field, list.size() + " coefficients", String.valueOf(count));
        }
        list.forEach(value -> Positive.check(field, value));
        return list;
    }

    /** Energy and area of a multiplier. */
    public Cell multiply(Digits d) {
        double m = d.bits();
        if (d.floating()) {
            return new Cell(
                    Kind.FP_MULTIPLY,
                    fpMultiply.get(0) * m * m + fpMultiply.get(1) * m,
                    fpMultiplyArea.get(0) * m * m + fpMultiplyArea.get(1) * m);
        }
        double small = intMultiplyArea.get(2);
        double um2 = m <= small
                ? intMultiplyArea.get(0) * m * m
                : Math.max(intMultiplyArea.get(1) * m * m, intMultiplyArea.get(0) * small * small);
        return new Cell(Kind.INT_MULTIPLY, intMultiply * m * m, um2);
    }

    /** Energy and area of an adder. */
    public Cell add(Digits d) {
        return d.floating()
                ? new Cell(Kind.FP_ADD, fpAdd * d.bits(), fpAddArea.get(0) * Math.pow(d.bits(), fpAddArea.get(1)))
                : whole(d.bits());
    }

    /** Energy and area of a comparator: an adder of whole numbers as wide as the format. */
    public Cell compare(Digits d) {
        return whole(d.width());
    }

    private Cell whole(int bits) {
        return new Cell(Kind.INT_ADD, intAdd * bits, intAddArea * bits);
    }

    /** Kinds of circuits, which scale from node to node each in its own way. */
    public enum Kind {
        FP_MULTIPLY,
        FP_ADD,
        INT_MULTIPLY,
        INT_ADD,
        REGISTER
    }

    /**
     * A circuit at the reference node.
     *
     * @param pj of an operation
     * @param um2 square micrometres
     */
    public record Cell(Kind kind, double pj, double um2) {}
}
