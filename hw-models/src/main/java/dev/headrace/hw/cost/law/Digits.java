package dev.headrace.hw.cost.law;

import dev.headrace.simulator.spec.Formats;

/**
 * What of a number format decides how large its arithmetic is.
 *
 * @param floating whether it has an exponent
 * @param bits bits of the significand with the hidden one, or of the whole number
 * @param width bits of all of it
 */
public record Digits(boolean floating, int bits, int width) {
    /**
     * Of a format by its name; a name with other digits behind is a whole number of so many bits ("int32", "codes12").
     *
     * @throws IllegalArgumentException if there is no such format
     */
    public static Digits of(String format) {
        return switch (format) {
            case "fp64" -> new Digits(true, 53, 64);
            case "fp32" -> new Digits(true, 24, 32);
            case "fp16" -> new Digits(true, 11, 16);
            case "bf16" -> new Digits(true, 8, 16);
            case "fp8-e4m3" -> new Digits(true, 4, 8);
            case "fp8-e5m2" -> new Digits(true, 3, 8);
            case "nvfp4" -> new Digits(true, 2, 4);
            case "ternary" -> new Digits(false, 2, 2);
            default ->
                whole(
                        format.startsWith("int")
                                ? Integer.parseInt(format, 3, format.length(), 10)
                                : Formats.bits(format));
        };
    }

    private static Digits whole(int bits) {
        return new Digits(false, bits, bits);
    }
}
