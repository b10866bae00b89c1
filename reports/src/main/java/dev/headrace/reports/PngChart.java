package dev.headrace.reports;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import javax.imageio.ImageIO;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/** What all charts look like as images of {@value #WIDTH} pixels across, twice as fine as they are laid out. */
final class PngChart {
    static final int WIDTH = 1800;
    static final int SCALE = 2;
    static final Color GRID = new Color(0xD0D0D0);
    static final BasicStroke THIN = new BasicStroke(0.7f);

    private PngChart() {}

    /** The bytes of a PNG file. */
    static byte[] encode(BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    /** A bare container may have no fonts, which Java reports as all kinds of throwables, each time another. */
    static void requireFonts() throws IOException {
        try {
            font(Font.PLAIN, 12).getStringBounds("x", new FontRenderContext(null, true, true));
        } catch (RuntimeException | LinkageError | InternalError e) {
            throw new IOException("no PNG: Java finds no fonts here; install fontconfig and a font such as DejaVu", e);
        }
    }

    /** Draws a chart, {@code height} pixels high. */
    static BufferedImage draw(JFreeChart chart, int height) {
        BufferedImage image = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.scale(SCALE, SCALE);
            chart.draw(graphics, new Rectangle2D.Double(0, 0, (double) WIDTH / SCALE, (double) height / SCALE));
        } finally {
            graphics.dispose();
        }
        return image;
    }

    /** A plot with its title, and the line below it if there is one. */
    static JFreeChart titled(String title, String subtitle, Plot plot) {
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlineVisible(false);
        JFreeChart chart = new JFreeChart(title, font(Font.BOLD, 17), plot, false);
        chart.getTitle().setHorizontalAlignment(HorizontalAlignment.LEFT);
        chart.getTitle().setPadding(6, 8, 2, 8);
        if (!subtitle.isEmpty()) {
            TextTitle line = new TextTitle(subtitle, font(Font.PLAIN, 12));
            line.setPaint(new Color(0x505050));
            line.setHorizontalAlignment(HorizontalAlignment.LEFT);
            line.setPadding(0, 8, 4, 8);
            chart.addSubtitle(line);
        }
        chart.setBackgroundPaint(Color.WHITE);
        chart.setPadding(new RectangleInsets(4, 4, 4, 16));
        return chart;
    }

    /** The same with a legend below. */
    static JFreeChart withLegend(String title, String subtitle, Plot plot) {
        JFreeChart chart = titled(title, subtitle, plot);
        LegendTitle legend = new LegendTitle(plot);
        legend.setItemFont(font(Font.PLAIN, 13));
        legend.setPosition(RectangleEdge.BOTTOM);
        legend.setItemLabelPadding(new RectangleInsets(2, 4, 2, 14));
        legend.setFrame(BlockBorder.NONE);
        chart.addLegend(legend);
        return chart;
    }

    /** Fonts of an axis. */
    static void look(ValueAxis axis) {
        axis.setLabelFont(font(Font.PLAIN, 13));
        axis.setTickLabelFont(font(Font.PLAIN, 12));
    }

    static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }

    /** Tick labels as everywhere else, whatever the locale. */
    static final class TickFormat extends NumberFormat {
        @Override
        public StringBuffer format(double number, StringBuffer out, FieldPosition position) {
            return out.append(BarChart.tick(number));
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
}
