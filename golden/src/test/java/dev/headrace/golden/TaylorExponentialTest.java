package dev.headrace.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The bound on exponentials by a Taylor polynomial, against the polynomial itself. */
class TaylorExponentialTest {
    /** 2 to the f, |f| at most 1/2, by the terms of the series one after another, in double precision. */
    private static double polynomial(double f) {
        double term = 1;
        double sum = 1;
        for (int k = 1; k <= 5; k++) {
            term *= f * StrictMath.log(2) / k;
            sum += term;
        }
        return sum;
    }

    @Test
    void boundHoldsOverTheWholeRangeAndIsNearlyReached() {
        double worst = 0;
        for (int i = -5000; i <= 5000; i++) {
            double f = i / 10000.0;
            worst = Math.max(worst, Math.abs(polynomial(f) / StrictMath.pow(2, f) - 1));
        }
        double bound = ErrorBound.taylorExponential(NumberFormat.FP64);
        assertTrue(worst <= bound, worst + " over " + bound);
        assertTrue(worst > bound / 2, worst + " far below " + bound);
    }

    @Test
    void boundIsTruncationAndThirtyRoundings() {
        // (ln 2 / 2)^6 / 720 = 2.4068e-6, times sqrt 2 = 3.4037e-6; 2 x 15 x 2^-24 = 1.788e-6
        assertEquals(3.4037e-6, ErrorBound.taylorExponential(NumberFormat.FP64), 1e-9);
        assertEquals(3.4037e-6 + 1.788e-6, ErrorBound.taylorExponential(NumberFormat.FP32), 1e-9);
    }
}
