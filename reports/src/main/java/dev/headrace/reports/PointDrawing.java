package dev.headrace.reports;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.axis.ValueTick;
import org.jfree.chart.plot.SeriesRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.Range;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** A {@link PointChart} drawn. */
final class PointDrawing {
    static final int WIDTH = 500;
    static final int HEIGHT = 400;

    /** Entries of a legend that there is room for, and the height of each further one. */
    private static final int LEGEND = 4;

    private static final int LEGEND_ROW = 22;

    /** What is left of the above for the plot itself, about; and the size of a letter of a label. */
    private static final double PLOT_WIDTH = 410;

    private static final double PLOT_HEIGHT = 270;
    private static final double LETTER = 6.2;
    private static final double LINE = 13;

    private PointDrawing() {}

    static Figure figure(PointChart points, boolean alone) {
        // A long legend is not to take the plot's room.
        int more = Math.max(0, points.layers().size() - LEGEND) * LEGEND_ROW;
        return new Figure(points, chart(points, alone), WIDTH, HEIGHT + more);
    }

    private static JFreeChart chart(PointChart points, boolean alone) {
        XYSeriesCollection data = new XYSeriesCollection();
        XYLineAndShapeRenderer look = new XYLineAndShapeRenderer();
        look.setDrawSeriesLineAsPath(true);
        for (int i = 0; i < points.layers().size(); i++) {
            PointChart.Layer layer = points.layers().get(i);
            data.addSeries(series(layer, i));
            boolean dots = layer.style() == PointChart.Style.DOTS;
            double size = layer.rgb() == Palette.GREY ? 4 : 7;
            look.setSeriesPaint(i, new Color(layer.rgb()));
            look.setSeriesLinesVisible(i, !dots);
            look.setSeriesShapesVisible(i, dots);
            look.setSeriesStroke(i, new BasicStroke(layer.style() == PointChart.Style.PAIRS ? 6 : 1.6f));
            look.setSeriesShape(i, new Ellipse2D.Double(-size / 2, -size / 2, size, size));
        }
        XYPlot plot = new XYPlot(data, axis(points.x()), axis(points.y()), look);
        plot.setSeriesRenderingOrder(SeriesRenderingOrder.FORWARD);
        plot.setDomainGridlinePaint(ChartLook.GRID);
        plot.setRangeGridlinePaint(ChartLook.GRID);
        plot.setAxisOffset(new RectangleInsets(2, 2, 2, 2));
        label(plot, points);
        return ChartLook.withLegend(alone, points.title(), points.subtitle(), plot);
    }

    private static XYSeries series(PointChart.Layer layer, int i) {
        XYSeries series = new XYSeries(new LineDrawing.Key(layer.name(), i), false);
        List<LineChart.Point> points = layer.points();
        for (int p = 0; p < points.size(); p++) {
            if (layer.style() == PointChart.Style.STEPS && p > 0) {
                series.add(points.get(p).x(), points.get(p - 1).y());
            }
            series.add(points.get(p).x(), points.get(p).y());
            if (layer.style() == PointChart.Style.PAIRS && p % 2 == 1) {
                series.add(points.get(p).x(), null);
            }
        }
        return series;
    }

    static ValueAxis axis(PointChart.Axis spec) {
        ValueAxis axis;
        if (!spec.steps().isEmpty()) {
            axis = steps(spec.label(), spec.steps());
        } else if (spec.log()) {
            LogAxis powers = new Powers(spec.label());
            axis = powers;
        } else {
            NumberAxis even = new NumberAxis(spec.label());
            even.setAutoRangeIncludesZero(false);
            even.setNumberFormatOverride(new ChartLook.TickFormat());
            axis = even;
        }
        ChartLook.look(axis);
        return axis;
    }

    /** A logarithmic axis with 1, 2 and 5 times the powers of ten; over three powers and more, with these alone. */
    private static final class Powers extends LogAxis {
        private static final long serialVersionUID = 1L;

        Powers(String label) {
            super(label);
        }

        @Override
        protected List<ValueTick> refreshTicksHorizontal(Graphics2D g, Rectangle2D area, RectangleEdge edge) {
            return ticks(TextAnchor.TOP_CENTER);
        }

