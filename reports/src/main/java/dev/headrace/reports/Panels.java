package dev.headrace.reports;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/**
 * Small charts side by side, row by row, as one picture.
 *
 * @param subtitle below the title, may be ""
 * @param columns charts in a row, 1 or more
 * @param panels of one size
 */
public record Panels(String title, String subtitle, int columns, List<Chart> panels) implements Chart {
    public Panels {
        panels = panels.stream().filter(p -> !p.isEmpty()).toList();
    }

    @Override
    public String description() {
        return "Side by side: " + Chart.names(panels.stream().map(Chart::title).toList());
    }

    @Override
    public boolean isEmpty() {
        return panels.isEmpty();
    }

    @Override
    public Figure figure(boolean alone) {
        List<Figure> figures = panels.stream().map(p -> p.figure(true)).toList();
        int top = ChartTitle.height(subtitle);
        int wide = Math.min(columns, figures.size());
        int rows = (figures.size() + wide - 1) / wide;
        int width = figures.get(0).width();
        int height = figures.get(0).height();
        return new Figure(this, (g, area) -> draw(g, area, figures, wide), wide * width, rows * height + top);
    }

    private void draw(Graphics2D g, Rectangle2D area, List<Figure> figures, int wide) {
        int top = ChartTitle.draw(g, area, title, subtitle);
        for (int i = 0; i < figures.size(); i++) {
            Figure figure = figures.get(i);
            figure.draw(g, area.getX() + (i % wide) * figure.width(), area.getY() + top + (i / wide) * figure.height());
        }
    }
}
