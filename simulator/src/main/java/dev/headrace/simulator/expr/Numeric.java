package dev.headrace.simulator.expr;

/** Functions that {@link StrictMath} lacks. */
final class Numeric {
    private static final double LN2 = StrictMath.log(2);

    private Numeric() {}

    /** The remainder of a division rounded down: it has the sign of the divisor, and 0 has none. */
    static double floored(double a, double b) {
        double r = a % b;
        return r != 0 && r < 0 != b < 0 ? r + b : r + 0.0;
    }

    /** Exact for powers of two. */
    static double log2(double a) {
        if (!(a >= Double.MIN_NORMAL) || a == Double.POSITIVE_INFINITY) {
            return StrictMath.log(a) / LN2;
        }
        int exponent = Math.getExponent(a);
        double m = Math.scalb(a, -exponent);
        // A mantissa about 1 rather than above it: next to 1 nothing cancels.
        return m > Math.sqrt(2) ? exponent + 1 + StrictMath.log(m / 2) / LN2 : exponent + StrictMath.log(m) / LN2;
    }

    static double sigmoid(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    /** x times the normal distribution function: x / 2 erfc(-x / sqrt 2). */
    static double gelu(double x) {
        return x == Double.NEGATIVE_INFINITY ? 0 : x / 2 * erfc(-x / StrictMath.sqrt(2));
    }

    /**
     * The complementary error function, to about 1e-13 of its value: below 2.5 by the series 2 / sqrt(pi) e^(-x^2) sum
     * 2^n x^(2n+1) / (2n+1)!! of erf, above by the continued fraction (Abramowitz and Stegun, 7.1.6 and 7.1.14).
     */
    private static double erfc(double x) {
        if (x < 0) {
            return 2 - erfc(-x);
        }
        double e = StrictMath.exp(-x * x) / StrictMath.sqrt(Math.PI);
        if (x >= 2.5) {
            double fraction = x;
            for (int n = 120; n > 0; n--) {
                fraction = x + n / 2.0 / fraction;
            }
            return e / fraction;
        }
        double term = x;
        double sum = x;
        for (int n = 1; term > sum * 1e-17; n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 1 - 2 * e * sum;
    }
}
