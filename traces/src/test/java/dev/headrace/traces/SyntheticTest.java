package dev.headrace.traces;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.golden.NumberFormat;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.RealDistribution;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;

class SyntheticTest {
    private static final TraceShape SHAPE = new TraceShape(2, 2, 8, 4, 16, 24, 8, 4);

    private static double[] draw(Distribution distribution, int n) {
        double[] values = new double[n];
        Synthetic.fill(7, "q", 0, 0, 0, distribution, values);
        return values;
    }

    private static double kolmogorovSmirnov(RealDistribution expected, double[] sample) {
        return new KolmogorovSmirnovTest().kolmogorovSmirnovTest(expected, sample);
    }

    @Test
    void normalNumbersHaveTheirMeanVarianceAndShape() {
        double[] sample = draw(new Distribution.Normal(3, 2), 40_000);
        // Five standard errors: 5 x 2/200 and 5 x 4 sqrt(2/40000).
        assertEquals(3, StatUtils.mean(sample), 0.05);
        assertEquals(4, StatUtils.variance(sample), 0.15);
        assertTrue(kolmogorovSmirnov(new NormalDistribution(null, 3, 2), sample) > 1e-3);
        assertTrue(kolmogorovSmirnov(new NormalDistribution(null, 3.1, 2), sample) < 1e-6);
    }

    @Test
    void uniformNumbersFillTheirRangeEvenly() {
        double[] sample = draw(new Distribution.Uniform(-1, 3), 40_000);
        assertTrue(StatUtils.min(sample) >= -1 && StatUtils.max(sample) < 3);
        assertTrue(kolmogorovSmirnov(new UniformRealDistribution(null, -1, 3), sample) > 1e-3);
    }

    @Test
    void outliersAreOneInAThousandWithDeviationTen() {
        double[] sample = draw(new Distribution.Outlier(), 2_000_000);
        // Variance 1 + 0.001 x 100; its standard error is about 0.004.
        assertEquals(1.1, StatUtils.variance(sample), 0.02);
        long beyond = Arrays.stream(sample).filter(x -> Math.abs(x) > 6).count();
        // P(|N(0,101)| > 6) = 0.5505, so 1101 of the 2000 expected outliers; N(0,1) alone gives none.
        assertEquals(1101, beyond, 170);
    }

    @Test
    void everyHeadIsTheSameAloneInAnyOrderAndOnAnyThread() {
        Synthetic source = new Synthetic(SHAPE, NumberFormat.FP16, 99, new Distribution.Normal(0, 1));
        double[][] forward = IntStream.range(0, 8)
                .mapToObj(h -> source.read(AttentionTensor.Q, 1, 1, h))
                .toArray(double[][]::new);
        double[][] parallel = IntStream.range(0, 8)
                .parallel()
                .mapToObj(h -> source.read(AttentionTensor.Q, 1, 1, 7 - h))
                .toArray(double[][]::new);
        for (int h = 0; h < 8; h++) {
            assertArrayEquals(forward[h], parallel[7 - h]);
        }
    }

    @Test
    void everyPartOfTheKeyGivesOtherAndUnrelatedNumbers() {
        double[] base = new double[10_000];
        double[] other = new double[10_000];
        Distribution normal = new Distribution.Normal(0, 1);
        Synthetic.fill(1, "q", 0, 0, 0, normal, base);
        Object[][] keys = {
            {2L, "q", 0, 0, 0}, {1L, "k", 0, 0, 0}, {1L, "q", 1, 0, 0}, {1L, "q", 0, 1, 0}, {1L, "q", 0, 0, 1}
        };
        for (Object[] key : keys) {
            Synthetic.fill((long) key[0], (String) key[1], (int) key[2], (int) key[3], (int) key[4], normal, other);
            assertFalse(Arrays.equals(base, other));
            // Five standard errors of a correlation of 10000 pairs.
            assertEquals(0, new PearsonsCorrelation().correlation(base, other), 0.05, Arrays.toString(key));
        }
    }

    @Test
    void theStreamNeverChangesBetweenVersionsAndHosts() {
        double[] normal = new double[3];
        Synthetic.fill(7, "q", 0, 0, 0, new Distribution.Normal(0, 1), normal);
        double[] uniform = new double[2];
        Synthetic.fill(7, "v", 3, 1, 2, new Distribution.Uniform(0, 1), uniform);
        // From a second implementation of the published algorithms, in another language.
        assertArrayEquals(new double[] {0x1.f097fc3f9c3e7p-1, 0x1.d1f350146ed3fp+0, -0x1.51117e6654c75p+0}, normal);
        assertArrayEquals(new double[] {0x1.7267df5dea908p-3, 0x1.988daf8a04aa4p-2}, uniform);
    }

    @Test
    void numbersAreRoundedToTheFormatAndOverflowIsRefused() {
        double[] values = new Synthetic(SHAPE, NumberFormat.FP8_E4M3, 1, new Distribution.Normal(0, 1))
                .read(AttentionTensor.V, 0, 0, 3);
        for (double value : values) {
            assertEquals(value, NumberFormat.FP8_E4M3.round(value));
        }
        Synthetic huge = new Synthetic(SHAPE, NumberFormat.FP16, 1, new Distribution.Constant(1e6));
        assertThrows(TraceException.class, () -> huge.read(AttentionTensor.Q, 0, 0, 0));
    }

    @Test
    void indicesOutsideTheShapeAreRefused() {
        Synthetic source = new Synthetic(SHAPE, NumberFormat.FP16, 1, new Distribution.Constant(1));
        assertEquals(24 * 8, source.read(AttentionTensor.K, 0, 0, 3).length);
        String message = assertThrows(IllegalArgumentException.class, () -> source.read(AttentionTensor.K, 0, 0, 4))
                .getMessage();
        assertEquals("head is 4; allowed: 0 to 3", message);
        assertThrows(IllegalArgumentException.class, () -> source.read(AttentionTensor.Q, 0, 0, 0, new double[5]));
    }

    @Test
    void distributionsAreFoundByNameWithTheirNumbers() {
        assertEquals(new Distribution.Normal(0, 1), Distribution.of("normal", Map.of()));
        assertEquals(new Distribution.Normal(2, 1), Distribution.of("normal", Map.of("mean", 2.0)));
        assertEquals(new Distribution.Outlier(), Distribution.of("outlier", Map.of()));
        assertThrows(IllegalArgumentException.class, () -> Distribution.of("cauchy", Map.of()));
        assertThrows(IllegalArgumentException.class, () -> Distribution.of("normal", Map.of("low", 1.0)));
        assertThrows(IllegalArgumentException.class, () -> Distribution.of("uniform", Map.of("low", 1.0)));
    }
}
