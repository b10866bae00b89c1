package dev.headrace.simulator.dataflow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.golden.NumberFormat;
import dev.headrace.simulator.unit.Summation;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arithmetic addition by addition, in sums worked out by hand. */
class NumbersTest {
    private static final Numbers HALF = Numbers.in("fp16");

    private static double[] all(int count, double x) {
        double[] terms = new double[count];
        Arrays.fill(terms, x);
        return terms;
    }

    private static double sum(Numbers numbers, Summation order, double... terms) {
        return numbers.sum(terms, 0, terms.length, order);
    }

    /** Above 2048 the numbers of fp16 are 2 apart: 2048 + 1 is a tie, and 2048 is even. */
    @Test
    void oneAfterAnotherFourThousandOnesStopAtTwoThousandAndFortyEightInHalfPrecision() {
        assertEquals(2048, sum(HALF, Summation.SERIAL, all(4096, 1)));
        assertEquals(4096, sum(HALF, Summation.trees(4096), all(4096, 1)), "every pair of a tree is exact");
        assertEquals(4096, sum(HALF, Summation.trees(128), all(4096, 1)), "128 at a time, all of them exact");
        assertEquals(4096, sum(Numbers.in("fp32"), Summation.SERIAL, all(4096, 1)));
        assertEquals(256, sum(Numbers.in("bf16"), Summation.SERIAL, all(4096, 1)), "8 bits");
    }

    /** Sums of 16 are 16; 2048 of those would be added one by one: 16, 32, ..., all exact. Sums of 3 are 3. */
    @Test
    void foldsAreAddedToAnAccumulatorThatTheRunningSumDoesNotTouch() {
        assertEquals(4096, sum(HALF, new Summation(1, 16), all(4096, 1)));
        // 2048, then folds of 3: 2051 is between 2050 and 2052, whose code is even.
        double[] terms = all(6, 1);
        terms[0] = 2046;
        assertEquals(2052, sum(HALF, new Summation(1, 3), terms), "2046 + 1 + 1 = 2048, and 3 more");
        assertEquals(2048, sum(HALF, Summation.SERIAL, terms), "2047, 2048, and then ones get lost");
    }

    /** (1 + 2^-11) + (2^-11 + 0) in a tree of pairs: both first sums are ties or exact; odd ones out go up as they are. */
    @Test
    void aTreeAddsNeighboursAndWhoHasNoneGoesUpAsItIs() {
        double tie = 0x1p-11;
        assertEquals(1, sum(HALF, Summation.SERIAL, 1, tie, tie), "each is half a step, and 1 is even");
        assertEquals(1, sum(HALF, Summation.trees(3), 1, tie, tie), "(1 + tie) + tie");
        assertEquals(1 + 0x1p-10, sum(HALF, Summation.trees(4), 1, 0, tie, tie), "(1 + 0) + (tie + tie)");
        assertEquals(0, sum(HALF, Summation.trees(4)));
    }

    @Test
    void aSumThatIsTooLargeForHalfPrecisionIsInfinite() {
        assertEquals(Double.POSITIVE_INFINITY, sum(HALF, Summation.SERIAL, all(66, 1000)));
        assertEquals(64000, sum(HALF, Summation.trees(64), all(64, 1000)), "1000 x a power of two each time");
        assertEquals(66000, sum(Numbers.in("bf16"), Summation.trees(66), all(66, 1000)), 512);
    }

    /** [1 2] [3 4]^T on top of 2047 in fp16: 3, 2050; 8, 2058. The other way round 2047 + 8 = 2055, 2056 even; 2059, 2060. */
    @Test
    void productsAreRoundedAndAddedOntoWhatIsThere() {
        Tile onto = new Tile(1, 1, new double[] {2047});
        Tile a = new Tile(1, 2, new double[] {1, 2});
        Tile b = new Tile(1, 2, new double[] {3, 4});
        assertEquals(2058, HALF.product(a, b, true, onto).get(0, 0));
        assertEquals(
                2060,
                HALF.product(new Tile(1, 2, new double[] {2, 1}), new Tile(1, 2, new double[] {4, 3}), true, onto)
                        .get(0, 0));
        assertEquals(2058, HALF.product(a, b, true, onto, Summation.trees(2)).get(0, 0), "3 + 8 = 11, 2058");
        // 255 squared is 65025, between 65024 and 65056.
        Tile c = new Tile(1, 1, new double[] {255});
        assertEquals(65024, HALF.product(c, c, true, null).get(0, 0));
        assertEquals(65025, Numbers.in("int32").product(c, c, true, null).get(0, 0));
    }

