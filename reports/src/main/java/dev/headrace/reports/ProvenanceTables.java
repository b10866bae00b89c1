package dev.headrace.reports;

import dev.headrace.simulator.run.Provenance;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.spec.Inputs;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a result came about, as tables. Those of a result that does not say so are empty. */
final class ProvenanceTables {
    /** Digits of a hash that are shown; all of them are in result.json. */
    private static final int DIGITS = 16;

    private ProvenanceTables() {}

    private static List<Provenance.Change> changes(Result r) {
        Provenance p = r.provenance();
        return p == null ? List.of() : p.overrides();
    }

    /** Values that are not those of the files. */
    static Table overrides(Result r) {
        Table table = new Table("Overridden")
                .left("value")
                .right("in this run")
                .right("in the file")
                .left("by");
        changes(r).forEach(c -> table.row(c.path(), shown(c.now()), c.was() == null ? "-" : shown(c.was()), c.by()));
        return table;
    }

    /** The same in a line: "params.Br 64 (128 in the file)"; empty if there is nothing. */
    static String overridden(Result r) {
        StringBuilder text = new StringBuilder();
        for (Provenance.Change c : changes(r)) {
            if (c.path().equals("workload")) {
                // The line of the workload says it.
                continue;
            }
            text.append(text.isEmpty() ? "" : ", ")
                    .append(c.path())
                    .append(' ')
                    .append(shown(c.now()))
                    .append(c.was() == null ? "" : " (" + shown(c.was()) + " in the file)");
        }
        return text.toString();
    }

    /** Where the numbers come from: each with the value that was used; struck out where it is not the source's. */
    static Table sources(Result r) {
        Provenance p = r.provenance();
        Table table = new Table("Sources of the numbers").left("number");
        table = p == null ? table : table.left("value");
        table.left("source");
        for (Map.Entry<String, String> e : r.sources().entrySet()) {
            Table.Cell source = source(r, e.getKey(), e.getValue());
            if (p == null) {
                table.row(e.getKey(), source);
            } else {
                Object value = p.values().get(e.getKey());
                table.row(e.getKey(), value == null ? "" : shown(value), source);
            }
        }
        return table;
    }

    private static Table.Cell source(Result r, String key, String source) {
        if (source.equals(Provenance.OVERRIDDEN)) {
            String struck = changes(r).stream()
                    .filter(c -> c.key().equals(key) || key.startsWith(c.key() + "."))
                    .map(Provenance.Change::source)
                    .filter(Objects::nonNull)
                    .reduce((first, last) -> last)
                    .orElse("");
            return Table.Cell.of(source, Tone.WARN).struck(struck);
        }
        return Table.Cell.of(source, source.contains("assumed") ? Tone.WARN : Tone.NORMAL);
    }

    /** Every unit with every parameter. */
    static Table hardware(Result r) {
        Table table = new Table("Hardware, with every parameter")
                .left("unit")
                .left("parameter")
                .left("value");
        Provenance p = r.provenance();
        if (p == null) {
            return table;
        }
        p.hardware().forEach((key, value) -> {
            if (key.equals("units") && value instanceof Map<?, ?> units) {
                units.forEach((unit, parameters) -> rows(table, String.valueOf(unit), "", parameters));
            } else {
                rows(table, "", key, value);
            }
        });
        table.note("-: left out, and that means something; see docs/units.md");
        return table;
    }

    private static void rows(Table table, String unit, String path, @Nullable Object value) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            map.forEach((key, inner) -> rows(table, unit, path.isEmpty() ? "" + key : path + "." + key, inner));
        } else {
            table.row(unit, path, value == null ? "-" : shown(value));
        }
    }

    /** The files that were read. */
    static Table inputs(Result r) {
        Table table = new Table("Files read").left("what").left("path").left("SHA-256");
        Provenance p = r.provenance();
        if (p == null) {
            return table;
        }
        for (Inputs.Input input : p.inputs()) {
            table.row(input.what(), input.path(), input.sha256().substring(0, DIGITS) + "...");
        }
        table.note("whole hashes: result.json; the same run again: headrace run --again result.json");
        return table;
    }

    static String shown(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return Facts.flat(map);
        }
        if (value instanceof Number n && !(value instanceof Double)) {
            return Long.toString(n.longValue());
        }
        return String.valueOf(value);
    }
}
