package dev.headrace.simulator.dataflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.golden.ErrorBound;
import dev.headrace.golden.NumberFormat;
import org.junit.jupiter.api.Test;

class TaylorExpTest {
    private static final Numbers SINGLE = Numbers.in("fp32", "taylor-5");

    @Test
    void exponentialByMultiplyAddsStaysWithinItsBound() {
        double bound = ErrorBound.taylorExponential(NumberFormat.FP32);
        double worst = 0;
        for (int i = 0; i <= 80_000; i++) {
            double x = (float) (-i / 1000.0);
            // the argument's product is rounded: that is counted apart, as an error of x 2^-24
            double allowed = bound + Math.abs(x) * 0x1p-23;
            double error = Math.abs(SINGLE.exp(x) / StrictMath.exp(x) - 1);
            assertTrue(error <= allowed, x + ": " + error);
            worst = Math.max(worst, error);
        }
        assertTrue(worst > 1e-6, "a Taylor polynomial should show: " + worst);
    }

    @Test
    void nothingAndMinusInfinityAreExact() {
        assertEquals(1, SINGLE.exp(0));
        assertEquals(0, SINGLE.exp(Double.NEGATIVE_INFINITY));
        assertEquals(0, SINGLE.exp(-1e6));
    }
}
