package dev.headrace.reports;

import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Result.MemoryResult;
import dev.headrace.simulator.run.Result.Traffic;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** One line of a comparison: the same measure of each result. NaN where a result does not have it. */
final class Metric {
    private enum Kind {
        COST,
        UTILIZATION,
        OTHER,
        TEXT
    }

    private static final int NAME = 24;

    private final String name;
    private final String unit;
    private final Kind kind;
    private final List<Double> values;
    private final List<Table.Cell> cells;

    private Metric(String name, String unit, Kind kind, List<Double> values, List<Table.Cell> cells) {
        this.name = name;
        this.unit = unit;
        this.kind = kind;
        this.values = values;
        this.cells = cells;
    }

    String name() {
        return name;
    }

    /** Unit of the bare number. */
    String unit() {
        return unit;
    }

    boolean isText() {
        return kind == Kind.TEXT;
    }

    boolean isCost() {
        return kind == Kind.COST;
    }

    boolean isUtilization() {
        return kind == Kind.UTILIZATION;
    }

    double value(int i) {
        return values.get(i);
    }

    /** Formatted, with its unit. */
    Table.Cell cell(int i) {
        return cells.get(i);
    }

    /** Bare, as exact as it was measured; "" where there is none. */
    String raw(int i) {
        double value = values.get(i);
        if (isText()) {
            return cells.get(i).text();
        }
        if (!Double.isFinite(value)) {
            return "";
        }
        boolean whole = value == Math.rint(value) && Math.abs(value) < 0x1p53;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }

    /** Whether all results have the same of it. */
    boolean isSame() {
        return values.stream().distinct().count() == 1
                && cells.stream().map(Table.Cell::text).distinct().count() == 1;
    }

    /** To the first; NaN where there is no such thing. */
    double ratio(int i) {
        double first = values.get(0);
        return first == 0 ? Double.NaN : values.get(i) / first;
    }

    /** Every measure that some result has. */
    static List<Metric> of(List<Result> results) {
        List<Metric> out = new ArrayList<>();
        different(out, results, "hardware", Result::hardware);
        different(out, results, "workload", r -> String.valueOf(r.workload().getOrDefault("name", "unnamed")));
        out.add(text(
                results,
                "status",
                r -> Table.Cell.of(r.status(), r.status().equals("complete") ? Tone.GOOD : Tone.BAD)));
        out.add(text(results, "golden", Metric::golden));
        out.add(number(results, "cycles", "cycles", Kind.COST, r -> r.cycles(), Units::number));
        out.add(number(results, "time", "s", Kind.COST, Result::seconds, Units::seconds));
        out.add(number(results, "throughput", "FLOP/s", Kind.OTHER, Facts::throughput, v -> Units.si(v, "FLOP/s")));
        out.add(number(results, "share of roofline", "1", Kind.OTHER, Facts::rooflineShare, Units::percent));
        for (String unit : names(results, r -> r.units().keySet().stream())) {
            out.add(number(
                    results,
                    unit + " busy",
                    "1",
                    Kind.UTILIZATION,
                    r -> {
                        Result.UnitResult u = r.units().get(unit);
                        return u == null ? Double.NaN : u.utilization();
                    },
                    Units::percent));
        }
        for (String memory : names(results, r -> r.memories().keySet().stream())) {
            memory(out, results, memory);
        }
        out.add(number(results, "on-chip peak", "B", Kind.COST, r -> r.onChip().peakBytes(), Units::bytes));
        out.add(number(results, "energy", "pJ", Kind.COST, r -> r.totals().energyPj(), Units::energy));
        out.add(number(
                results,
                "area",
                "mm2",
                Kind.COST,
                r -> r.totals().area() == null ? Double.NaN : r.totals().area().mm2(),
                Units::area));
        out.add(number(results, "max error", "1", Kind.OTHER, Metric::error, Units::scientific));
        out.removeIf(m -> !m.isText() && m.values.stream().allMatch(v -> v.isNaN()));
        return out;
    }

    private static void memory(List<Metric> out, List<Result> results, String memory) {
        out.add(bytes(results, memory, MemoryResult::readBytes, memory + " read", Kind.COST));
        out.add(bytes(results, memory, MemoryResult::writeBytes, memory + " written", Kind.COST));
        out.add(number(
                results,
                memory + " bandwidth",
                "1",
                Kind.OTHER,
                r -> {
                    MemoryResult m = r.memories().get(memory);
                    return m == null ? Double.NaN : m.bandwidthUtilization();
                },
                Units::percent));
        Set<String> tensors = names(results, r -> {
            MemoryResult m = r.memories().get(memory);
            return m == null ? Stream.empty() : m.byTensor().keySet().stream();
        });
        for (String tensor : tensors) {
            Metric read = bytes(results, memory, m -> read(m, tensor), memory + " " + tensor + " read", Kind.OTHER);
            Metric written =
                    bytes(results, memory, m -> written(m, tensor), memory + " " + tensor + " written", Kind.OTHER);
            Stream.of(read, written)
                    .filter(m -> m.values.stream().anyMatch(v -> v > 0))
                    .forEach(out::add);
        }
    }

    private static double read(MemoryResult m, String tensor) {
        Traffic t = m.byTensor().get(tensor);
        return t == null ? Double.NaN : t.readBytes();
    }

    private static double written(MemoryResult m, String tensor) {
        Traffic t = m.byTensor().get(tensor);
        return t == null ? Double.NaN : t.writeBytes();
    }

    private static Metric bytes(
            List<Result> results, String memory, ToDoubleFunction<MemoryResult> bytes, String name, Kind kind) {
        return number(
                results,
                name,
                "B",
                kind,
                r -> {
                    MemoryResult m = r.memories().get(memory);
                    return m == null ? Double.NaN : bytes.applyAsDouble(m);
                },
                Units::bytes);
    }

    private static Metric number(
            List<Result> results,
            String name,
            String unit,
            Kind kind,
            ToDoubleFunction<Result> value,
            DoubleFunction<String> format) {
        List<Double> values = results.stream().map(value::applyAsDouble).toList();
        List<Table.Cell> cells = values.stream()
                .map(v -> Table.Cell.of(v.isNaN() ? "-" : format.apply(v), Tone.NORMAL))
                .toList();
        return new Metric(name, unit, kind, values, cells);
    }

    private static Metric text(List<Result> results, String name, Function<Result, Table.Cell> cell) {
        List<Double> none = results.stream().map(r -> Double.NaN).toList();
        return new Metric(name, "", Kind.TEXT, none, results.stream().map(cell).toList());
    }

    private static Table.Cell golden(Result r) {
        return Table.Cell.of(Facts.verdict(r), Facts.goldenTone(r));
    }

    /** Adds a line of names, shortened, if they differ. */
    private static void different(List<Metric> out, List<Result> results, String name, Function<Result, String> value) {
        if (results.stream().map(value).distinct().count() > 1) {
            out.add(text(results, name, r -> Table.Cell.of(Style.plain().shorten(value.apply(r), NAME), Tone.NORMAL)));
        }
    }

    private static double error(Result r) {
        Result.Golden g = r.golden();
        return g == null ? Double.NaN : g.maxAbsError();
    }

    private static Set<String> names(List<Result> results, Function<Result, Stream<String>> of) {
        Set<String> names = new LinkedHashSet<>();
        results.forEach(r -> of.apply(r).forEach(names::add));
        return names;
    }
}
