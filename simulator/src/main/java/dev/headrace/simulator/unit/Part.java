package dev.headrace.simulator.unit;

import org.jspecify.annotations.Nullable;

/**
 * Something that a unit has some of, which takes area and leaks.
 *
 * @param name what it is, as in the cost tables: "mac", "adder", "comparator", "multiplier", "exponential", "divider",
 *     "register_file", "register", "sram_kib", {@value #INTERFACE}
 * @param variant which of them: a number format, or the registers of a register file; "" if there is but one
 * @param count how many, 0 or more
 * @param shape what all of them together are like; null if name and count say everything
 */
public record Part(
        String name, String variant, long count, @Nullable Shape shape) {
    /** A data pin, or a lane, of an interface to another chip; the variant says of which kind. */
    public static final String INTERFACE = "interface";

    public Part {
        if (count < 0) {
            throw new IllegalArgumentException(name + ": " + count + " of them; allowed: 0 or more");
        }
    }

    /** Some of something that has no shape. */
    public Part(String name, String variant, long count) {
        this(name, variant, count, null);
    }

    /** Name and variant as the key of a table: "mac.fp16", "divider". */
    public String key() {
        return variant.isEmpty() ? name : name + "." + variant;
    }
}
