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
 * @param units unit of the hardware file to values that are different there, by action as in {@code pj}
 * @param sources key to where the number comes from
 */
public record EnergyTable(
        @Nullable String name,
        @Nullable String about,
        Map<String, Double> pj,
        @Nullable Map<String, Map<String, Double>> units,
        @Nullable Map<String, String> sources) {
    public EnergyTable {
        Require.present(pj, "pj");
        check("pj/", pj);
        pj = Map.copyOf(pj);
        units = units == null ? Map.of() : Map.copyOf(units);
        units.forEach((unit, own) -> check("units/" + unit + "/", own));
        sources = sources == null ? Map.of() : Map.copyOf(sources);
    }

    private static void check(String place, Map<String, Double> values) {
        values.forEach((key, value) -> {
            if (!(value >= 0 && value < 1e12)) {
                throw new BadField(place + key, String.valueOf(value), "0 to 1e12");
            }
        });
    }

    /** A table without entries: every action costs nothing. */
    public static EnergyTable none() {
        return new EnergyTable("none", null, Map.of(), null, null);
    }

    /** Reads a file. */
    public static EnergyTable read(Path file) {
        return JsonFile.read(file).as(EnergyTable.class);
    }

    /** Picojoules of an action in a format; of the action in any format if that is not listed; else 0. */
    public double of(Primitive primitive, String format) {
        Double found = in(pj, primitive, format);
        return found == null ? 0 : found;
    }

    /** The same on a unit, which may have values of its own. */
    public double of(@Nullable String unit, Primitive primitive, String format) {
        Map<String, Double> own = units == null || unit == null ? null : units.get(unit);
        Double found = own == null ? null : in(own, primitive, format);
        return found == null ? of(primitive, format) : found;
    }

    private static @Nullable Double in(Map<String, Double> values, Primitive primitive, String format) {
        String key = primitive.name().toLowerCase(Locale.ROOT);
        Double exact = values.get(key + "." + format);
        return exact != null ? exact : values.get(key);
    }
}
