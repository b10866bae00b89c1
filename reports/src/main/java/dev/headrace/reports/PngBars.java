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
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StackedBarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.category.DefaultCategoryDataset;

/** A {@link BarChart} as an image of {@value #WIDTH} pixels across, twice as fine as it is laid out. */
final class PngBars {
    static final int WIDTH = 1800;
    private static final int SCALE = 2;
    private static final int NAME = 28;

    private PngBars() {}

    static byte[] encode(BarChart bars) throws IOException {
        requireFonts();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image(bars), "png", out);
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

    static BufferedImage image(BarChart bars) {
        int perRow = bars.stacked() ? 30 : 10 + 16 * bars.series().size();
        int height = 150 + perRow * Math.max(1, bars.rows().size());
        BufferedImage image = new BufferedImage(WIDTH, height * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.scale(SCALE, SCALE);
            chart(bars).draw(graphics, new Rectangle2D.Double(0, 0, (double) WIDTH / SCALE, height));
        } finally {
            graphics.dispose();
        }
        return image;
    }

    private static JFreeChart chart(BarChart bars) {
        CategoryPlot plot = new CategoryPlot(data(bars), names(), lengths(bars), renderer(bars));
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlineVisible(false);
        plot.setRangeGridlinePaint(new Color(0xD0D0D0));
        plot.setRangeGridlineStroke(new BasicStroke(0.7f));
        plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
        plot.setAxisOffset(new RectangleInsets(2, 2, 2, 2));
        JFreeChart chart = new JFreeChart(bars.title(), font(Font.BOLD, 17), plot, false);
        chart.getTitle().setHorizontalAlignment(HorizontalAlignment.LEFT);
        chart.getTitle().setPadding(6, 8, 2, 8);
        if (!bars.subtitle().isEmpty()) {
            TextTitle subtitle = new TextTitle(bars.subtitle(), font(Font.PLAIN, 12));
            subtitle.setPaint(new Color(0x505050));
            subtitle.setHorizontalAlignment(HorizontalAlignment.LEFT);
            subtitle.setPadding(0, 8, 4, 8);
            chart.addSubtitle(subtitle);
        }
        LegendTitle legend = new LegendTitle(plot);
        legend.setItemFont(font(Font.PLAIN, 13));
        legend.setPosition(RectangleEdge.BOTTOM);
        legend.setItemLabelPadding(new RectangleInsets(2, 4, 2, 14));
        legend.setFrame(BlockBorder.NONE);
        chart.addLegend(legend);
        chart.setBackgroundPaint(Color.WHITE);
        chart.setPadding(new RectangleInsets(4, 4, 4, 16));
        return chart;
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
        names.setTickLabelFont(font(Font.PLAIN, 14));
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
        lengths.setLabelFont(font(Font.PLAIN, 13));
        lengths.setTickLabelFont(font(Font.PLAIN, 12));
        double end = bars.end();
        lengths.setRange(0, end);
        lengths.setTickUnit(new NumberTickUnit(end / BarChart.TICKS, new TickFormat()));
        return lengths;
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

    private static BarRenderer renderer(BarChart bars) {
        BarRenderer renderer = bars.stacked() ? new StackedBarRenderer() : new BarRenderer();
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setItemMargin(0.05);
        renderer.setMaximumBarWidth(0.6);
        for (int i = 0; i < bars.series().size(); i++) {
            renderer.setSeriesPaint(i, new Color(bars.series().get(i).rgb()));
        }
        return renderer;
    }

    static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }
}
