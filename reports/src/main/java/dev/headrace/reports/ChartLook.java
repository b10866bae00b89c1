package dev.headrace.reports;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/** What all charts look like. */
final class ChartLook {
    /** Points across, unless a chart is a small one. */
    static final int WIDTH = 900;

    static final Color GRID = new Color(0xD0D0D0);
    static final BasicStroke THIN = new BasicStroke(0.7f);

    private ChartLook() {}

    /** A plot, if it stands alone with its title and, if there is one, the line below it. */
    static JFreeChart titled(boolean alone, String title, String subtitle, Plot plot) {
        plot.setBackgroundPaint(null);
        plot.setOutlineVisible(false);
        if (!alone) {
            JFreeChart bare = new JFreeChart(null, null, plot, false);
            bare.setBackgroundPaint(null);
            bare.setPadding(new RectangleInsets(4, 0, 4, 8));
            return bare;
        }
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
    static JFreeChart withLegend(boolean alone, String title, String subtitle, Plot plot) {
        JFreeChart chart = titled(alone, title, subtitle, plot);
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
