package dev.headrace.explore.sweep;

import dev.headrace.simulator.expr.Interval;
import dev.headrace.simulator.run.Floor;
import dev.headrace.simulator.run.Result;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The values of a result that every row has as columns. */
final class Headline {
    /**
     * A column.
     *
     * @param name in rows and in expressions
     * @param unit of its number; "" for a text or a truth, "1" for a share
     */
    record Column(String name, String unit, String about) {}

    private record Fixed(Column column, Function<Result, @Nullable Object> value) {}

    private static final List<Fixed> FIXED = List.of(
            fixed("cycles", "cycles", "run length, in cycles of the first clock", Result::cycles),
            fixed("seconds", "s", "run length", Result::seconds),
            fixed("flops", "FLOP", "useful operations", r -> r.totals().flops()),
            fixed("energy_pj", "pJ", "energy of all parts", r -> r.totals().energyPj()),
            fixed("area_mm2", "mm2", "area on chip", r -> {
                Result.Area area = r.totals().area();
                return area == null ? null : area.mm2();
            }),
            fixed(
                    "arithmetic_intensity",
                    "FLOP/B",
                    "operations per byte moved at memories",
                    r -> r.totals().arithmeticIntensity()),
            fixed(
                    "roofline_seconds",
                    "s",
                    "least time that peaks and bandwidths allow",
                    r -> r.totals().rooflineBoundSeconds()),
            fixed(
                    "on_chip_peak_bytes",
                    "B",
                    "most bytes held on chip",
                    r -> r.onChip().peakBytes()),
            fixed("golden_passed", "", "whether the numbers are right", r -> {
                Result.Golden golden = r.golden();
                return golden == null ? null : golden.passed();
            }),
            fixed("max_abs_error", "1", "largest error of a checked output", r -> {
                Result.Golden golden = r.golden();
                return golden == null ? null : golden.maxAbsError();
            }));

    /** What rows have of every unit or memory: columns named after it and this. */
    private enum Each {
        UTILIZATION("_utilization", "1", "share of cycles in which the unit is busy"),
        READ("_read_bytes", "B", "bytes read from the memory"),
        WRITE("_write_bytes", "B", "bytes written to the memory"),
        BANDWIDTH("_bandwidth_utilization", "1", "share of the memory's peak that is moved"),
        ENERGY("_energy_pj", "pJ", "energy of the memory");

        private final String suffix;
        private final String unit;
        private final String about;

        Each(String suffix, String unit, String about) {
            this.suffix = suffix;
            this.unit = unit;
            this.about = about;
        }

        String of(String part) {
            return part.replaceAll("[^A-Za-z0-9_]", "_") + suffix;
        }
    }

    private Headline() {}

    private static Fixed fixed(String name, String unit, String about, Function<Result, @Nullable Object> value) {
        return new Fixed(new Column(name, unit, about), value);
    }

    /** Names of those that do not depend on the design. */
    static List<String> names() {
        return FIXED.stream().map(one -> one.column().name()).toList();
    }

    /** The column of a name; null if no result has such a one, whatever the design. */
    static @Nullable Column column(String name) {
        for (Fixed one : FIXED) {
            if (one.column().name().equals(name)) {
                return one.column();
            }
        }
        Each longest = null;
        for (Each each : Each.values()) {
            if (name.endsWith(each.suffix) && (longest == null || each.suffix.length() > longest.suffix.length())) {
                longest = each;
            }
        }
        return longest == null ? null : new Column(name, longest.unit, longest.about);
    }

    /** Whether a column is that of a unit or a memory, by its name. */
    static boolean isOfPart(String name) {
        return !names().contains(name) && column(name) != null;
    }

    /** Those columns that are. */
    static List<String> ofParts(Collection<String> names) {
        return names.stream().filter(Headline::isOfPart).toList();
    }

    /** Column to value, in order; what a result does not have, or not as a number, is missing. */
    static Map<String, Object> of(Result result) {
        Map<String, Object> all = new LinkedHashMap<>();
        FIXED.forEach(one -> put(all, one.column().name(), one.value().apply(result)));
        result.units().forEach((unit, u) -> put(all, Each.UTILIZATION.of(unit), u.utilization()));
        result.memories().forEach((memory, m) -> {
            put(all, Each.READ.of(memory), m.readBytes());
            put(all, Each.WRITE.of(memory), m.writeBytes());
            put(all, Each.BANDWIDTH.of(memory), m.bandwidthUtilization());
            put(all, Each.ENERGY.of(memory), m.energyPj());
        });
        return all;
    }

    /** What is known of columns before a run. */
    static Map<String, Interval> known(Floor floor) {
        Map<String, Interval> known = new LinkedHashMap<>();
        known.put("cycles", atLeast((double) floor.cycles()));
        known.put("seconds", atLeast(floor.seconds()));
        known.put("energy_pj", atLeast(floor.energyPj()));
        if (floor.areaMm2() != null) {
            known.put("area_mm2", Interval.of(floor.areaMm2()));
        }
        return known;
    }

    private static Interval atLeast(double value) {
        return new Interval(value, Double.POSITIVE_INFINITY);
    }

    private static void put(Map<String, Object> all, String name, @Nullable Object value) {
        if (value != null && !(value instanceof Double d && !Double.isFinite(d))) {
            all.put(name, value);
        }
    }
}
