package dev.headrace.explore;

import dev.headrace.reports.LineChart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    LineChart lines() {
        PaperSpec.Chart spec = chart.spec();
        List<LineChart.Series> all = new ArrayList<>();
        for (int i = 0; i < spec.series().size(); i++) {
            PaperSpec.Series series = spec.series().get(i);
            Value value = chart.values().get(i);
            List<LineChart.Point> points = value != null
                    ? points(value)
                    : points(Objects.requireNonNull(figures.get(chart.figures().get(i))), series.published() != null);
            all.add(new LineChart.Series(series.name(), series.published() != null, points));
        }
        return new LineChart(
                spec.title(), paper.citation(), Objects.requireNonNull(spec.xLabel()), spec.yLabel(), logX, logY, all);
    }

    private List<LineChart.Point> points(Value value) {
        List<LineChart.Point> points = new ArrayList<>();
        for (int row = 0; row < value.rows().size(); row++) {
            add(points, value.rows().get(row), value.of(row, results));
        }
        return points;
    }

    private List<LineChart.Point> points(Reproduction.FigureResult figure, boolean published) {
        List<LineChart.Point> points = new ArrayList<>();
        figure.rows().forEach(r -> add(points, r.variables(), published ? r.published() : r.simulated()));
        return points;
    }

    private void add(List<LineChart.Point> points, Map<String, JsonNode> variables, @Nullable Quantity y) {
        if (y == null || y.number() == null) {
            return;
        }
        double at = Objects.requireNonNull(variables.get(chart.spec().x())).asDouble();
        double up = Objects.requireNonNull(y.number()).doubleValue();
        if (Double.isFinite(at) && Double.isFinite(up) && !(logX && at <= 0) && !(logY && up <= 0)) {
            points.add(new LineChart.Point(at, up));
        }
    }
}
