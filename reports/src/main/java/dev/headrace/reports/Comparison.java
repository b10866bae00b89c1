package dev.headrace.reports;

import dev.headrace.simulator.run.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Several results side by side, each with its ratios to the first. What a result does not have (a unit of that name,
 * say) is "-", and so is a ratio to nothing.
 */
public final class Comparison {
    private static final int LABEL = 24;

    private final List<String> labels;
    private final List<Result> results;
    private final List<Metric> metrics;

    private Comparison(List<String> labels, List<Result> results) {
        this.labels = labels;
        this.results = results;
        this.metrics = Metric.of(results);
    }

    /** Compares results, named by what tells them apart: design, hardware, workload, parameters, else a number. */
    public static Comparison of(List<Result> results) {
        return of(Labels.of(results), results);
    }

    /**
     * Compares results under given names.
     *
     * @param labels one for each result, each different
     * @param results one or more
     */
    public static Comparison of(List<String> labels, List<Result> results) {
        if (results.isEmpty()) {
            throw new IllegalArgumentException("results: none, allowed: one or more");
        }
        if (labels.size() != results.size() || labels.stream().distinct().count() != labels.size()) {
            throw new IllegalArgumentException(
                    "labels: " + labels + ", allowed: " + results.size() + " different ones, one for each result");
        }
        return new Comparison(List.copyOf(labels), List.copyOf(results));
    }

    /** Names of the results, in order. */
    public List<String> labels() {
        return labels;
    }

    /** A table for a terminal; results that do not fit side by side go into further tables beside the first again. */
    public String text(Style style) {
        StringBuilder out = new StringBuilder();
        boolean numbered = labels.stream().anyMatch(label -> label.length() > LABEL);
        List<String> headers = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            headers.add(numbered ? "#" + (i + 1) : labels.get(i));
            if (numbered) {
                Text.wrap(out, style.showable("#" + (i + 1) + "  " + labels.get(i)), "    ", style.width());
            }
        }
        out.append(numbered ? "\n" : "");
        int next = 1;
        do {
            int end = Math.max(next, results.size());
            while (end > next + 1 && width(table(headers, next, end)) > style.width()) {
                end--;
            }
            out.append(next > 1 ? "\n" : "").append(table(headers, next, end).text(style));
            next = end;
        } while (next < results.size());
        return out.toString();
    }

    private static int width(Table table) {
        return table.text(new Style(false, true, 10_000))
                .lines()
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }

    /** One wide GitHub Markdown table. */
    public String markdown() {
        return table(labels, 1, results.size()).markdown();
    }

    /** An HTML table. */
    public String html() {
        return table(labels, 1, results.size()).html();
    }

    /** Bare numbers in full, with the unit in its own column: metric, unit, each result, each ratio to the first. */
    public String csv() {
        Table table = new Table("").left("metric").left("unit");
        labels.forEach(table::right);
        for (int i = 1; i < labels.size(); i++) {
            table.right(labels.get(i) + " / " + labels.get(0));
        }
        for (Metric metric : metrics) {
            List<Object> row = new ArrayList<>(List.of(metric.name(), metric.unit()));
            for (int i = 0; i < results.size(); i++) {
                row.add(metric.raw(i));
            }
            for (int i = 1; i < results.size(); i++) {
                double ratio = metric.ratio(i);
                row.add(Double.isFinite(ratio) ? Double.toString(ratio) : "");
            }
            table.row(row);
        }
        return table.csv();
    }

    List<Result> results() {
        return results;
    }

    /** A table for a page, of the measures that are the same in all results or of those that are not. */
    Table table(boolean same) {
        return table(labels, 1, results.size(), metric -> metric.isSame() == same);
    }

    /** The first result, then those from {@code from} to before {@code to}. */
    private Table table(List<String> headers, int from, int to) {
        return table(headers, from, to, metric -> true);
    }

    private Table table(List<String> headers, int from, int to, Predicate<Metric> shown) {
        Table table = new Table(results.size() > 1 ? "Comparison, with ratios to " + headers.get(0) : "")
                .left("")
                .right(headers.get(0));
        for (int i = from; i < to; i++) {
            table.right(headers.get(i)).right("ratio");
        }
        for (Metric metric : metrics) {
            if (!shown.test(metric)) {
                continue;
            }
            List<Object> row = new ArrayList<>(List.of(metric.name(), metric.cell(0)));
            for (int i = from; i < to; i++) {
                double ratio = metric.ratio(i);
                row.add(metric.cell(i));
                row.add(Double.isFinite(ratio) ? Units.ratio(ratio) : metric.isText() ? "" : "-");
            }
            table.row(row);
        }
        for (int i = 0; i < results.size(); i++) {
            String status = results.get(i).status();
            if ((i == 0 || (i >= from && i < to)) && !status.equals("complete")) {
                table.note(headers.get(i) + ": " + status + ", its numbers are of the part that was run");
            }
        }
        return table;
    }

    /**
     * Writes {@code comparison} (ratios of cycles, bytes, energy, bytes on chip) and {@code comparison-utilization},
     * each as .png and .svg.
     *
     * @return the files written
     */
    public List<Path> charts(Path folder) throws IOException {
        Map<String, BarChart> charts = new LinkedHashMap<>();
        charts.put("comparison", ratios());
        charts.put("comparison-utilization", utilization());
        return Charts.write(charts, folder);
    }

    /** Ratios to the first of what costs: less is better. */
    public BarChart ratios() {
        List<Metric> costs = metrics.stream()
                .filter(m -> m.isCost() && Double.isFinite(m.ratio(0)))
                .toList();
        return chart("Cost relative to " + labels.get(0), "ratio (1 = " + labels.get(0) + ")", 0, costs, true);
    }

    /** How busy each unit was. */
    public BarChart utilization() {
        List<Metric> units = metrics.stream().filter(Metric::isUtilization).toList();
        return chart("Utilization of each unit", "busy share of cycles (%)", 100, units, false);
    }

    private BarChart chart(String title, String axis, double max, List<Metric> rows, boolean ratio) {
        List<BarChart.Series> series = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            List<Double> values = new ArrayList<>();
            for (Metric metric : rows) {
                values.add(ratio ? metric.ratio(i) : 100 * metric.value(i));
            }
            series.add(new BarChart.Series(labels.get(i), Palette.series(i), values));
        }
        List<String> names =
                rows.stream().map(m -> m.name().replaceFirst(" busy$", "")).toList();
        return new BarChart(title, "", axis, max, false, names, series);
    }
}
