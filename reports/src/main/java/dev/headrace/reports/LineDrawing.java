package dev.headrace.reports;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Ellipse2D;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** A {@link LineChart} drawn. */
final class LineDrawing {
    static final int HEIGHT = 500;

    private LineDrawing() {}

    static Figure figure(LineChart lines, boolean alone) {
        return new Figure(lines, chart(lines, alone), ChartLook.WIDTH, HEIGHT);
    }

    private static JFreeChart chart(LineChart lines, boolean alone) {
        XYPlot plot = new XYPlot(
                data(lines), axis(lines.xAxis(), lines.logX(), 2), axis(lines.yAxis(), lines.logY(), 10), look(lines));
        plot.setDomainGridlinePaint(ChartLook.GRID);
        plot.setRangeGridlinePaint(ChartLook.GRID);
        plot.setAxisOffset(new RectangleInsets(2, 2, 2, 2));
        return ChartLook.withLegend(alone, lines.title(), lines.subtitle(), plot);
    }

    private static XYSeriesCollection data(LineChart lines) {
        XYSeriesCollection data = new XYSeriesCollection();
        int i = 0;
        for (LineChart.Series one : lines.series()) {
            // Keys must differ; two series may have one name.
            XYSeries series = new XYSeries(new Key(one.name(), i++), false);
            one.points().forEach(p -> series.add(p.x(), p.y()));
            data.addSeries(series);
        }
        return data;
    }

    /** A series' name as its key. */
    record Key(String text, int index) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return Integer.compare(index, other.index);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static ValueAxis axis(String label, boolean log, int base) {
        ValueAxis axis;
        if (log) {
            LogAxis powers = new LogAxis(label);
            powers.setBase(base);
            powers.setTickUnit(new NumberTickUnit(1));
            powers.setNumberFormatOverride(new ChartLook.TickFormat());
            axis = powers;
        } else {
            NumberAxis even = new NumberAxis(label);
            even.setAutoRangeIncludesZero(true);
            even.setNumberFormatOverride(new ChartLook.TickFormat());
            axis = even;
        }
        ChartLook.look(axis);
        return axis;
    }

    private static XYLineAndShapeRenderer look(LineChart lines) {
        XYLineAndShapeRenderer look = new XYLineAndShapeRenderer();
        for (int i = 0; i < lines.series().size(); i++) {
            boolean marks = lines.series().get(i).marks();
            double size = marks ? 11 : 5;
            look.setSeriesPaint(i, new Color(Palette.series(i)));
            look.setSeriesLinesVisible(i, !marks);
            look.setSeriesStroke(i, new BasicStroke(2));
            look.setSeriesShape(i, new Ellipse2D.Double(-size / 2, -size / 2, size, size));
            // Rings, so that what is below shows through.
            look.setSeriesShapesFilled(i, !marks);
        }
        return look;
    }
}