        @Override
        protected List<ValueTick> refreshTicksVertical(Graphics2D g, Rectangle2D area, RectangleEdge edge) {
            return ticks(edge.equals(RectangleEdge.LEFT) ? TextAnchor.CENTER_RIGHT : TextAnchor.CENTER_LEFT);
        }

        private List<ValueTick> ticks(TextAnchor anchor) {
            double from = getRange().getLowerBound();
            double to = getRange().getUpperBound();
            int[] steps = to / from >= 1000 ? new int[] {1} : new int[] {1, 2, 5};
            List<ValueTick> ticks = new ArrayList<>();
            for (int power = (int) Math.floor(Math.log10(from)); power <= Math.log10(to); power++) {
                for (int step : steps) {
                    double value = step * Math.pow(10, power);
                    if (getRange().contains(value)) {
                        ticks.add(new NumberTick(value, HeatDrawing.brief(value), anchor, TextAnchor.CENTER, 0));
                    }
                }
            }
            return ticks;
        }
    }

    /** An axis of names, as many of them as there is room for. */
    static NumberAxis steps(String label, List<String> names) {
        NumberAxis axis = new NumberAxis(label);
        axis.setRange(-0.5, names.size() - 0.5);
        int longest = names.stream().mapToInt(String::length).max().orElse(1);
        int most = (int) Math.max(1, PLOT_WIDTH / (LETTER * longest + 8));
        int each = (names.size() + most - 1) / most;
        axis.setTickUnit(new NumberTickUnit(each, new Names(names)));
        axis.setMinorTickMarksVisible(false);
        ChartLook.look(axis);
        return axis;
    }

    /** Names in place of the numbers of steps. */
    static NumberFormat names(List<String> names) {
        return new Names(names);
    }

    /** A step's name for its number. */
    private static final class Names extends NumberFormat {
        private static final long serialVersionUID = 1L;

        private final transient List<String> names;

        Names(List<String> names) {
            this.names = names;
        }

        @Override
        public StringBuffer format(double number, StringBuffer out, FieldPosition position) {
            int i = (int) Math.rint(number);
            return out.append(i == number && i >= 0 && i < names.size() ? names.get(i) : "");
        }

        @Override
        public StringBuffer format(long number, StringBuffer out, FieldPosition position) {
            return format((double) number, out, position);
        }

        @Override
        public Number parse(String text, ParsePosition position) {
            throw new UnsupportedOperationException("tick labels are only written");
        }
    }

    /** Places labels to the upper right of their points, or to the upper left where the plot ends. */
    private static void label(XYPlot plot, PointChart points) {
        List<Rectangle2D> taken = new ArrayList<>();
        for (PointChart.Label label : points.labels()) {
            double x = at(plot.getDomainAxis(), points.x(), label.x()) * PLOT_WIDTH;
            double y = at(plot.getRangeAxis(), points.y(), label.y()) * PLOT_HEIGHT;
            double width = LETTER * label.text().length() + 6;
            boolean left = x + width > PLOT_WIDTH;
            Rectangle2D box = new Rectangle2D.Double(left ? x - width : x, y, width, LINE);
            if (box.getX() < 0 || taken.stream().anyMatch(box::intersects)) {
                continue;
            }
            taken.add(box);
            XYTextAnnotation text =
                    new XYTextAnnotation(left ? label.text() + " " : " " + label.text(), label.x(), label.y());
            text.setFont(ChartLook.font(Font.PLAIN, 11));
            text.setTextAnchor(left ? TextAnchor.BOTTOM_RIGHT : TextAnchor.BOTTOM_LEFT);
            plot.addAnnotation(text);
        }
    }

    /** How far along an axis a value is, 0 to 1. */
    private static double at(ValueAxis axis, PointChart.Axis spec, double value) {
        Range range = axis.getRange();
        if (spec.log()) {
            return Math.log(value / range.getLowerBound()) / Math.log(range.getUpperBound() / range.getLowerBound());
        }
        return (value - range.getLowerBound()) / range.getLength();
    }
}
