package dev.headrace.simulator.unit;

/**
 * How multipliers of a fixed width and the adders behind them work on whole numbers.
 *
 * <ul>
 *   <li>Codes of other widths are put left-aligned into {@code operandBits}: zeros below a shorter one, the lowest bits of a
 *       longer one dropped (an arithmetic shift).
 *   <li>The product of two of them has {@code 2 operandBits} bits, of which the {@code productBits} highest are kept: {@code
 *       floor(a b / 2^dropped)}, or with {@code nearest} the nearest number, of two equally near the larger.
 *   <li>Sums are exact, or with {@code sumBits} wrap around as two's complement numbers of so many bits; so their order
 *       does not matter either way.
 * </ul>
 *
 * @param operandBits bits of an operand, 2 to 16
 * @param productBits bits of a product that are kept, 1 to 2 operandBits
 * @param sumBits bits of a sum, productBits to 64; 64 is as good as exact
 * @param nearest true to round products, false to cut them off
 */
public record FixedPoint(int operandBits, int productBits, int sumBits, boolean nearest) {
    public FixedPoint {
        within("operand_bits", operandBits, 2, 16);
        within("product_bits", productBits, 1, 2 * operandBits);
        within("sum_bits", sumBits, productBits, Long.SIZE);
    }

    private static void within(String what, int bits, int least, int most) {
        if (bits < least || bits > most) {
            throw new IllegalArgumentException(what + " is " + bits + "; allowed: " + least + " to " + most);
        }
    }

    /** Lowest bits of a product that are dropped. */
    public int dropped() {
        return 2 * operandBits - productBits;
    }

    /** A code of so many bits as an operand. */
    public long operand(long code, int bits) {
        return bits <= operandBits ? code << (operandBits - bits) : code >> (bits - operandBits);
    }

    /** What an operand's 1 is worth, if the code's is worth {@code step}: exact, but for underflow. */
    public double operandStep(double step, int bits) {
        return Math.scalb(step, bits - operandBits);
    }

    /** The product of two operands, without what is dropped. */
    public long product(long a, long b) {
        int low = dropped();
        long half = nearest && low > 0 ? 1L << (low - 1) : 0;
        return (a * b + half) >> low;
    }

    /** A sum as the adders hold it. */
    public long sum(long exact) {
        int unused = Long.SIZE - sumBits;
        return exact << unused >> unused;
    }
}
