package dev.headrace.hw.pe;

import dev.headrace.simulator.unit.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parts of processing elements. */
final class PeParts {
    private PeParts() {}

    /**
     * Parts of alike elements: a multiply-adder each, a register file, and one of each of {@code more}. A register file is two
     * parts, what every file has and its registers; a table may have all of it as {@code register_file.REGISTERS}.
     *
     * @param format of the multiply-adder; null: the workload's, for which the table has the line without format
     */
    static List<Part> of(long elements, @Nullable String format, @Nullable Integer registers, List<String> more) {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part("mac", format == null ? "" : format, elements));
        more.forEach(name -> parts.add(new Part(name, "", elements)));
        if (registers == null) {
            parts.add(new Part("register_file", "unknown size", elements));
        } else {
            parts.add(new Part("register_file", registers.toString(), elements));
            parts.add(new Part("register", "", Math.multiplyExact(elements, (long) registers)));
        }
        return List.copyOf(parts);
    }
}
