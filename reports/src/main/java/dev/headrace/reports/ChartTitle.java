package dev.headrace.reports;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;

/** White ground, title and subtitle of a picture that is not one plot, as those of plots look. */
final class ChartTitle {
    private ChartTitle() {}

    /** Room that {@link #draw} takes. */
    static int height(String subtitle) {
        return subtitle.isEmpty() ? 30 : 50;
    }

    /** Smooth lines and text. */
    static void smooth(Graphics2D g) {
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    }

    /** Draws them; returns the room that they take at the top. */
    static int draw(Graphics2D g, Rectangle2D area, String title, String subtitle) {
        smooth(g);
        g.setPaint(Color.WHITE);
        g.fill(area);
        g.setPaint(Color.BLACK);
        g.setFont(ChartLook.font(Font.BOLD, 17));
        g.drawString(title, (float) area.getX() + 10, (float) area.getY() + 24);
        g.setPaint(new Color(0x505050));
        g.setFont(ChartLook.font(Font.PLAIN, 12));
        g.drawString(subtitle, (float) area.getX() + 10, (float) area.getY() + 42);
        return height(subtitle);
    }
}
