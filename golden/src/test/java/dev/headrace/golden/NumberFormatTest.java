package dev.headrace.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NumberFormatTest {
    /** Codes and values from the formats' own tables: IEEE 754 binary16, bfloat16, OFP8, MX E2M1. */
    @ParameterizedTest
    @CsvSource({
        "FP16, 0x3c00, 1",
        "FP16, 0xc000, -2",
        "FP16, 0x7bff, 65504",
        "FP16, 0x0400, 0x1p-14",
        "FP16, 0x0001, 0x1p-24",
        "FP16, 0x03ff, 0x3ffp-24",
        "FP16, 0x3555, 0x555p-12",
        "FP16, 0x7c00, Infinity",
        "BF16, 0x3f80, 1",
        "BF16, 0x4049, 3.140625",
        "BF16, 0x7f7f, 0xffp120",
        "BF16, 0x0001, 0x1p-133",
        "BF16, 0x0080, 0x1p-126",
        "BF16, 0xff80, -Infinity",
        "FP32, 0x3f800000, 1",
        "FP32, 0x00000001, 0x1p-149",
        "FP32, 0x7f7fffff, 0xffffffp104",
        "FP8_E4M3, 0x38, 1",
        "FP8_E4M3, 0x7e, 448",
        "FP8_E4M3, 0x08, 0x1p-6",
        "FP8_E4M3, 0x01, 0x1p-9",
        "FP8_E4M3, 0x87, -0x7p-9",
        "FP8_E4M3, 0x78, 256",
        "FP8_E5M2, 0x3c, 1",
        "FP8_E5M2, 0x7b, 57344",
        "FP8_E5M2, 0x04, 0x1p-14",
        "FP8_E5M2, 0x01, 0x1p-16",
        "FP8_E5M2, 0xfc, -Infinity",
        "NVFP4, 0x0, 0",
        "NVFP4, 0x1, 0.5",
        "NVFP4, 0x2, 1",
        "NVFP4, 0x3, 1.5",
        "NVFP4, 0x4, 2",
        "NVFP4, 0x5, 3",
        "NVFP4, 0x6, 4",
        "NVFP4, 0x7, 6",
        "NVFP4, 0xf, -6",
        "INT8, 0x7f, 127",
        "INT8, 0x80, -128",
        "INT8, 0xff, -1",
        "INT4, 0x7, 7",
        "INT4, 0x8, -8",
        "TERNARY, 0, 0",
        "TERNARY, 1, 1",
        "TERNARY, 2, -1"
    })
    void codesMatchThePublishedTables(NumberFormat format, String code, String value) {
        double expected = Double.parseDouble(value);
        assertEquals(expected, format.decode(Integer.decode(code)));
        assertEquals(Integer.decode(code), format.encode(expected));
    }

    @ParameterizedTest
    @EnumSource(
            value = NumberFormat.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"FP64", "FP32", "TERNARY", "INT32"})
    void everyCodeSurvivesDecodingAndEncoding(NumberFormat format) {
        int canonicalNaN = format.hasNaN() ? format.encode(Double.NaN) : -1;
        for (int code = 0; code < 1 << format.bits(); code++) {
            double value = format.decode(code);
            assertEquals(Double.isNaN(value) ? canonicalNaN : code, format.encode(value));
            assertEquals(value, format.round(value));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = NumberFormat.class,
            names = {"FP16", "BF16", "FP8_E4M3", "FP8_E5M2", "NVFP4"})
    void betweenAnyTwoNeighboursTheTieGoesToTheEvenCodeAndAHairDecides(NumberFormat format) {
        int top = format.encode(format.maxFinite());
        for (int code = 0; code < top; code++) {
            double low = format.decode(code);
            double high = format.decode(code + 1);
            double even = code % 2 == 0 ? low : high;
            checkNeighbours(format, low, high, even);
        }
    }

    @Test
    void fp32RoundsStraightFromDouble() {
        Random random = new Random(11);
        for (int i = 0; i < 200_000; i++) {
            int code = random.nextInt(0x7f7fffff);
            float low = Float.intBitsToFloat(code);
            float high = Float.intBitsToFloat(code + 1);
            checkNeighbours(NumberFormat.FP32, low, high, code % 2 == 0 ? low : high);
        }
    }

    private static void checkNeighbours(NumberFormat format, double low, double high, double even) {
        double middle = low + (high - low) / 2;
        assertEquals(even, format.round(middle));
        assertEquals(low, format.round(Math.nextDown(middle)));
        assertEquals(high, format.round(Math.nextUp(middle)));
        assertEquals(-even, format.round(-middle));
        assertEquals(-low, format.round(-Math.nextDown(middle)));
        assertEquals(-high, format.round(-Math.nextUp(middle)));
    }

    @Test
    void roundingNeverGoesThroughFloat() {
        // 2^-40 above a tie of fp16 and of bf16: float would drop it and leave the tie, which goes down to even.
        assertEquals(1 + 0x1p-10, NumberFormat.FP16.round(1 + 0x1p-11 + 0x1p-40));
        assertEquals(1 + 0x1p-7, NumberFormat.BF16.round(1 + 0x1p-8 + 0x1p-40));
    }

    @Test
    void bf16AgreesWithTheTopHalfOfFloatWhereNoSecondRoundingHappens() {
        Random random = new Random(5);
        for (int i = 0; i < 100_000; i++) {
            float x = Float.intBitsToFloat(random.nextInt());
            if (Float.isNaN(x)) {
                continue;
            }
            int bits = Float.floatToRawIntBits(x);
            int expected = (int) ((Integer.toUnsignedLong(bits) + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
            assertEquals(expected, NumberFormat.BF16.encode(x));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FP16, 65519.999, 65504",
        "FP16, 65520, Infinity",
        "FP16, 1e300, Infinity",
        "FP16, -65520, -Infinity",
        "BF16, 0x1.fefffffp127, 0x1.fep127",
        "BF16, 0x1.ffp127, Infinity",
        "FP32, 0x1.fffffefffffffp127, 0x1.fffffep127",
        "FP32, 0x1.ffffffp127, Infinity",
        "FP8_E4M3, 463.9, 448",
        "FP8_E4M3, 464, 448",
        "FP8_E4M3, 1e9, 448",
        "FP8_E4M3, -Infinity, -448",
        "FP8_E5M2, 61439.9, 57344",
        "FP8_E5M2, 61440, Infinity",
        "NVFP4, 5, 4",
        "NVFP4, 100, 6",
        "NVFP4, -7, -6",
        "NVFP4, 0.25, 0",
        "NVFP4, 0.75, 1",
        "INT8, 127.5, 127",
        "INT8, -129, -128",
        "INT8, 2.5, 2",
        "INT8, 3.5, 4",
        "INT8, Infinity, 127",
        "INT4, 7.6, 7",
        "INT4, -100, -8",
        "TERNARY, 0.5, 0",
        "TERNARY, 0.51, 1",
        "TERNARY, -9, -1",
        "FP16, 0x1p-25, 0",
        "FP16, 0x1.0000001p-25, 0x1p-24",
        "FP16, 4.9e-324, 0",
        "FP64, 0.1, 0.1"
    })
    void overflowAndUnderflowStartExactlyWhereTheyShould(NumberFormat format, double x, double expected) {
        assertEquals(expected, format.round(x));
    }

    @Test
    void signsOfZeroAreKeptByFloatsAndDroppedByIntegers() {
        assertEquals(0x8000, NumberFormat.FP16.encode(-0.0));
        assertEquals(0x8000, NumberFormat.FP16.encode(-1e-30));
        assertEquals(0x8, NumberFormat.NVFP4.encode(-0.1));
        assertEquals(0.0, NumberFormat.INT8.round(-0.3));
        assertEquals(0.0, NumberFormat.TERNARY.round(-0.0));
    }

    @Test
    void notANumberHasOneCodeOrIsRefused() {
        assertEquals(0x7e00, NumberFormat.FP16.encode(Double.NaN));
        assertEquals(0x7fc0, NumberFormat.BF16.encode(Double.NaN));
        assertEquals(0x7f, NumberFormat.FP8_E4M3.encode(Double.NaN));
        assertEquals(0x7e, NumberFormat.FP8_E5M2.encode(Double.NaN));
        assertTrue(Double.isNaN(NumberFormat.FP8_E4M3.decode(0xff)));
        assertThrows(IllegalArgumentException.class, () -> NumberFormat.INT4.round(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> NumberFormat.NVFP4.encode(Double.NaN));
    }

    @Test
    void codesOutsideTheFormatAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> NumberFormat.TERNARY.decode(3));
        assertThrows(IllegalArgumentException.class, () -> NumberFormat.INT8.decode(0x100));
        assertThrows(UnsupportedOperationException.class, () -> NumberFormat.FP64.encode(1));
    }

    @Test
    void constantsMatchIeee754() {
        assertEquals(Float.MAX_VALUE, NumberFormat.FP32.maxFinite());
        assertEquals(Float.MIN_NORMAL, NumberFormat.FP32.minNormal());
        assertEquals(Float.MIN_VALUE, NumberFormat.FP32.smallest());
        assertEquals(Double.MAX_VALUE, NumberFormat.FP64.maxFinite());
        assertEquals(Double.MIN_NORMAL, NumberFormat.FP64.minNormal());
        assertEquals(Double.MIN_VALUE, NumberFormat.FP64.smallest());
        assertEquals(0x1p-53, NumberFormat.FP64.unitRoundoff());
        assertEquals(0x1p-11, NumberFormat.FP16.unitRoundoff());
        assertEquals(0x1p-4, NumberFormat.FP8_E4M3.unitRoundoff());
    }

    @ParameterizedTest
    @EnumSource(NumberFormat.class)
    void theErrorModelHoldsForRandomNumbersOfEveryMagnitudeInRange(NumberFormat format) {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            double x = (random.nextDouble() * 2 - 1)
                    * Math.min(format.maxFinite(), Math.scalb(1.0, random.nextInt(60) - 30));
            BigDecimal error =
                    new BigDecimal(format.round(x)).subtract(new BigDecimal(x)).abs();
            BigDecimal allowed = new BigDecimal(Math.max(format.unitRoundoff() * Math.abs(x), format.smallest() / 2));
            assertTrue(error.round(MathContext.DECIMAL64).compareTo(allowed) <= 0, () -> format + " " + x);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // Half a step above the largest goes to the even neighbour, which for e4m3 is the largest itself.
        "FP8_E4M3, 464, 464.00000000000006",
        "FP8_E5M2, 61439.99999999999, 61440",
        "FP16, 65519.99999999999, 65520",
        "NVFP4, 6.999999999999999, 7",
        "INT8, 127.49999999999999, 127.5",
        "INT8, -128.5, -128.50000000000003",
        "INT4, -8.5, -8.500000000000002",
        "TERNARY, 1.4999999999999998, 1.5",
        "INT32, 2147483647.4999998, 2147483647.5",
        "FP32, 3.4028235677973362e38, 3.4028235677973366e38"
    })
    void overflowBeginsWhereRoundingWithoutALargestNumberWouldPassIt(NumberFormat format, double in, double out) {
        assertFalse(format.overflows(in));
        assertTrue(format.overflows(out));
        assertTrue(Math.abs(format.round(in)) < Double.POSITIVE_INFINITY);
        assertFalse(format.overflows(Double.POSITIVE_INFINITY), "not a finite number");
        assertFalse(format.overflows(Double.NaN));
    }

    @Test
    void aFormatHoldsAnotherIfRoundingTheOthersNumbersChangesNothing() {
        for (NumberFormat wide : NumberFormat.values()) {
            for (NumberFormat narrow : NumberFormat.values()) {
                boolean same = true;
                for (double x : telling(narrow)) {
                    same &= (wide.hasInfinity() || Double.isFinite(x)) && wide.round(x) == x;
                }
                assertEquals(same, wide.holds(narrow), wide + " " + narrow);
            }
        }
    }

    /** Numbers of a format that tell it from every other: its ends, all bits set, and what is below one step. */
    private static double[] telling(NumberFormat f) {
        double all = f.isInteger() ? f.maxFinite() : 2 - 2 * f.unitRoundoff();
        double last = f.hasInfinity() ? Double.POSITIVE_INFINITY : 0;
        return new double[] {f.maxFinite(), f.minFinite(), f.smallest(), all, last, f.minNormal() * all};
    }

    @Test
    void namesOfPyTorchAndNumPyAreTheSameFormats() {
        assertEquals(NumberFormat.FP16, NumberFormat.parse("half"));
        assertEquals(NumberFormat.BF16, NumberFormat.parse("bfloat16"));
        assertEquals(NumberFormat.FP8_E4M3, NumberFormat.parse("torch.float8_e4m3fn"));
        assertEquals(NumberFormat.FP8_E5M2, NumberFormat.parse("float8_e5m2"));
        assertEquals(NumberFormat.FP64, NumberFormat.parse("float64"));
        assertEquals(NumberFormat.INT8, NumberFormat.parse("torch.int8"));
        assertThrows(IllegalArgumentException.class, () -> NumberFormat.parse("float"), "fp32 or fp64");
        assertThrows(IllegalArgumentException.class, () -> NumberFormat.parse("float8_e4m3fnuz"), "other numbers");
    }

    @Test
    void namesParseAndOthersAreRefusedWithTheList() {
        for (NumberFormat format : NumberFormat.values()) {
            assertEquals(format, NumberFormat.parse(format.jsonName()));
            format.aliases().forEach(alias -> assertEquals(format, NumberFormat.parse(alias)));
        }
        String message = assertThrows(IllegalArgumentException.class, () -> NumberFormat.parse("fp12"))
                .getMessage();
        assertTrue(message.contains("\"fp12\"") && message.contains("fp8-e4m3") && message.contains("ternary"));
    }
}
