package dev.headrace.golden.sparse;

/**
 * Number formats of a machine that computes attention on codes: whole-number products of fixed width, a floating-point
 * softmax, probabilities rounded to a fraction of fixed width.
 *
 * <p>Everything is defined to the bit, so that a machine agrees with this exactly or is wrong:
 *
 * <ul>
 *   <li>scores and outputs by {@link Multiplier}s where both operands are codes; otherwise products of the numbers in
 *       double precision, added up in order of the index;
 *   <li>a score is rounded to the softmax's format, multiplied by the scale, rounded; the largest is subtracted; exponentials,
 *       their sum in order of the index, and quotients are each rounded to that format;
 *   <li>a probability p of B bits is the code {@code p 2^B}, rounded to the nearest, ties to even, at most {@code 2^B - 1}.
 * </ul>
 *
 * @param scores products of queries and keys
 * @param values products of probabilities and values
 * @param single true: the softmax is in single precision; false: in double precision
 * @param taylor true: exponentials are {@code 2^n} times the Taylor polynomial of degree 5 of {@code 2^f}, n the whole number
 *     nearest to {@code x log2 e}, f what is left, by Horner's rule with a rounding after each operation
 * @param probabilityBits B, 2 to 16; 0: probabilities stay as they are
 */
public record Datapath(Multiplier scores, Multiplier values, boolean single, boolean taylor, int probabilityBits) {
    /** Double precision throughout: nothing is approximate but what is left out. */
    public static final Datapath EXACT = new Datapath(Multiplier.ANY, Multiplier.ANY, false, false, 0);

    public Datapath {
        if (probabilityBits != 0) {
            Require.within("probability bits", probabilityBits, 2, 16);
        }
    }

    /**
     * Multipliers of fixed width, and the adders behind them.
     *
     * @param operandBits width of an operand, into which codes are put left-aligned, 2 to 16; 0: any numbers, exactly
     * @param productBits how many of the {@code 2 operandBits} bits of a product are kept, from the highest
     * @param sumBits bits of a sum, which wraps around; 0: sums are exact
     * @param nearest true: products are rounded, halves up; false: cut off, towards minus infinity
     */
    public record Multiplier(int operandBits, int productBits, int sumBits, boolean nearest) {
        /** Exact products of any numbers. */
        public static final Multiplier ANY = new Multiplier(0, 0, 0, false);

        public Multiplier {
            if (operandBits != 0) {
                Require.within("operand bits", operandBits, 2, 16);
                Require.within("product bits", productBits, 1, 2L * operandBits);
            }
            if (sumBits != 0) {
                Require.within("sum bits", sumBits, productBits, 62);
            }
        }

        /** Sums of products, in units of {@link #unit}. */
        long dot(long[] a, long[] b) {
            long sum = 0;
            for (int i = 0; i < a.length; i++) {
                sum = Math.addExact(sum, product(a[i], b[i]));
            }
            if (sumBits == 0) {
                return sum;
            }
            long all = 1L << sumBits;
            return Math.floorMod(sum + all / 2, all) - all / 2;
        }

        private long product(long a, long b) {
            long exact = Math.multiplyExact(a, b);
            long cut = 1L << (2 * operandBits - productBits);
            return nearest ? Math.floorDiv(2 * exact + cut, 2 * cut) : Math.floorDiv(exact, cut);
        }

        /** A code of so many bits in the width of an operand; what does not fit is cut off. */
        long aligned(long code, int bits) {
            return bits <= operandBits
                    ? Math.multiplyExact(code, 1L << (operandBits - bits))
                    : Math.floorDiv(code, 1L << (bits - operandBits));
        }

        /** What a sum of 1 stands for, of codes of so many bits with these steps. */
        double unit(double stepA, int bitsA, double stepB, int bitsB) {
            int exponent = bitsA + bitsB - productBits;
            return stepA * stepB * StrictMath.pow(2, exponent);
        }
    }
}
