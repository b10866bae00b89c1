package dev.headrace.reports;

import java.util.List;

/**
 * Horizontal bars: one row per name, one bar per series in each row, stacked end to end or side by side.
 *
 * @param subtitle what was run, may be ""
 * @param axis what the lengths are, with their unit
 * @param max end of the axis, or 0 to fit the longest row
 * @param stacked end to end, else side by side
 * @param rows names, top to bottom
 * @param series at least one, with a value for each row, none of them negative
 */
public record BarChart(
        String title,
        String subtitle,
        String axis,
        double max,
        boolean stacked,
        List<String> rows,
        List<BarChart.Series> series)
        implements Chart {

    /** Steps of the axis. */
    static final int TICKS = 5;

    /** Bars of one colour. */
    public record Series(String name, int rgb, List<Double> values) {
        /** The i-th of several equals, in its colour. */
        public static Series of(int i, String name, List<Double> values) {
            return new Series(name, Palette.series(i), values);
        }
    }

    public BarChart {
        rows = List.copyOf(rows);
        series = List.copyOf(series);
        if (series.isEmpty()) {
            throw new IllegalArgumentException("series: none, allowed: one or more");
        }
        for (Series one : series) {
            if (one.values().size() != rows.size()) {
                throw new IllegalArgumentException(
                        "series '" + one.name() + "': " + one.values().size() + " values for " + rows.size() + " rows");
            }
        }
    }

    @Override
    public String description() {
        return "Bars of " + axis + ". Rows: " + Chart.names(rows) + ". Parts: "
                + Chart.names(series.stream().map(Series::name).toList());
    }

    @Override
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    @Override
    public Figure figure(boolean alone) {
        return BarDrawing.figure(this, alone);
    }

    /** The same under another title, as small as the charts that stand side by side in {@link Panels}. */
    Chart small(String other) {
        return new Small(new BarChart(other, subtitle, axis, max, stacked, rows, series));
    }

    /** Bars with less room. */
    private record Small(BarChart bars) implements Chart {
        @Override
        public String title() {
            return bars.title();
        }

        @Override
        public String description() {
            return bars.description();
        }

        @Override
        public boolean isEmpty() {
            return bars.isEmpty();
        }

        @Override
        public Figure figure(boolean alone) {
            return BarDrawing.figure(bars, alone, PointDrawing.WIDTH);
        }
    }

    /** The longest row, or the longest bar where they stand side by side; 1 if all are 0. */
    double longest() {
        double longest = 0;
        for (int row = 0; row < rows.size(); row++) {
            double sum = 0;
            for (Series one : series) {
                double value = length(one.values().get(row));
                sum = stacked ? sum + value : Math.max(sum, value);
            }
            longest = Math.max(longest, sum);
        }
        return longest > 0 ? longest : 1;
    }

    /** End of the axis: as given, or the least number that the longest bar fits in and whose fifths read well. */
    double end() {
        return max > 0 ? max : niceEnd(longest());
    }

    /** The least of 1, 1.5, 2, 2.5, 4, 5, 7.5, 10 times a power of ten that is not below {@code longest}. */
    static double niceEnd(double longest) {
        double power = Math.pow(10, Math.floor(Math.log10(longest)));
        for (double step : new double[] {1, 1.5, 2, 2.5, 4, 5, 7.5}) {
            if (longest <= step * power) {
                return step * power;
            }
        }
        return 10 * power;
    }

    /** A number on the axis: no zeros at its end; from a thousand million on with a prefix, "1.2 T". */
    static String tick(double value) {
        if (value >= 1e9 && value < 1e18) {
            return Units.brief(value, "");
        }
        String text = Units.number(value);
        return text.contains(".") && !text.contains("e") ? text.replaceFirst("\\.?0+$", "") : text;
    }

    /** What cannot be drawn has no length. */
    static double length(double value) {
        return Double.isFinite(value) && value > 0 ? value : 0;
    }
}
