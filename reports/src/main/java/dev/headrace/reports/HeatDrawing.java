package dev.headrace.reports;

import java.awt.Color;
import java.awt.Font;
import java.awt.Paint;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.PaintScale;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.chart.title.PaintScaleLegend;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.DefaultXYZDataset;

/** A {@link HeatMap} drawn: light where there is little, dark where there is much. */
final class HeatDrawing {
    /** Most columns of cells that have their value in them. */
    private static final int NUMBERED = 8;

    /** Most rows of such. */
    private static final int TALL = 14;

    private HeatDrawing() {}

    static Figure figure(HeatMap map, boolean alone) {
        return new Figure(map, chart(map, alone), PointDrawing.WIDTH, PointDrawing.HEIGHT);
    }

    /** Light yellow over green to dark blue: even steps of lightness, told apart without colour vision too. */
    private static Color colour(double share) {
        int[][] stops = {
            {0xff, 0xf7, 0xd6}, {0xa6, 0xd9, 0xb0}, {0x3f, 0xa7, 0xb5}, {0x22, 0x66, 0xa4}, {0x14, 0x2a, 0x62}
        };
        double at = Math.max(0, Math.min(1, share)) * (stops.length - 1);
        int i = (int) Math.min(stops.length - 2.0, at);
        int[] rgb = new int[3];
        for (int c = 0; c < rgb.length; c++) {
            rgb[c] = (int) Math.round(stops[i][c] + (at - i) * (stops[i + 1][c] - stops[i][c]));
        }
        return new Color(rgb[0], rgb[1], rgb[2]);
    }

    /** From the smallest value to the largest. */
    private record Scale(double least, double most, boolean log) implements PaintScale {
        double share(double value) {
            if (most <= least) {
                return 0;
            }
            return log ? Math.log(value / least) / Math.log(most / least) : (value - least) / (most - least);
        }

        @Override
        public double getLowerBound() {
            return least;
        }

        @Override
        public double getUpperBound() {
            return most;
        }

        @Override
        public Paint getPaint(double value) {
            return colour(share(value));
        }
    }

    private static Scale scale(HeatMap map) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (double[] row : map.values()) {
            for (double value : row) {
                if (!Double.isNaN(value)) {
                    least = Math.min(least, value);
                    most = Math.max(most, value);
                }
            }
        }
        return new Scale(least, most, map.log());
    }

    private static JFreeChart chart(HeatMap map, boolean alone) {
        Scale scale = scale(map);
        XYBlockRenderer blocks = new XYBlockRenderer();
        blocks.setPaintScale(scale);
        XYPlot plot = new XYPlot(data(map), PointDrawing.steps(map.x(), map.columns()), upright(map), blocks);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinesVisible(false);
        plot.setAxisOffset(new RectangleInsets(2, 2, 2, 2));
        if (map.columns().size() <= NUMBERED && map.rows().size() <= TALL) {
            number(plot, map, scale);
        }
        JFreeChart chart = ChartLook.titled(alone, map.title(), map.subtitle(), plot);
        if (scale.least() < scale.most()) {
            ValueAxis axis = PointDrawing.axis(new PointChart.Axis(map.unit(), map.log(), java.util.List.of()));
            axis.setTickLabelFont(ChartLook.font(Font.PLAIN, 11));
            PaintScaleLegend legend = new PaintScaleLegend(scale, axis);
            legend.setPosition(RectangleEdge.RIGHT);
            legend.setStripWidth(14);
            legend.setMargin(10, 6, 40, 4);
            legend.setBackgroundPaint(null);
            legend.setSubdivisionCount(60);
            chart.addSubtitle(legend);
        }
        return chart;
    }

    private static ValueAxis upright(HeatMap map) {
        ValueAxis axis = PointDrawing.steps(map.y(), map.rows());
        // Names stand one above the other: the room that their length takes is not that of this axis.
        int each = (map.rows().size() + 17) / 18;
        ((org.jfree.chart.axis.NumberAxis) axis)
                .setTickUnit(new org.jfree.chart.axis.NumberTickUnit(each, PointDrawing.names(map.rows())));
        return axis;
    }

    private static DefaultXYZDataset data(HeatMap map) {
        int n = 0;
        double[][] all = new double[3][map.rows().size() * map.columns().size()];
        for (int y = 0; y < map.rows().size(); y++) {
            for (int x = 0; x < map.columns().size(); x++) {
                double value = map.values().get(y)[x];
                if (!Double.isNaN(value)) {
                    all[0][n] = x;
                    all[1][n] = y;
                    all[2][n++] = value;
                }
            }
        }
        DefaultXYZDataset data = new DefaultXYZDataset();
        double[][] filled = new double[3][];
        for (int i = 0; i < filled.length; i++) {
            filled[i] = java.util.Arrays.copyOf(all[i], n);
        }
        data.addSeries("", filled);
        return data;
    }

    private static void number(XYPlot plot, HeatMap map, Scale scale) {
        for (int y = 0; y < map.rows().size(); y++) {
            for (int x = 0; x < map.columns().size(); x++) {
                double value = map.values().get(y)[x];
                if (!Double.isNaN(value)) {
                    XYTextAnnotation text = new XYTextAnnotation(brief(value), x, y);
                    text.setFont(ChartLook.font(Font.PLAIN, 10));
                    text.setTextAnchor(TextAnchor.CENTER);
                    // Not quite black, which is ink on a page and may be light there.
                    text.setPaint(scale.share(value) > 0.45 ? Color.WHITE : new Color(0x101010));
                    plot.addAnnotation(text);
                }
            }
        }
    }

    /** Three digits and a prefix: "1.22 M". */
    static String brief(double value) {
        double size = Math.abs(value);
        if (size != 0 && (size >= 1e4 || size < 1e-2)) {
            double rounded = new java.math.BigDecimal(value)
                    .round(new java.math.MathContext(3))
                    .doubleValue();
            return Units.brief(rounded, "").replace(" ", "");
        }
        return BarChart.tick(new java.math.BigDecimal(value)
                .round(new java.math.MathContext(3))
                .doubleValue());
    }
}
