package dev.headrace.hw.cost;

import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.unit.Action;
import dev.headrace.simulator.unit.CostModel;
import dev.headrace.simulator.unit.CostNote;
import dev.headrace.simulator.unit.Part;
import dev.headrace.simulator.unit.Primitive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What actions and parts cost in one technology: the file that {@code energy} of a hardware file names.
 *
 * <p>Energy of a run is, for each unit, the sum over actions of {@code times x pj}; area the sum over parts of
 * {@code count x um2}; static energy {@code sum of count x static_uw, times the run's time}. Nothing else enters.
 *
 * @param name what the numbers are of, such as "45nm"
 * @param pj picojoules by action: lower-case name of a {@link Primitive}, optionally with "." and a number format
 * @param um2 square micrometres by part: name of a {@link Part}, optionally with "." and its variant
 * @param staticUw microwatts that a part leaks, likewise
 * @param units unit of the hardware file to values of {@code pj} that are different there
 * @param remarks what every result that uses the table has to say, such as a fault of its source; none if missing
 * @param sources key (of {@code um2} and {@code static_uw} with that name and a slash before it) to where the number comes from
 */
public record CostTable(
        @Nullable String name,
        @Nullable String about,
        Map<String, Double> pj,
        @Nullable Map<String, Double> um2,
        @Nullable Map<String, Double> staticUw,
        @Nullable Map<String, Map<String, Double>> units,
        @Nullable List<String> remarks,
        @Nullable Map<String, String> sources)
        implements CostModel.Costs {
    public CostTable {
        Require.present(pj, "pj");
        check("pj/", pj);
        pj = Map.copyOf(pj);
        um2 = um2 == null ? Map.of() : Map.copyOf(um2);
        check("um2/", um2);
        staticUw = staticUw == null ? Map.of() : Map.copyOf(staticUw);
        check("static_uw/", staticUw);
        units = units == null ? Map.of() : Map.copyOf(units);
        units.forEach((unit, own) -> check("units/" + unit + "/", own));
        remarks = Require.list(remarks);
        sources = sources == null ? Map.of() : Map.copyOf(sources);
    }

    private static void check(String place, Map<String, Double> values) {
        values.forEach((key, value) -> {
            if (!(value >= 0 && value < 1e12)) {
                throw new BadField(place + key, String.valueOf(value), "0 to 1e12");
            }
        });
    }

    /** Of the action in its format; of the action in any format if that is not listed; else 0, with a remark. */
    @Override
    public CostModel.Price price(Action action) {
        String key = action.primitive().name().toLowerCase(Locale.ROOT);
        Map<String, Double> own = units == null || action.unit() == null ? null : units.get(action.unit());
        Double found = own == null ? null : of(own, key, action.format());
        if (found == null) {
            found = of(pj, key, action.format());
        }
        return found != null
                ? new CostModel.Price(found, List.of())
                : new CostModel.Price(
                        0,
                        List.of(missing(action.unit() == null ? name() : action.unit(), "pj", key, action.format())));
    }

    private CostNote missing(@Nullable String about, String table, String key, String variant) {
        String wanted = variant.isEmpty() ? key : key + "." + variant;
        return new CostNote(
                CostNote.Kind.MISSING,
                about == null ? "energy" : about,
                (name == null ? "the table" : name) + " has no " + wanted + " in " + table + ": not counted");
    }

    /** A part without a line of its variant has the line of its name; one without either is unknown. */
    @Override
    public CostModel.Silicon silicon(String unit, List<Part> parts) {
        Map<String, Double> areas = new LinkedHashMap<>();
        List<String> unknown = new ArrayList<>();
        List<CostNote> notes = new ArrayList<>();
        double microwatts = 0;
        for (Part part : parts) {
            Double area = um2 == null ? null : of(um2, part.name(), part.variant());
            Double leaks = staticUw == null ? null : of(staticUw, part.name(), part.variant());
            if (area == null) {
                unknown.add(part.key());
                notes.add(missing(unit, "um2", part.name(), part.variant()));
            } else {
                areas.merge(part.key(), area * part.count(), Double::sum);
            }
            if (leaks == null && whyNoStaticPower() == null) {
                notes.add(missing(unit, "static_uw", part.name(), part.variant()));
            }
            microwatts += leaks == null ? 0 : leaks * part.count();
        }
        return new CostModel.Silicon(areas, microwatts * 1e-6, 0, List.copyOf(unknown), List.copyOf(notes));
    }

    @Override
    public @Nullable String whyNoStaticPower() {
        return staticUw == null || staticUw.isEmpty() ? "static_uw in " + (name == null ? "the table" : name) : null;
    }

    /** What the file says that its reader must know. */
    @Override
    public List<CostNote> notes() {
        return remarks == null
                ? List.of()
                : remarks.stream()
                        .map(text -> new CostNote(CostNote.Kind.CHOICE, name == null ? "energy" : name, text))
                        .toList();
    }

    private static @Nullable Double of(Map<String, Double> values, String name, String variant) {
        Double exact = values.get(name + "." + variant);
        return exact != null ? exact : values.get(name);
    }
}
