package dev.headrace.reports;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** A {@link LineChart} as an image, twice as fine as it is laid out. */
final class PngLines {
    static final int WIDTH = 1800;
    static final int HEIGHT = 1000;
    private static final int SCALE = 2;

    private PngLines() {}

    static byte[] encode(LineChart lines) throws IOException {
        PngBars.requireFonts();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image(lines), "png", out);
        return out.toByteArray();
    }

    static BufferedImage image(LineChart lines) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.scale(SCALE, SCALE);
            chart(lines).draw(graphics, new Rectangle2D.Double(0, 0, (double) WIDTH / SCALE, (double) HEIGHT / SCALE));
        } finally {
            graphics.dispose();
        }
        return image;
    }

    private static JFreeChart chart(LineChart lines) {
        XYPlot plot = new XYPlot(
                data(lines), axis(lines.xAxis(), lines.logX(), 2), axis(lines.yAxis(), lines.logY(), 10), look(lines));
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlineVisible(false);
        plot.setDomainGridlinePaint(new Color(0xD0D0D0));
        plot.setRangeGridlinePaint(new Color(0xD0D0D0));
        plot.setAxisOffset(new RectangleInsets(2, 2, 2, 2));
        JFreeChart chart = new JFreeChart(lines.title(), PngBars.font(Font.BOLD, 17), plot, false);
        chart.getTitle().setHorizontalAlignment(HorizontalAlignment.LEFT);
        chart.getTitle().setPadding(6, 8, 2, 8);
        if (!lines.subtitle().isEmpty()) {
            TextTitle subtitle = new TextTitle(lines.subtitle(), PngBars.font(Font.PLAIN, 12));
            subtitle.setPaint(new Color(0x505050));
            subtitle.setHorizontalAlignment(HorizontalAlignment.LEFT);
            subtitle.setPadding(0, 8, 4, 8);
            chart.addSubtitle(subtitle);
        }
        LegendTitle legend = new LegendTitle(plot);
        legend.setItemFont(PngBars.font(Font.PLAIN, 13));
        legend.setPosition(RectangleEdge.BOTTOM);
        legend.setItemLabelPadding(new RectangleInsets(2, 4, 2, 14));
        legend.setFrame(BlockBorder.NONE);
        chart.addLegend(legend);
        chart.setBackgroundPaint(Color.WHITE);
        chart.setPadding(new RectangleInsets(4, 4, 4, 16));
        return chart;
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
    private record Key(String text, int index) implements Comparable<Key> {
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
            powers.setNumberFormatOverride(new PngBars.TickFormat());
            axis = powers;
        } else {
            NumberAxis even = new NumberAxis(label);
            even.setAutoRangeIncludesZero(true);
            even.setNumberFormatOverride(new PngBars.TickFormat());
            axis = even;
        }
        axis.setLabelFont(PngBars.font(Font.PLAIN, 13));
        axis.setTickLabelFont(PngBars.font(Font.PLAIN, 12));
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
