package dev.headrace.reports;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.ValueTick;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.renderer.xy.XYBarRenderer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/** A {@link Distribution} drawn. */
final class DistributionDrawing {
    static final int HEIGHT = 480;
    private static final int LABEL = 17;

    private DistributionDrawing() {}

    static Figure figure(Distribution values, boolean alone) {
        return new Figure(values, chart(values, alone), ChartLook.WIDTH, HEIGHT);
    }

    private static JFreeChart chart(Distribution values, boolean alone) {
        List<Distribution.Bin> bins = values.bins();
        boolean log = values.wide();
        NumberAxis shares = new NumberAxis(
                log ? "share of all (%) in each step of " + Units.percent(values.ratio() - 1) : "share of all (%)");
        look(shares);
        double tallest =
                bins.stream().mapToDouble(Distribution.Bin::height).max().orElse(1) * 100;
        // Room for the labels of the marks.
        shares.setRange(
                0, Math.max(1e-3, tallest) * (1.1 + 0.06 * values.marks().size()));
        XYPlot plot = new XYPlot(data(bins, log), across(values, bins, log), shares, bars());
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinePaint(ChartLook.GRID);
        plot.setRangeGridlineStroke(ChartLook.THIN);
        marks(plot, values, bins, log);
        JFreeChart chart = ChartLook.titled(alone, values.title(), values.subtitle(), plot);
        chart.setPadding(new RectangleInsets(4, 4, 8, 24));
        return chart;
    }

    private static double place(double value, boolean log) {
        return log ? Math.log10(value) : value;
    }

    private static XYIntervalSeriesCollection data(List<Distribution.Bin> bins, boolean log) {
        XYIntervalSeries series = new XYIntervalSeries("");
        for (Distribution.Bin b : bins) {
            double from = place(b.from(), log);
            double to = place(b.to(), log);
            double percent = 100 * b.height();
            series.add((from + to) / 2, from, to, percent, 0, percent);
        }
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        data.addSeries(series);
        return data;
    }

    private static XYBarRenderer bars() {
        XYBarRenderer bars = new XYBarRenderer(0.08);
        bars.setUseYInterval(true);
        bars.setBarPainter(new StandardXYBarPainter());
        bars.setShadowVisible(false);
        bars.setDrawBarOutline(false);
        bars.setSeriesPaint(0, new Color(Palette.BLUE));
        return bars;
    }

    private static void look(NumberAxis axis) {
        axis.setNumberFormatOverride(new ChartLook.TickFormat());
        ChartLook.look(axis);
    }

    private static NumberAxis across(Distribution values, List<Distribution.Bin> bins, boolean log) {
        NumberAxis axis = log ? new PowerAxis(values.axis()) : new NumberAxis(values.axis());
        look(axis);
        double from = place(bins.get(0).from(), log);
        double to = place(bins.get(bins.size() - 1).to(), log);
        double margin = 0.01 * (to - from);
        axis.setAutoRangeIncludesZero(false);
        axis.setRange(from - margin, to + margin);
        if (!log) {
            axis.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
        }
        return axis;
    }

    /** Powers of ten, and their doubles and halves, at the places of their logarithms. */
    private static final class PowerAxis extends NumberAxis {
        private static final long serialVersionUID = 1L;

        PowerAxis(String label) {
            super(label);
        }

        @Override
        protected List<ValueTick> refreshTicksHorizontal(Graphics2D g, Rectangle2D area, RectangleEdge edge) {
            List<ValueTick> ticks = new ArrayList<>();
            for (int power = (int) Math.floor(getRange().getLowerBound());
                    power <= getRange().getUpperBound();
                    power++) {
                for (int step : new int[] {1, 2, 5}) {
                    double value = step * Math.pow(10, power);
                    double at = Math.log10(value);
                    if (getRange().contains(at)) {
                        ticks.add(new NumberTick(
                                at, BarChart.tick(value), TextAnchor.TOP_CENTER, TextAnchor.TOP_CENTER, 0));
                    }
                }
            }
            return ticks;
        }
    }

    private static void marks(XYPlot plot, Distribution values, List<Distribution.Bin> bins, boolean log) {
        double middle = (place(bins.get(0).from(), log)
                        + place(bins.get(bins.size() - 1).to(), log))
                / 2;
        int line = 0;
        for (Distribution.Mark m : values.marks()) {
            double at = place(Math.max(m.value(), 1e-9), log);
            ValueMarker marker = new ValueMarker(at, new Color(Palette.VERMILLION), new BasicStroke(1.2f));
            marker.setLabel(" " + m.name() + " " + Units.number(m.value()) + " ");
            marker.setLabelFont(ChartLook.font(Font.PLAIN, 12));
            marker.setLabelPaint(new Color(0x303030));
            marker.setLabelBackgroundColor(Color.WHITE);
            // On the side where there is more room, one below the other.
            boolean right = at < middle;
            marker.setLabelAnchor(right ? RectangleAnchor.TOP_RIGHT : RectangleAnchor.TOP_LEFT);
            marker.setLabelTextAnchor(right ? TextAnchor.TOP_LEFT : TextAnchor.TOP_RIGHT);
            marker.setLabelOffset(new RectangleInsets(2.0 + LABEL * line, 2, 2, 2));
            plot.addDomainMarker(marker);
            line++;
        }
    }
}
