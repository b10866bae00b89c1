package dev.headrace.reports;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.CategoryItemRendererState;
import org.jfree.chart.renderer.category.StackedBarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.category.CategoryDataset;
import org.jfree.data.category.DefaultCategoryDataset;

/** A {@link BarChart} drawn. */
final class BarDrawing {
    private static final int NAME = 28;

    private BarDrawing() {}

    static Figure figure(BarChart bars, boolean alone) {
        return figure(bars, alone, ChartLook.WIDTH);
    }

    /**
     * Lays it out.
     *
     * @param width points across
     */
    static Figure figure(BarChart bars, boolean alone, int width) {
        int perRow = bars.stacked() ? 30 : 10 + 16 * bars.series().size();
        int height = (alone ? 150 : 90) + perRow * Math.max(1, bars.rows().size());
        return new Figure(bars, chart(bars, alone), width, height);
    }

    private static JFreeChart chart(BarChart bars, boolean alone) {
        CategoryPlot plot = new CategoryPlot(data(bars), names(), lengths(bars), renderer(bars));
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        plot.setRangeGridlinePaint(ChartLook.GRID);
        plot.setRangeGridlineStroke(ChartLook.THIN);
        plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
        plot.setAxisOffset(new RectangleInsets(2, 2, 2, 2));
        return ChartLook.withLegend(alone, bars.title(), bars.subtitle(), plot);
    }

    /** Names are keys to JFreeChart, so two that are alike once shortened are told apart by their number. */
    private static DefaultCategoryDataset data(BarChart bars) {
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        for (BarChart.Series series : bars.series()) {
            for (int row = 0; row < bars.rows().size(); row++) {
                data.addValue(
                        BarChart.length(series.values().get(row)),
                        series.name(),
                        key(bars.rows().get(row), row));
            }
        }
        return data;
    }

    /** A row's name as its key: as equal as its position is, shown shortened. */
    private record Key(String text, int row) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return Integer.compare(row, other.row);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static Key key(String name, int row) {
        return new Key(name.length() <= NAME ? name : name.substring(0, NAME - 3) + "...", row);
    }

    private static CategoryAxis names() {
        CategoryAxis names = new CategoryAxis();
        names.setTickLabelFont(ChartLook.font(Font.PLAIN, 14));
        names.setMaximumCategoryLabelWidthRatio(0.4f);
        names.setLowerMargin(0.02);
        names.setUpperMargin(0.02);
        names.setCategoryMargin(0.25);
        names.setAxisLineVisible(false);
        names.setTickMarksVisible(false);
        return names;
    }

    private static NumberAxis lengths(BarChart bars) {
        NumberAxis lengths = new NumberAxis(bars.axis());
        ChartLook.look(lengths);
        double end = bars.end();
        lengths.setRange(0, end);
        lengths.setTickUnit(new NumberTickUnit(end / BarChart.TICKS, new ChartLook.TickFormat()));
        return lengths;
    }

    private static BarRenderer renderer(BarChart bars) {
        BarRenderer renderer = bars.stacked() ? new NamedStack(bars) : new NamedBars(bars);
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setItemMargin(0.05);
        renderer.setMaximumBarWidth(0.6);
        for (int i = 0; i < bars.series().size(); i++) {
            renderer.setSeriesPaint(i, new Color(bars.series().get(i).rgb()));
        }
        return renderer;
    }

    /** What a bar says when it is pointed at. */
    private static String said(BarChart bars, int series, int row) {
        BarChart.Series one = bars.series().get(series);
        return bars.rows().get(row) + ", " + one.name() + ": "
                + Units.number(BarChart.length(one.values().get(row))) + ", " + bars.axis();
    }

    /** Bars side by side that say their values. */
    private static final class NamedBars extends BarRenderer {
        private static final long serialVersionUID = 1L;

        private final transient BarChart bars;

        NamedBars(BarChart bars) {
            this.bars = bars;
        }

        @Override
        public void drawItem(
                Graphics2D g,
                CategoryItemRendererState state,
                Rectangle2D area,
                CategoryPlot plot,
                CategoryAxis names,
                ValueAxis lengths,
                CategoryDataset data,
                int series,
                int row,
                int pass) {
            g.setRenderingHint(SvgCanvas.TITLE, said(bars, series, row));
            super.drawItem(g, state, area, plot, names, lengths, data, series, row, pass);
            g.setRenderingHint(SvgCanvas.TITLE, null);
        }
    }

    /** Bars end to end that say their values. */
    private static final class NamedStack extends StackedBarRenderer {
        private static final long serialVersionUID = 1L;

        private final transient BarChart bars;

        NamedStack(BarChart bars) {
            this.bars = bars;
        }

        @Override
        public void drawItem(
                Graphics2D g,
                CategoryItemRendererState state,
                Rectangle2D area,
                CategoryPlot plot,
                CategoryAxis names,
                ValueAxis lengths,
                CategoryDataset data,
                int series,
                int row,
                int pass) {
            g.setRenderingHint(SvgCanvas.TITLE, said(bars, series, row));
            super.drawItem(g, state, area, plot, names, lengths, data, series, row, pass);
            g.setRenderingHint(SvgCanvas.TITLE, null);
        }
    }
}