    @Test
    void wholeNumbersAreExactWhereSinglePrecisionIsNot() {
        double[] most = all(2000, -128);
        most[0] = 1;
        Tile a = new Tile(1, 2000, most);
        // 1999 x 16384 + 1 has 25 bits and is odd.
        assertEquals(32_751_617, Numbers.in("int32").product(a, a, true, null).get(0, 0));
        assertTrue(Numbers.in("fp32").product(a, a, true, null).get(0, 0) != 32_751_617);
    }

    /** Every order of a sum in fp32 adds floats to floats; the order that is one after another is plain float arithmetic. */
    @Test
    void singlePrecisionOneAfterAnotherIsJavasFloat() {
        Random random = new Random(5);
        double[] a = random.doubles(64, -1, 1).map(x -> (float) x).toArray();
        double[] b = random.doubles(64, -1, 1).map(x -> (float) x).toArray();
        float expected = 0;
        for (int i = 0; i < 64; i++) {
            expected += (float) a[i] * (float) b[i];
        }
        Tile product = Numbers.in("fp32").product(new Tile(1, 64, a), new Tile(1, 64, b), true, null);
        assertArrayEquals(new double[] {expected}, product.at());
    }

    /** A sum in double that is rounded again would be rounded twice: 1 + 2^-11 + 2^-60 is above the tie, in fp16. */
    @ParameterizedTest
    @ValueSource(strings = {"fp16", "bf16"})
    void sumsAreRoundedOnceEvenWhereTheyDoNotFitADouble(String name) {
        NumberFormat format = NumberFormat.parse(name);
        Numbers numbers = Numbers.in(name);
        double tie = 1 + format.unitRoundoff();
        double next = 1 + 2 * format.unitRoundoff();
        assertEquals(next, numbers.add(tie, 0x1p-60));
        assertEquals(1, numbers.add(tie, -0x1p-60));
        assertEquals(-next, numbers.add(-tie, -0x1p-60));
        assertEquals(1, numbers.add(tie, 0), "the tie itself goes to even");
        Random random = new Random(9);
        for (int i = 0; i < 20_000; i++) {
            double a = (float) (random.nextGaussian() * Math.scalb(1.0, random.nextInt(60) - 45));
            double b = (float) (random.nextGaussian() * Math.scalb(1.0, random.nextInt(60) - 45));
            double got = numbers.add(a, b);
            if (Double.isInfinite(got)) {
                continue;
            }
            BigDecimal exact = new BigDecimal(a).add(new BigDecimal(b));
            BigDecimal off = exact.subtract(new BigDecimal(got)).abs();
            for (double step : new double[] {step(format, got), -step(format, got)}) {
                BigDecimal neighbour = new BigDecimal(got).add(new BigDecimal(step));
                assertTrue(off.compareTo(exact.subtract(neighbour).abs()) <= 0, a + " + " + b);
            }
        }
    }

    /** From a number to the next of larger magnitude. */
    private static double step(NumberFormat format, double x) {
        return Math.scalb(2 * format.unitRoundoff(), Math.getExponent(Math.max(Math.abs(x), format.minNormal())));
    }

    @Test
    void exponentialsAndLogarithmsAreRoundedToTheFormatToo() {
        assertEquals(NumberFormat.FP16.round(Math.E), HALF.exp(1));
        assertEquals(NumberFormat.BF16.round(Math.log(3)), Numbers.in("bf16").log(3));
        assertEquals(NumberFormat.FP16.round(1 / 3.0), HALF.round(1 / 3.0));
    }
}
