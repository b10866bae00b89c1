package dev.headrace.simulator.dataflow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.golden.ErrorBound;
import dev.headrace.golden.NumberFormat;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowSoftmaxTest {
    private static final double NONE = Double.NEGATIVE_INFINITY;

    private static RowSoftmax softmax(String format, String exponential, int bits) {
        return new RowSoftmax(Numbers.in(format, exponential), bits);
    }

    private static double[] row(RowSoftmax softmax, double... scores) {
        return softmax.of(new Tile(1, scores.length, scores)).at();
    }

    @Test
    void probabilitiesAreRoundedToTheNearestFraction() {
        RowSoftmax twelve = softmax("fp64", "exact", 12);
        assertEquals(0.5, twelve.fraction(0.5));
        assertEquals(1365 / 4096.0, twelve.fraction(1 / 3.0));
        assertEquals(0, twelve.fraction(0.49 / 4096));
        // Halves go to the even code, and there is no code for 1.
        assertEquals(0, twelve.fraction(0.5 / 4096));
        assertEquals(2 / 4096.0, twelve.fraction(1.5 / 4096));
        assertEquals(2 / 4096.0, twelve.fraction(2.5 / 4096));
        assertEquals(4095 / 4096.0, twelve.fraction(1));
        assertEquals(4095 / 4096.0, twelve.fraction(4095.5 / 4096));
        assertEquals(1 / 3.0, softmax("fp64", "exact", 0).fraction(1 / 3.0));
    }

    @Test
    void aRowByHand() {
        // Weights 1, 2, 4 of 7: 585.14, 1170.3, 2340.6 of 4096.
        double[] scores = {0, Math.log(2), Math.log(4)};
        RowSoftmax twelve = softmax("fp32", "exact", 12);
        assertArrayEquals(new double[] {585 / 4096.0, 1170 / 4096.0, 2341 / 4096.0}, row(twelve, scores), 0);
        Tile p = twelve.of(new Tile(1, 3, scores));
        Codes.Scale scale = Objects.requireNonNull(p.scale());
        assertEquals(12, scale.bits());
        assertEquals(2341, scale.code(p.get(0, 2)));
        assertNull(softmax("fp32", "exact", 0).of(new Tile(1, 3, scores)).scale());
    }

    @Test
    void oneKeyNoKeyAndMaskedKeys() {
        RowSoftmax twelve = softmax("fp32", "taylor-5", 12);
        assertArrayEquals(new double[] {4095 / 4096.0}, row(twelve, -7));
        assertEquals(0, row(twelve).length);
        assertArrayEquals(new double[2], row(twelve, NONE, NONE));
        assertArrayEquals(new double[] {0, 0.5, 0.5, 0}, row(twelve, NONE, 3, 3, -1e9));
    }

    @Test
    void equalScoresAreEquallyProbableAndALongFlatRowVanishes() {
        double[] flat = new double[8192];
        assertArrayEquals(
                new double[8192], row(softmax("fp32", "exact", 12), flat), "1/8192 is half a step: even is 0");
        assertEquals(1 / 4096.0, row(softmax("fp32", "exact", 12), new double[4096])[17]);
    }

    /**
     * Taylor exponentials err by less than e each, and their argument's product by {@code |x| 2^-24}, so a probability by
     * twice that: numerator and denominator. Sum and quotient add their roundings.
     */
    @Test
    void taylorPolynomialsMoveAProbabilityByNoMoreThanTwiceTheirOwnError() {
        Random random = new Random(4);
        double worst = 0;
        for (int round = 0; round < 300; round++) {
            double[] scores = random.doubles(40, -12, 0).map(x -> (float) x).toArray();
            double[] exact = row(softmax("fp64", "exact", 0), scores);
            double[] taylor = row(softmax("fp32", "taylor-5", 0), scores);
            double e = ErrorBound.taylorExponential(NumberFormat.FP32) + 12 * 0x1p-23;
            double bound = 2 * e + 45 * 0x1p-23;
            for (int j = 0; j < exact.length; j++) {
                double error = Math.abs(taylor[j] / exact[j] - 1);
                assertTrue(error <= bound, error + " over " + bound);
                worst = Math.max(worst, error);
            }
        }
        assertTrue(worst > 1e-6, "a polynomial of degree 5 should show: " + worst);
    }
}
