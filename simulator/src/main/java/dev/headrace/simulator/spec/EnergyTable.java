package dev.headrace.simulator.spec;

import dev.headrace.simulator.unit.Primitive;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Energy of primitive actions.
 *
 * @param name what the numbers are of, such as "45nm"
 * @param pj picojoules by action: lower-case name of a {@link Primitive}, optionally with "." and a number format
 * @param sources key to where the number comes from
 */
public record EnergyTable(
        @Nullable String name,
        @Nullable String about,
        Map<String, Double> pj,
        @Nullable Map<String, String> sources) {
    public EnergyTable {
        Require.present(pj, "pj");
        pj.forEach((key, value) -> {
            if (!(value >= 0 && value < 1e12)) {
                throw new BadField("pj/" + key, String.valueOf(value), "0 to 1e12");
            }
        });
        pj = Map.copyOf(pj);
        sources = sources == null ? Map.of() : Map.copyOf(sources);
    }

    /** A table without entries: every action costs nothing. */
    public static EnergyTable none() {
        return new EnergyTable("none", null, Map.of(), null);
    }

    /** Reads a file. */
    public static EnergyTable read(Path file) {
        return JsonFile.read(file).as(EnergyTable.class);
    }

    /** Picojoules of an action in a format; of the action in any format if that is not listed; else 0. */
    public double of(Primitive primitive, String format) {
        String key = primitive.name().toLowerCase(Locale.ROOT);
        Double exact = pj.get(key + "." + format);
        return exact != null ? exact : pj.getOrDefault(key, 0.0);
    }
}
