package dev.headrace.explore;

import dev.headrace.reports.BarChart;
import dev.headrace.reports.Chart;
import dev.headrace.reports.LineChart;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes a chart of a paper from its figures and values. What is no number, or not above 0 on a log axis, is left out. */
final class Drawing {
    private final PaperSpec paper;
    private final Paper.ChartLines chart;
    private final Map<Paper.FigureRows, Reproduction.FigureResult> figures;
    private final Value.Results results;
    private final boolean logX;
    private final boolean logY;

    Drawing(
            PaperSpec paper,
            Paper.ChartLines chart,
            Map<Paper.FigureRows, Reproduction.FigureResult> figures,
            Value.Results results) {
        this.paper = paper;
        this.chart = chart;
        this.figures = figures;
        this.results = results;
        this.logX = Boolean.TRUE.equals(chart.spec().logX());
        this.logY = Boolean.TRUE.equals(chart.spec().logY());
    }

    Chart picture() {
        return chart.spec().isBars() ? bars() : lines();
    }

    private LineChart lines() {
        PaperSpec.Chart spec = chart.spec();
        List<LineChart.Series> all = new ArrayList<>();
        for (int i = 0; i < spec.series().size(); i++) {
            PaperSpec.Series series = spec.series().get(i);
            List<LineChart.Point> points = new ArrayList<>();
            for (Spot spot : spots(i)) {
                add(points, along(i, spot), spot.quantity());
            }
            all.add(new LineChart.Series(series.name(), series.isMarks(), points));
        }
        return new LineChart(
                spec.title(), paper.citation(), Objects.requireNonNull(spec.xLabel()), spec.yLabel(), logX, logY, all);
    }

    private @Nullable BigDecimal along(int series, Spot spot) {
        Value value = chart.along().get(series);
        Paper.FigureRows figure = chart.alongFigures().get(series);
        if (value == null && figure == null) {
            return variable(spot);
        }
        Quantity x;
        if (value != null) {
            x = value.of(spot.row(), results);
        } else {
            Reproduction.Row row =
                    Objects.requireNonNull(figures.get(figure)).rows().get(spot.row());
            x = chart.spec().series().get(series).published() != null ? row.published() : row.simulated();
        }
        return x == null ? null : x.number();
    }

    /** Rows are those of the first series, those of the same first label together; a series that lacks one has no bar there. */
    private BarChart bars() {
        PaperSpec.Chart spec = chart.spec();
        List<String> rows = inGroups(spots(0).stream().map(this::name).toList());
        List<BarChart.Series> all = new ArrayList<>();
        for (int i = 0; i < spec.series().size(); i++) {
            Map<String, Double> lengths = new HashMap<>();
            for (Spot spot : spots(i)) {
                BigDecimal number =
                        spot.quantity() == null ? null : spot.quantity().number();
                lengths.put(name(spot), number == null ? 0 : number.doubleValue());
            }
            all.add(BarChart.Series.of(
                    i,
                    spec.series().get(i).name(),
                    rows.stream().map(row -> lengths.getOrDefault(row, 0.0)).toList()));
        }
        return new BarChart(spec.title(), paper.citation(), spec.yLabel(), 0, "stacked".equals(spec.kind()), rows, all);
    }

    private static List<String> inGroups(List<String> rows) {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        rows.forEach(row -> groups.computeIfAbsent(row.split(" ", 2)[0], k -> new ArrayList<>())
                .add(row));
        return groups.values().stream().flatMap(List::stream).toList();
    }

    /** A row of a series and what it has there. */
    private record Spot(
            int row,
            Map<String, JsonNode> variables,
            @Nullable Quantity quantity) {}

    /** What a series has in the rows that the chart shows. */
    private List<Spot> spots(int series) {
        Value value = chart.values().get(series);
        List<Spot> spots = new ArrayList<>();
        if (value != null) {
            for (int row = 0; row < value.rows().size(); row++) {
                if (shows(value.rows().get(row))) {
                    spots.add(new Spot(row, value.rows().get(row), value.of(row, results)));
                }
            }
            return spots;
        }
        Reproduction.FigureResult figure =
                Objects.requireNonNull(figures.get(chart.figures().get(series)));
        boolean published = chart.spec().series().get(series).published() != null;
        for (int row = 0; row < figure.rows().size(); row++) {
            Reproduction.Row r = figure.rows().get(row);
            if (shows(r.variables())) {
                spots.add(new Spot(row, r.variables(), published ? r.published() : r.simulated()));
            }
        }
        return spots;
    }

    private boolean shows(Map<String, JsonNode> row) {
        Map<String, List<JsonNode>> where = chart.spec().where();
        return where == null
                || where.entrySet().stream()
                        .allMatch(e -> !row.containsKey(e.getKey())
                                || e.getValue().contains(Objects.requireNonNull(row.get(e.getKey()))));
    }

    /** Values of the labels, such as "BERT 64K". */
    private String name(Spot spot) {
        return paper.labelled(spot.variables()).values().stream()
                .map(Drawing::shortened)
                .collect(Collectors.joining(" "));
    }

    private static String shortened(JsonNode value) {
        if (!value.isIntegralNumber()) {
            return value.asString();
        }
        long n = value.asLong();
        return n > 0 && n % (1 << 20) == 0 ? (n >> 20) + "M" : n > 0 && n % 1024 == 0 ? (n >> 10) + "K" : "" + n;
    }

    private @Nullable BigDecimal variable(Spot spot) {
        String x = chart.spec().x();
        JsonNode at = x == null ? null : spot.variables().get(x);
        return at == null ? null : at.decimalValue();
    }

    private void add(List<LineChart.Point> points, @Nullable BigDecimal x, @Nullable Quantity y) {
        BigDecimal number = y == null ? null : y.number();
        if (x == null || number == null) {
            return;
        }
        double at = x.doubleValue();
        double up = number.doubleValue();
        if (Double.isFinite(at) && Double.isFinite(up) && !(logX && at <= 0) && !(logY && up <= 0)) {
            points.add(new LineChart.Point(at, up));
        }
    }
}
