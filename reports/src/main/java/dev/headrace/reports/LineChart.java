package dev.headrace.reports;

import java.util.List;

/**
 * Lines and marks over a number: one line, or one set of marks, per series.
 *
 * @param subtitle where it comes from, may be ""
 * @param xAxis what is drawn along, with its unit
 * @param yAxis what is drawn up, with its unit
 * @param logX powers of two along, else even steps
 * @param logY powers of ten up, else even steps from 0
 * @param series at least one
 */
public record LineChart(
        String title, String subtitle, String xAxis, String yAxis, boolean logX, boolean logY, List<Series> series)
        implements Chart {

    /**
     * Points of one colour.
     *
     * @param marks only marks, such as for what was measured elsewhere; else a line with small dots
     * @param points in the order they are joined
     */
    public record Series(String name, boolean marks, List<Point> points) {
        public Series {
            points = List.copyOf(points);
        }
    }

    /** A point; both finite. */
    public record Point(double x, double y) {
        public Point {
            if (!Double.isFinite(x) || !Double.isFinite(y)) {
                throw new IllegalArgumentException("point (" + x + ", " + y + "), allowed: finite numbers");
            }
        }
    }

    public LineChart {
        series = List.copyOf(series);
        if (series.isEmpty()) {
            throw new IllegalArgumentException("series: none, allowed: one or more");
        }
        for (Series one : series) {
            for (Point p : one.points()) {
                if ((logX && p.x() <= 0) || (logY && p.y() <= 0)) {
                    throw new IllegalArgumentException("series '" + one.name() + "': point (" + p.x() + ", " + p.y()
                            + ") on a logarithmic axis, allowed: above 0");
                }
            }
        }
    }

    @Override
    public String description() {
        return yAxis + " over " + xAxis + ": "
                + Chart.names(series.stream().map(Series::name).toList());
    }

    @Override
    public boolean isEmpty() {
        return series.stream().allMatch(s -> s.points().isEmpty());
    }

    @Override
    public Figure figure(boolean alone) {
        return LineDrawing.figure(this, alone);
    }
}
