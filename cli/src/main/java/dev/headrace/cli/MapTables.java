package dev.headrace.cli;

import dev.headrace.explore.mapping.MappingRequest;
import dev.headrace.explore.mapping.MappingSearch;
import dev.headrace.explore.sweep.Row;
import dev.headrace.reports.Style;
import dev.headrace.reports.Table;
import dev.headrace.reports.TerminalSummary;
import dev.headrace.reports.Units;
import dev.headrace.simulator.run.Floor;
import dev.headrace.simulator.run.Result;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a search for mappings found, as tables. */
final class MapTables {
    private static final int REASONS = 4;

    private static final int REASON = 60;

    private static final String NOT_VALID = "  not valid: ";

    private MapTables() {}

    static String of(MappingSearch.Found found, MappingRequest request, Style style) {
        StringBuilder text = new StringBuilder();
        text.append(space(found).text(style)).append('\n');
        if (!found.finals().isEmpty()) {
            text.append(best(found, request).text(style)).append('\n');
        }
        found.counts()
                .unfit()
                .forEach((design, why) -> text.append(style.fold(design + " as it stands is not valid here: " + why)));
        for (Row row : found.shipped()) {
            text.append(style.fold("The design as it stands: " + row.status().label()
                    + (row.reason().isEmpty() ? "" : ", " + row.reason())));
        }
        if (found.finals().isEmpty()) {
            text.append(found.over() ? "No mapping comes to its end.\n" : "");
        } else {
            text.append(style.fold(limits(found)));
        }
        return text.toString();
    }

    private static Table space(MappingSearch.Found found) {
        MappingSearch.Counts counts = found.counts();
        Table table = new Table("Mappings").right("number").left("of them");
        table.row(Units.count(counts.orders()), "loop orders tried");
        reasons(table, NOT_VALID, counts.refusedOrders());
        table.row(
                String.format(Locale.ROOT, "%,d", counts.mappings()),
                "combinations of a valid order, reuse and tile sizes");
        if (!counts.mappings().equals(BigInteger.valueOf(counts.considered()))) {
            table.row(Units.count(counts.considered()), "drawn");
        }
        reasons(table, NOT_VALID, counts.refused());
        table.row(Units.count(counts.points()), "valid, with the depths of their FIFOs");
        table.row(
                Units.count(counts.points() - found.runs().size()),
                found.over() ? "cannot beat the best by their bounds: not run" : "not run, or not yet");
        Map<String, Long> failures = found.failures();
        long failed = failures.values().stream().mapToLong(n -> n).sum();
        table.row(
                Units.count(found.runs().size()),
                "run" + (failed == 0 ? "" : ", " + Units.count(failed) + " without coming to an end"));
        reasons(table, "  ", failures);
        return table;
    }

    private static void reasons(Table table, String before, Map<String, Long> reasons) {
        reasons.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(REASONS)
                .forEach(e -> table.row(Units.count(e.getValue()), before + shortened(e.getKey())));
        long more = reasons.values().stream()
                .sorted(Comparator.reverseOrder())
                .skip(REASONS)
                .mapToLong(n -> n)
                .sum();
        if (more > 0) {
            table.row(Units.count(more), before + "other reasons");
        }
    }

    private static Table best(MappingSearch.Found found, MappingRequest request) {
        Set<String> names = new LinkedHashSet<>();
        found.finals().forEach(m -> names.addAll(m.point().values().keySet()));
        Table table = new Table(found.over() ? "Best mappings" : "Best mappings so far");
        names.forEach(name -> table.left(name));
        table.right("cycles").right("of roofline");
        boolean other = !request.minimize().equals("cycles");
        if (other) {
            table.right(request.minimize());
        }
        for (MappingSearch.Mapped m : found.finals()) {
            List<Object> cells = new ArrayList<>();
            names.forEach(name -> cells.add(
                    m.shipped() && cells.isEmpty()
                            ? "as it stands"
                            : value(m.point().values().get(name))));
            cells.add(Units.count((long) number(m.row(), "cycles")));
            cells.add(Units.percent(number(m.row(), "roofline_seconds") / number(m.row(), "seconds")));
            if (other) {
                cells.add(Units.number(m.cost()));
            }
            table.row(cells);
        }
        return found.over() ? table : table.note("Stopped: mappings that were not run may be better.");
    }

    private static String limits(MappingSearch.Found found) {
        MappingSearch.Mapped best = found.finals().get(0);
        Floor floor = found.floor();
        double cycles = number(best.row(), "cycles");
        StringBuilder text = new StringBuilder();
        if (floor.cycles() > 0) {
            text.append("No mapping can take less than ")
                    .append(Units.count(floor.cycles()))
                    .append(" cycles, for which ")
                    .append(floor.limit())
                    .append(" is busy in the best case; the best takes ")
                    .append(Units.ratio(cycles / floor.cycles()))
                    .append(" as long.\n");
        }
        return text.toString();
    }

    /** What came of the design that was written. */
    static String written(Path file, List<String> sets, Result result, Style style) {
        StringBuilder text = new StringBuilder("Written to " + file + "; headrace run " + file);
        sets.forEach(set -> text.append(" --set ").append(set));
        return style.fold(text.toString()) + TerminalSummary.headline(result, style);
    }

    private static double number(Row row, String column) {
        JsonNode value = row.get(column);
        return value == null ? Double.NaN : value.doubleValue();
    }

    private static String value(@Nullable JsonNode value) {
        return value == null ? "" : value.asString("");
    }

    private static String shortened(String text) {
        return text.length() <= REASON ? text : text.substring(0, REASON - 3) + "...";
    }
}
