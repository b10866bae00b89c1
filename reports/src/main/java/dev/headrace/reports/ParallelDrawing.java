package dev.headrace.reports;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.ui.Drawable;

/** A {@link ParallelChart} drawn; JFreeChart has no such plot. */
final class ParallelDrawing implements Drawable {
    static final int WIDTH = ChartLook.WIDTH;
    static final int HEIGHT = 420;
    private static final int SIDE = 60;
    private static final int BOTTOM = 56;

    private final ParallelChart chart;
    private final boolean alone;

    ParallelDrawing(ParallelChart chart, boolean alone) {
        this.chart = chart;
        this.alone = alone;
    }

    @Override
    public void draw(Graphics2D g, Rectangle2D area) {
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        double top = area.getY() + 44;
        if (alone) {
            top += ChartTitle.draw(g, area, chart.title(), chart.subtitle());
        }
        double bottom = area.getMaxY() - BOTTOM;
        int n = chart.axes().size();
        double step = (area.getWidth() - 2 * SIDE) / Math.max(1, n - 1);
        double first = area.getX() + SIDE;
        int colour = 0;
        for (ParallelChart.Layer layer : chart.layers()) {
            g.setPaint(new Color(layer.ground() ? Palette.GREY : Palette.series(colour)));
            g.setStroke(new BasicStroke(layer.ground() ? 0.5f : 1.2f));
            colour += layer.ground() ? 0 : 1;
            for (double[] line : layer.lines()) {
                Path2D path = new Path2D.Double();
                for (int a = 0; a < n; a++) {
                    double y = bottom - line[a] * (bottom - top);
                    if (a == 0) {
                        path.moveTo(first, y);
                    } else {
                        path.lineTo(first + a * step, y);
                    }
                }
                g.draw(path);
            }
        }
        g.setPaint(Color.BLACK);
        g.setStroke(new BasicStroke(1));
        for (int a = 0; a < n; a++) {
            double x = first + a * step;
            ParallelChart.Axis axis = chart.axes().get(a);
            g.draw(new Line2D.Double(x, top, x, bottom));
            // Names of neighbours at two heights, so that long ones do not touch.
            centred(g, axis.name(), x, top - (a % 2 == 0 ? 18 : 32), 12, area);
            centred(g, axis.high(), x, top - 5, 11, area);
            centred(g, axis.low(), x, bottom + 14, 11, area);
        }
        legend(g, area);
    }

    private void legend(Graphics2D g, Rectangle2D area) {
        double x = area.getX() + SIDE;
        double y = area.getMaxY() - 12;
        int colour = 0;
        g.setFont(ChartLook.font(Font.PLAIN, 13));
        for (ParallelChart.Layer layer : chart.layers()) {
            g.setPaint(new Color(layer.ground() ? Palette.GREY : Palette.series(colour)));
            colour += layer.ground() ? 0 : 1;
            g.fill(new Rectangle2D.Double(x, y - 6, 18, 3));
            g.setPaint(Color.BLACK);
            g.drawString(layer.name(), (float) x + 24, (float) y);
            x += 24 + g.getFontMetrics().stringWidth(layer.name()) + 24;
        }
    }

    private static void centred(Graphics2D g, String text, double x, double y, int size, Rectangle2D area) {
        g.setFont(ChartLook.font(Font.PLAIN, size));
        double width = g.getFontMetrics().stringWidth(text);
        double left = Math.max(area.getX() + 2, Math.min(x - width / 2, area.getMaxX() - width - 2));
        g.drawString(text, (float) left, (float) y);
    }
}
