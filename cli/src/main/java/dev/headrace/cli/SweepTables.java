package dev.headrace.cli;

import dev.headrace.explore.sweep.Axis;
import dev.headrace.explore.sweep.Knob;
import dev.headrace.explore.sweep.Measures;
import dev.headrace.explore.sweep.Row;
import dev.headrace.explore.sweep.Sweep;
import dev.headrace.explore.sweep.SweepFolder;
import dev.headrace.explore.sweep.SweepResult;
import dev.headrace.reports.Style;
import dev.headrace.reports.Table;
import dev.headrace.reports.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A sweep and its result as tables. */
final class SweepTables {
    /** Points of the front that are shown; all are in the files. */
    private static final int SHOWN = 20;

    private static final int REASON = 56;

    private SweepTables() {}

    /** What would be run. */
    static String plan(Sweep sweep, Style style) {
        Table table = new Table("").left("axis").right("values").left("from").left("to");
        for (Axis axis : sweep.space().axes()) {
            for (Knob knob : axis.knobs()) {
                if (!knob.paths().isEmpty() || knob.size() > 1) {
                    table.row(
                            knob.name(),
                            Units.count(knob.size()),
                            text(knob.shown().get(0)),
                            text(knob.shown().get(knob.size() - 1)));
                }
            }
        }
        return table.text(style) + Units.count(sweep.points().size()) + " points to run, of a grid of "
                + String.format(java.util.Locale.ROOT, "%,d", sweep.gridSize()) + "\n";
    }

    /** What came of it, as far as it has come. */
    static String of(SweepFolder.Held held, Style style) {
        SweepResult result = held.result();
        StringBuilder text = new StringBuilder();
        Table ends = new Table(
                        held.outline().name() + ": " + Units.count(result.rows().size()) + " points"
                                + (result.rows().size() < held.outline().points()
                                        ? " of " + Units.count(held.outline().points())
                                        : ""))
                .left("status")
                .right("points")
                .left("such as");
        for (Map.Entry<Row.Status, Long> one : result.counts().entrySet()) {
            Row first = result.rows().stream()
                    .filter(r -> r.status() == one.getKey())
                    .findFirst()
                    .orElseThrow();
            ends.row(one.getKey().label(), Units.count(one.getValue()), shortened(first.reason()));
        }
        text.append(ends.text(style));
        long left = result.rows().stream()
                .filter(r -> r.status() == Row.Status.COMPLETE && !r.feasible())
                .count();
        if (left > 0) {
            text.append(Units.count(left)).append(" complete points miss a constraint\n");
        }
        List<Row> front = result.front();
        if (!front.isEmpty()) {
            text.append('\n').append(front(held, front, style)).append('\n');
        }
        return text.toString();
    }

    private static String front(SweepFolder.Held held, List<Row> front, Style style) {
        List<Measures.Objective> objectives = held.result().objectives();
        List<Knob> varying = held.outline().axes().stream()
                .flatMap(a -> a.knobs().stream())
                .filter(k -> k.size() > 1)
                .toList();
        Table table = new Table("Front: " + Units.count(front.size()) + " points").right("point");
        varying.forEach(knob -> table.right(knob.name()));
        objectives.forEach(o -> table.right((o.maximize() ? "max " : "min ") + o.name()));
        for (Row row : front.subList(0, Math.min(SHOWN, front.size()))) {
            List<Object> cells = new ArrayList<>();
            cells.add(String.valueOf(row.point()));
            varying.forEach(knob -> cells.add(text(row.parameters().get(knob.name()))));
            for (int i = 0; i < objectives.size(); i++) {
                cells.add(number(row.objectives().get(i)));
            }
            table.row(cells);
        }
        if (front.size() > SHOWN) {
            table.note("and " + Units.count(front.size() - SHOWN) + " more, in the files");
        }
        return table.text(style);
    }

    private static String shortened(String text) {
        return text.length() <= REASON ? text : text.substring(0, REASON - 3) + "...";
    }

    private static String number(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e12;
        return whole ? Units.count((long) value) : Units.number(value);
    }

    private static String text(@Nullable JsonNode value) {
        return value == null ? "" : value.isString() ? value.asString() : value.toString();
    }

    /** Whether a point came upon a bug of this program. */
    static boolean crashed(SweepResult result) {
        return result.counts().containsKey(Row.Status.CRASHED);
    }
}
