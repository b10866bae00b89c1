package dev.headrace.explore.insight;

import dev.headrace.explore.sweep.Outline;
import dev.headrace.explore.sweep.Row;
import dev.headrace.explore.sweep.Space;
import dev.headrace.explore.sweep.SweepFolder;
import dev.headrace.explore.sweep.SweepResult;
import dev.headrace.reports.AtomicFile;
import dev.headrace.reports.Chart;
import dev.headrace.reports.Charts;
import dev.headrace.reports.Page;
import dev.headrace.reports.Panels;
import dev.headrace.reports.Table;
import dev.headrace.reports.Tone;
import dev.headrace.reports.Units;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Everything that is drawn and reckoned of the rows of a sweep, in files. */
public final class Insight {
    /** Rows with their commands on the page at most; all are in points.csv. */
    private static final int LISTED = 2000;

    /** Of the bootstrap: the same rows, the same files. */
    private static final long SEED = 0;

    private static final int ACROSS = 3;

    private final SweepFolder.Held held;
    private final SweepResult result;
    private final List<Sensitivity.Effect> effects;
    private final Pictures pictures;

    /** Of the rows of a sweep, or of as many as there are yet. */
    public Insight(SweepFolder.Held held) {
        this.held = held;
        this.result = held.result();
        this.effects = Sensitivity.of(result, held.outline().axes(), SEED);
        this.pictures = new Pictures(held);
    }

    /** What matters here; empty if nothing can be said. */
    public Table table() {
        return SensitivityTable.of(effects);
    }

    /** Names of the files that there may be. */
    public static final List<String> FILES = Stream.concat(
                    Stream.of("front", "axes", "heat", "parallel").flatMap(n -> Stream.of(n + ".png", n + ".svg")),
                    Stream.of("report.html", "sensitivity.csv"))
            .toList();

    /**
     * Writes {@code front}, {@code axes}, {@code heat} and {@code parallel}, each as .png and .svg, {@code report.html} and
     * {@code sensitivity.csv}; a chart of nothing is left out.
     *
     * @throws IOException if one cannot be written, or if Java finds no fonts on this machine
     */
    public void write(Path folder) throws IOException {
        Map<String, Chart> charts = new LinkedHashMap<>();
        String name = held.outline().name();
        charts.put("front", panels(name + ": front", ACROSS, pictures.fronts()));
        charts.put(
                "axes", panels(name + ": objectives along axes", Math.max(1, pictures.axes()), pictures.alongAxes()));
        charts.put("heat", panels(name + ": best values", ACROSS, pictures.heat(effects)));
        charts.put("parallel", pictures.parallel());
        Charts.write(charts, folder);
        AtomicFile.write(
                folder.resolve("sensitivity.csv"), SensitivityTable.csv(effects).getBytes(StandardCharsets.UTF_8));
        AtomicFile.write(folder.resolve("report.html"), page().getBytes(StandardCharsets.UTF_8));
    }

    private static Panels panels(String title, int columns, List<? extends Chart> panels) {
        return new Panels(title, "", columns, List.copyOf(panels));
    }

    /** The page. */
    String page() {
        Outline outline = held.outline();
        String labels = pictures.legend();
        return new Page(outline.name())
                .cards(cards())
                .panels(
                        "Front",
                        pictures.fronts(),
                        labels.isEmpty()
                                ? ""
                                : "Labels of points: " + labels + ". Grey: dominated by some other point.")
                .section("What matters", List.of(), List.of(table()))
                .panels("Objectives along axes", pictures.alongAxes(), "Grey: from the least to the greatest.")
                .panels("Best values", pictures.heat(effects), "Of all points with these two values.")
                .section("All axes at once", List.of(pictures.parallel()), List.of())
                .commands("Points of the front", commands(result.front()))
                .commands(
                        "All other points",
                        commands(result.rows().stream()
                                .filter(r -> !result.isOnFront(r))
                                .toList()))
                .paragraph("All rows with all their values: points.csv, points.parquet, sweep.duckdb", Tone.QUIET)
                .text();
    }

    private List<Page.Card> cards() {
        List<Page.Card> cards = new ArrayList<>();
        long points = held.outline().points();
        int done = result.rows().size();
        cards.add(new Page.Card(
                Units.count(done),
                done < points ? "points done of " + Units.count(points) : "points",
                done < points ? Tone.WARN : Tone.NORMAL));
        result.counts()
                .forEach((status, n) -> cards.add(new Page.Card(
                        Units.count(n),
                        status.label(),
                        status == Row.Status.COMPLETE
                                ? Tone.GOOD
                                : status == Row.Status.CRASHED ? Tone.BAD : Tone.WARN)));
        cards.add(Page.Card.of(Units.count(result.front().size()), "on the front"));
        return cards;
    }

    private Table commands(List<Row> rows) {
        Table table = new Table("").right("point");
        List<String> knobs = held.outline().axes().stream()
                .flatMap(a -> a.knobs().stream())
                .filter(k -> k.size() > 1)
                .map(k -> k.name())
                .toList();
        knobs.forEach(table::right);
        result.objectives().forEach(o -> table.right((o.maximize() ? "max " : "min ") + Pictures.label(o)));
        table.left("status").left("command");
        Space space = held.outline().space();
        for (Row row : rows.subList(0, Math.min(LISTED, rows.size()))) {
            Stream<String> values = knobs.stream().map(k -> text(row, k));
            Stream<String> reached = row.objectives().isEmpty()
                    ? result.objectives().stream().map(o -> "")
                    : row.objectives().stream().map(Units::number);
            List<Object> cells = new ArrayList<>();
            cells.add(String.valueOf(row.point()));
            Stream.concat(values, reached).forEach(cells::add);
            cells.add(status(row));
            cells.add(space.point(row.point()).command());
            table.row(cells);
        }
        if (rows.size() > LISTED) {
            table.note("and " + Units.count(rows.size() - LISTED) + " more, in points.csv");
        }
        return table;
    }

    private static String status(Row row) {
        boolean missed = row.status() == Row.Status.COMPLETE && !row.feasible();
        return missed ? "misses a constraint" : row.status().label();
    }

    private static String text(Row row, String knob) {
        JsonNode value = row.parameters().get(knob);
        return value == null ? "" : value.isString() ? value.asString() : value.toString();
    }
}
