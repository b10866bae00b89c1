package dev.headrace.simulator.spec;

import dev.headrace.golden.NumberFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Names of number formats as they stand in JSON: those of {@link NumberFormat}, and its aliases. */
public final class Formats {
    /** Names of all that tensors and streams can be stored in. */
    public static final List<String> NAMES = Stream.of(NumberFormat.values())
            .filter(NumberFormat::isStorage)
            .map(NumberFormat::jsonName)
            .toList();

    /** What lists of allowed names end with. */
    public static final String OR_ALIAS = "or its name in PyTorch or NumPy, such as float16";

    private Formats() {}

    /** All that may be written for one of {@link #NAMES}: aliases too. */
    public static List<String> spellings() {
        List<String> all = new ArrayList<>(NAMES);
        NAMES.forEach(name -> all.addAll(NumberFormat.parse(name).aliases()));
        return all;
    }

    /**
     * The name of a format in which something is stored, however it was written; null if nothing was.
     *
     * @throws BadField if it is no such format
     */
    public static @Nullable String orNull(@Nullable String written, String field) {
        return written == null ? null : oneOf(written, NAMES, field);
    }

    /** The same for what must be there. */
    public static String name(String written, String field) {
        return oneOf(written, NAMES, field);
    }

    private static String oneOf(String written, List<String> allowed, String field) {
        String name = canonical(written);
        if (!allowed.contains(name)) {
            throw new BadField(field, "\"" + written + "\"", String.join(", ", allowed) + "; " + OR_ALIAS);
        }
        return name;
    }

    /** The name of the format that an alias stands for; anything else unchanged. */
    public static String canonical(String written) {
        for (NumberFormat format : NumberFormat.values()) {
            if (format.aliases().contains(written)) {
                return format.jsonName();
            }
        }
        return written;
    }

    /** True for a format that only sums are kept in. */
    public static boolean isOfSums(String name) {
        return name.equals(NumberFormat.INT32.jsonName());
    }

    /** True for "codes" with a number behind it: whole numbers of so many bits, each worth a step of its matrix. */
    public static boolean isCodes(String name) {
        return name.startsWith("codes");
    }

    /** Bits of one element; also of "codes" with a number behind it, whole numbers of so many bits. */
    public static int bits(String name) {
        return isCodes(name)
                ? Integer.parseInt(name, 5, name.length(), 10)
                : NumberFormat.parse(name).bits();
    }

    /** The byte of a row in which an element begins, as elements of so many bits lie side by side. */
    public static long byteOf(int bits, long element) {
        return Math.multiplyExact(element, bits) / 8;
    }

    /** Bytes of a row of elements of so many bits, rounded up. */
    public static long bytes(int bits, long elements) {
        return Math.addExact(Math.multiplyExact(elements, bits), 7) / 8;
    }

    /** The same of a format. */
    public static long bytes(String name, long elements) {
        return bytes(bits(name), elements);
    }
}
