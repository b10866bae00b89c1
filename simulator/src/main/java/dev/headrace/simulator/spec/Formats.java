package dev.headrace.simulator.spec;

import java.util.List;

/** Names of number formats as they stand in JSON. */
public final class Formats {
    /** All of them. */
    public static final List<String> NAMES =
            List.of("fp64", "fp32", "bf16", "fp16", "fp8-e4m3", "fp8-e5m2", "int8", "int4", "nvfp4", "ternary");

    private Formats() {}

    /** Bits of one element; also of "codes" with a number behind it, whole numbers of so many bits. */
    public static int bits(String name) {
        return switch (name) {
            case "fp64" -> 64;
            case "fp32" -> 32;
            case "bf16", "fp16" -> 16;
            case "fp8-e4m3", "fp8-e5m2", "int8" -> 8;
            case "int4", "nvfp4" -> 4;
            case "ternary" -> 2;
            default -> name.startsWith("codes") ? Integer.parseInt(name, 5, name.length(), 10) : unknown(name);
        };
    }

    private static int unknown(String name) {
        throw new IllegalArgumentException("number format \"" + name + "\"; allowed: " + NAMES);
    }

    /** Bytes of a row of elements, rounded up. */
    public static long bytes(String name, long elements) {
        return Math.addExact(Math.multiplyExact(elements, bits(name)), 7) / 8;
    }
}
