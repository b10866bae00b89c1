package dev.headrace.golden;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The number formats a value may be stored in, exact to the bit.
 *
 * <p>Every format is a finite set of real numbers that a {@code double} holds exactly, so values travel as doubles and
 * {@link #round} moves a double to the nearest member of the set, ties to the even code, in one rounding straight from
 * the double (never by way of {@code float}, which would round twice). Overflow and special values:
 *
 * <table>
 * <caption>Formats</caption>
 * <tr><th>name</th><th>sign+exponent+fraction</th><th>largest</th><th>above it</th><th>source</th></tr>
 * <tr><td>fp64</td><td>1+11+52</td><td>1.8e308</td><td>infinity</td><td>IEEE 754-2019 binary64</td></tr>
 * <tr><td>fp32</td><td>1+8+23</td><td>3.4e38</td><td>infinity</td><td>IEEE 754-2019 binary32</td></tr>
 * <tr><td>bf16</td><td>1+8+7</td><td>3.39e38</td><td>infinity</td><td>binary32 cut to 16 bits; subnormals kept</td></tr>
 * <tr><td>fp16</td><td>1+5+10</td><td>65504</td><td>infinity (from 65520)</td><td>IEEE 754-2019 binary16</td></tr>
 * <tr><td>fp8-e4m3</td><td>1+4+3</td><td>448</td><td>saturates; an infinity becomes 448 too</td>
 *     <td>OCP 8-bit Floating Point Specification (OFP8) 1.0, saturating conversion; it has NaN but no infinity</td></tr>
 * <tr><td>fp8-e5m2</td><td>1+5+2</td><td>57344</td><td>infinity (from 61440)</td>
 *     <td>OFP8 1.0, non-saturating conversion</td></tr>
 * <tr><td>nvfp4</td><td>1+2+1</td><td>6</td><td>saturates</td>
 *     <td>OCP Microscaling Formats (MX) 1.0, element format E2M1: the element values only, no block scale</td></tr>
 * <tr><td>int8</td><td>two's complement</td><td>127 (least -128)</td><td>saturates</td><td>definition</td></tr>
 * <tr><td>int4</td><td>two's complement</td><td>7 (least -8)</td><td>saturates</td><td>definition</td></tr>
 * <tr><td>ternary</td><td>0, 1, 2 mean 0, +1, -1</td><td>1 (least -1)</td><td>saturates</td>
 *     <td>values as in BitNet b1.58 (arXiv 2402.17764); stored in two bits, code 3 unused</td></tr>
 * <tr><td>int32</td><td>two's complement</td><td>2147483647 (least -2147483648)</td><td>saturates</td>
 *     <td>definition; for sums of whole numbers, not for tensors</td></tr>
 * </table>
 *
 * <p>Each also goes by the names it has in PyTorch ({@code torch.float16}, {@code half}, {@code float8_e4m3fn}) and NumPy
 * ({@code float16}, with ml_dtypes {@code bfloat16}): see {@link #aliases}. {@code float} is none of them, as it is fp32 in
 * one and fp64 in the other.
 *
 * <p>NaN stays NaN where the format has one; the integers, nvfp4 and ternary have none and refuse it. The integer formats
 * and ternary have no negative zero.
 */
public enum NumberFormat {
    FP64("fp64", List.of("float64", "double"), 11, 52, Above.INFINITY),
    FP32("fp32", List.of("float32", "single"), 8, 23, Above.INFINITY),
    BF16("bf16", List.of("bfloat16"), 8, 7, Above.INFINITY),
    FP16("fp16", List.of("float16", "half"), 5, 10, Above.INFINITY),
    FP8_E4M3("fp8-e4m3", List.of("float8_e4m3fn"), 4, 3, Above.SATURATES),
    FP8_E5M2("fp8-e5m2", List.of("float8_e5m2"), 5, 2, Above.INFINITY),
    INT8("int8", List.of(), 8, -128, 127),
    INT4("int4", List.of(), 4, -8, 7),
    NVFP4("nvfp4", List.of("float4_e2m1fn", "float4_e2m1fn_x2"), 2, 1, Above.SATURATES_NO_NAN),
    TERNARY("ternary", List.of(), 2, -1, 1),
    INT32("int32", List.of(), 32, Integer.MIN_VALUE, Integer.MAX_VALUE);

    /** What the codes of the largest exponent mean, and so what happens above the largest finite value. */
    private enum Above {
        /** The top exponent holds infinities and NaNs (IEEE 754). */
        INFINITY,
        /** Only the all-ones code is NaN, there is no infinity (OFP8 E4M3). */
        SATURATES,
        /** Every code is a finite number (E2M1), and integers. */
        SATURATES_NO_NAN
    }

    private final String jsonName;
    // A copy that nobody changes, which the type does not say.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> aliases;

    private final boolean integer;
    private final int bits;
    private final int fractionBits;
    private final int bias;
    private final Above above;
    private final double minNormal;
    private final double smallest;
    private final double maxFinite;
    private final double minFinite;

    NumberFormat(String jsonName, List<String> aliases, int exponentBits, int fractionBits, Above above) {
        this.jsonName = jsonName;
        this.aliases = withTorch(jsonName, aliases);
        this.integer = false;
        this.bits = 1 + exponentBits + fractionBits;
        this.fractionBits = fractionBits;
        this.bias = (1 << (exponentBits - 1)) - 1;
        this.above = above;
        this.minNormal = Math.scalb(1.0, 1 - bias);
        this.smallest = Math.scalb(1.0, 1 - bias - fractionBits);
        int topExponent = above == Above.INFINITY ? bias : bias + 1;
        // One code short of all ones where that code is NaN.
        int missing = above == Above.SATURATES ? 2 : 1;
        this.maxFinite = Math.scalb(2.0 - missing * Math.scalb(1.0, -fractionBits), topExponent);
        this.minFinite = -maxFinite;
    }

    NumberFormat(String jsonName, List<String> aliases, int bits, int least, int largest) {
        this.jsonName = jsonName;
        this.aliases = withTorch(jsonName, aliases);
        this.integer = true;
        this.bits = bits;
        this.fractionBits = 0;
        this.bias = 0;
        this.above = Above.SATURATES_NO_NAN;
        this.minNormal = 1;
        this.smallest = 1;
        this.maxFinite = largest;
        this.minFinite = least;
    }

    private static final Map<String, NumberFormat> BY_NAME = byName();

    /** The same with "torch." in front; so has a name of our own that PyTorch uses as well. */
    private static List<String> withTorch(String jsonName, List<String> aliases) {
        List<String> all = new ArrayList<>(aliases);
        aliases.forEach(alias -> all.add("torch." + alias));
        if (jsonName.startsWith("int")) {
            all.add("torch." + jsonName);
        }
        return List.copyOf(all);
    }

    private static Map<String, NumberFormat> byName() {
        Map<String, NumberFormat> all = new HashMap<>();
        for (NumberFormat format : values()) {
            all.put(format.jsonName, format);
            format.aliases.forEach(alias -> all.put(alias, format));
        }
        return all;
    }

    /**
     * The format of a JSON name such as {@code "fp16"}, or of an alias such as {@code "float16"}.
     *
     * @throws IllegalArgumentException for any other name; the message lists the JSON names
     */
    public static NumberFormat parse(String name) {
        NumberFormat format = BY_NAME.get(name);
        if (format == null) {
            throw new IllegalArgumentException("number format is \"" + name + "\"; allowed: "
                    + Arrays.stream(values()).map(NumberFormat::jsonName).collect(Collectors.joining(", ")));
        }
        return format;
    }

    /** Other names of the same format, those of PyTorch and NumPy. */
    public List<String> aliases() {
        return aliases;
    }

    /** True for what tensors and streams are stored in; false for int32, which only sums are kept in. */
    public boolean isStorage() {
        return this != INT32;
    }

    /** True if every number of the other format is one of this. */
    public boolean holds(NumberFormat other) {
        if (other == this || this == FP64) {
            return true;
        }
        if (other.maxFinite > maxFinite || other.minFinite < minFinite || (other.hasInfinity() && !hasInfinity())) {
            return false;
        }
        if (integer) {
            return other.integer;
        }
        return other.integer
                ? Math.max(-other.minFinite, other.maxFinite) <= Math.scalb(1.0, precision())
                : other.precision() <= precision() && other.smallest >= smallest;
    }

    /** True if a finite number is so large that {@link #round} makes it infinite or moves it to the end of the range. */
    public boolean overflows(double x) {
        double nearest = nearest(x);
        return Double.isFinite(x) && (nearest > maxFinite || nearest < minFinite);
    }

    /** In words: from where to where its finite numbers reach. */
    public String range() {
        return integer ? (long) minFinite + " to " + (long) maxFinite : "-" + maxFinite + " to " + maxFinite;
    }

    /** The name used in JSON files, for example {@code "fp8-e4m3"}. */
    public String jsonName() {
        return jsonName;
    }

    /** Bits one stored value takes (2 for ternary). */
    public int bits() {
        return bits;
    }

    /** True for int8, int4, int32 and ternary, whose values are whole numbers of fixed spacing 1. */
    public boolean isInteger() {
        return integer;
    }

    /** Significant bits of a normal number, the hidden one included: 53 for fp64, 11 for fp16; 0 for the integers. */
    public int precision() {
        return integer ? 0 : fractionBits + 1;
    }

    /**
     * Half the spacing of the numbers just above 1, relative: 2^-precision. {@link #round} errs by at most
     * {@code unitRoundoff() * |x|} between {@link #minNormal} and {@link #maxFinite}. Zero for the integers, whose error
     * is absolute: see {@link #smallest}.
     */
    public double unitRoundoff() {
        return integer ? 0 : Math.scalb(1.0, -precision());
    }

    /** Smallest positive number of full precision; 1 for the integers. */
    public double minNormal() {
        return minNormal;
    }

    /** Smallest positive number, subnormals included; 1 for the integers. Below minNormal round errs by at most half. */
    public double smallest() {
        return smallest;
    }

    /** Largest finite number. */
    public double maxFinite() {
        return maxFinite;
    }

    /** Least finite number: -maxFinite, but -128 for int8 and -8 for int4. */
    public double minFinite() {
        return minFinite;
    }

    /** True if the format can hold NaN. */
    public boolean hasNaN() {
        return above != Above.SATURATES_NO_NAN;
    }

    /** True if the format can hold the infinities. */
    public boolean hasInfinity() {
        return above == Above.INFINITY;
    }

    /**
     * Nearest number of this format, ties to the even code, subnormals kept, overflow as in the table above.
     *
     * @throws IllegalArgumentException if x is NaN and the format has none
     */
    public double round(double x) {
        if (this == FP64) {
            return x;
        }
        if (this == FP32) {
            return (float) x;
        }
        if (Double.isNaN(x)) {
            return notANumber();
        }
        double nearest = nearest(x);
        if (above != Above.INFINITY) {
            return Math.max(minFinite, Math.min(maxFinite, nearest));
        }
        return Math.abs(nearest) > maxFinite ? Math.copySign(Double.POSITIVE_INFINITY, x) : nearest;
    }

    /** The same as if there were no largest number. */
    private double nearest(double x) {
        if (integer) {
            // Adding zero turns a negative zero positive.
            return Math.rint(x) + 0.0;
        }
        double magnitude = Math.abs(x);
        if (magnitude < minNormal) {
            // Both scalings are by powers of two and exact, so rint is the only rounding.
            return Math.copySign(Math.rint(magnitude / smallest) * smallest, x);
        }
        // Rounds the fraction field in place; a carry out of it raises the exponent, which is what should happen.
        int dropped = 52 - fractionBits;
        if (dropped == 0) {
            return x;
        }
        long raw = Double.doubleToRawLongBits(magnitude);
        long odd = (raw >>> dropped) & 1;
        raw = (raw + (1L << (dropped - 1)) - 1 + odd) & (-1L << dropped);
        return Math.copySign(Double.longBitsToDouble(raw), x);
    }

    private double notANumber() {
        if (!hasNaN()) {
            throw new IllegalArgumentException("NaN cannot be stored as " + jsonName + ", which has no NaN");
        }
        return Double.NaN;
    }

    /**
     * Code of {@code round(x)} in the low {@link #bits} bits, the rest zero. Every NaN becomes the positive quiet NaN
     * with a zero payload (all ones for fp8-e4m3).
     *
     * @throws UnsupportedOperationException for fp64, whose code is {@link Double#doubleToLongBits}
     */
    public int encode(double x) {
        if (this == FP64) {
            throw new UnsupportedOperationException("an fp64 code has 64 bits: use Double.doubleToLongBits");
        }
        double rounded = round(x);
        if (this == FP32) {
            return Float.floatToIntBits((float) rounded);
        }
        if (this == TERNARY) {
            return rounded < 0 ? 2 : (int) rounded;
        }
        if (integer) {
            return (int) rounded & mask();
        }
        int exponentMask = mask() >>> (fractionBits + 1);
        if (Double.isNaN(rounded)) {
            int fraction = above == Above.INFINITY ? 1 << (fractionBits - 1) : (1 << fractionBits) - 1;
            return (exponentMask << fractionBits) | fraction;
        }
        double magnitude = Math.abs(rounded);
        int sign = Double.doubleToRawLongBits(rounded) < 0 ? 1 << (bits - 1) : 0;
        if (magnitude == Double.POSITIVE_INFINITY) {
            return sign | (exponentMask << fractionBits);
        }
        if (magnitude < minNormal) {
            return sign | (int) (magnitude / smallest);
        }
        int exponent = Math.getExponent(magnitude) + bias;
        int fraction =
                (int) (Double.doubleToRawLongBits(magnitude) >>> (52 - fractionBits)) & ((1 << fractionBits) - 1);
        return sign | (exponent << fractionBits) | fraction;
    }

    /**
     * The value of a code held in the low {@link #bits} bits.
     *
     * @throws IllegalArgumentException if higher bits are set, or for ternary code 3
     * @throws UnsupportedOperationException for fp64, whose value is {@link Double#longBitsToDouble}
     */
    public double decode(int code) {
        if (this == FP64) {
            throw new UnsupportedOperationException("an fp64 code has 64 bits: use Double.longBitsToDouble");
        }
        if (this == FP32) {
            return Float.intBitsToFloat(code);
        }
        if ((code & ~mask()) != 0 || (this == TERNARY && code == 3)) {
            throw new IllegalArgumentException("code 0x" + Integer.toHexString(code) + " is not " + jsonName
                    + "; allowed: 0 to 0x" + Integer.toHexString(this == TERNARY ? 2 : mask()));
        }
        if (this == TERNARY) {
            return code == 2 ? -1 : code;
        }
        if (integer) {
            return code << (32 - bits) >> (32 - bits);
        }
        int exponentMask = mask() >>> (fractionBits + 1);
        int exponent = (code >>> fractionBits) & exponentMask;
        int fraction = code & ((1 << fractionBits) - 1);
        double magnitude;
        if (exponent == 0) {
            magnitude = fraction * smallest;
        } else if (exponent == exponentMask && above == Above.INFINITY) {
            magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (above == Above.SATURATES && (code & (mask() >>> 1)) == mask() >>> 1) {
            magnitude = Double.NaN;
        } else {
            long raw = ((long) (exponent - bias + 1023) << 52) | ((long) fraction << (52 - fractionBits));
            magnitude = Double.longBitsToDouble(raw);
        }
        return (code >>> (bits - 1)) != 0 ? -magnitude : magnitude;
    }

    private int mask() {
        return -1 >>> (32 - bits);
    }
}
