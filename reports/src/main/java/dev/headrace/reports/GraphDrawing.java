package dev.headrace.reports;

import dev.headrace.simulator.dataflow.OpKind;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jfree.chart.ui.Drawable;
import org.jspecify.annotations.Nullable;

/** A {@link GraphChart} drawn. */
final class GraphDrawing implements Drawable {
    private static final Font NAME = ChartLook.font(Font.BOLD, 13);
    private static final Font LINE = ChartLook.font(Font.PLAIN, 11);
    private static final FontRenderContext MEASURE = new FontRenderContext(new AffineTransform(), true, true);
    private static final Color EDGE = new Color(Palette.DARK_GREY);
    private static final Color HOT = new Color(Palette.VERMILLION);
    private static final int MARGIN = 10;
    private static final int LEAD = 14;
    private static final int TINT = 0x38;

    /** Places of a FIFO that are drawn one by one. */
    private static final int SLOTS = 6;

    private static final int SLOT = 7;

    private final GraphChart graph;
    private final boolean alone;
    private final GraphLayout layout;
    private final List<String> units;
    private final List<List<Key>> legend;

    /** An entry of the legend: a shape or a colour, and what it is. */
    private record Key(
            String text,
            OpKind.@Nullable Family family,
            @Nullable Color color) {}

    GraphDrawing(GraphChart graph, boolean alone) {
        this.graph = graph;
        this.alone = alone;
        this.units = graph.units();
        this.layout = new GraphLayout(graph, GraphDrawing::box, GraphDrawing::label);
        this.legend = legend();
    }

    private int top() {
        return alone ? ChartTitle.height(graph.subtitle()) : 0;
    }

    int width() {
        double title = alone
                ? Math.max(
                        wide(graph.title(), ChartLook.font(Font.BOLD, 17)),
                        wide(graph.subtitle(), ChartLook.font(Font.PLAIN, 12)))
                : 0;
        double notes =
                graph.notes().stream().mapToDouble(n -> wide(n, LINE)).max().orElse(0);
        return (int) Math.ceil(Math.max(Math.max(layout.width(), 320), Math.max(title, notes)) + 2 * MARGIN);
    }

    int height() {
        return (int) Math.ceil(top()
                + layout.height()
                + 2 * MARGIN
                + (legend.size() + graph.notes().size()) * 20);
    }

    private static double wide(String text, Font font) {
        return text.isEmpty() ? 0 : font.getStringBounds(text, MEASURE).getWidth();
    }

    private static Point2D box(GraphChart.Node node) {
        double wide = wide(node.name(), NAME);
        for (String line : node.lines()) {
            wide = Math.max(wide, wide(line, LINE));
        }
        double slant = node.family() == OpKind.Family.ROWS || node.family() == OpKind.Family.PRODUCT ? 20 : 34;
        return new Point2D.Double(
                Math.max(54, Math.ceil(wide) + slant),
                24 + LEAD * node.lines().size() + (node.family() == null ? 10 : 0));
    }

    private static Point2D label(GraphChart.Edge edge) {
        double wide = 0;
        for (int i = 0; i < edge.lines().size(); i++) {
            wide = Math.max(wide, wide(edge.lines().get(i), LINE) + (i == 0 ? slots(edge) : 0));
        }
        return new Point2D.Double(Math.ceil(wide), edge.lines().size() * LEAD);
    }

    /** Width of the FIFO before the first line of a label. */
    private static double slots(GraphChart.Edge edge) {
        return edge.capacity() == 0 ? 0 : places(edge) * SLOT + 5;
    }

    private static int places(GraphChart.Edge edge) {
        return edge.capacity() < 0 ? SLOTS : (int) Math.min(SLOTS, edge.capacity());
    }

    @Override
    public void draw(Graphics2D g, Rectangle2D area) {
        if (alone) {
            ChartTitle.draw(g, area, graph.title(), graph.subtitle());
        }
        ChartTitle.smooth(g);
        AffineTransform before = g.getTransform();
        g.translate(area.getX() + MARGIN, area.getY() + top() + MARGIN);
        // What stands out lies above what does not.
        for (boolean hot : new boolean[] {false, true}) {
            for (int e = 0; e < graph.edges().size(); e++) {
                if (graph.edges().get(e).hot() == hot) {
                    edge(g, graph.edges().get(e), layout.routes().get(e));
                }
            }
        }
        for (int n = 0; n < graph.nodes().size(); n++) {
            node(g, graph.nodes().get(n), layout.boxes().get(n));
        }
        below(g);
        g.setTransform(before);
    }

    private void node(Graphics2D g, GraphChart.Node node, Rectangle2D box) {
        Color color = color(node.unit());
        g.setRenderingHint(SvgCanvas.TITLE, node.name() + ": " + String.join(", ", node.lines()));
        Shape shape = shape(node.family(), box);
        g.setPaint(new Color(color.getRed(), color.getGreen(), color.getBlue(), TINT));
        g.fill(shape);
        g.setRenderingHint(SvgCanvas.TITLE, null);
        g.setPaint(node.hot() ? HOT : color);
        g.setStroke(new BasicStroke(node.hot() ? 3.5f : 1.5f));
        g.draw(shape);
        if (node.family() == null) {
            g.draw(new Ellipse2D.Double(box.getX(), box.getY(), box.getWidth(), 12));
        }
        g.setPaint(Color.BLACK);
        double y = box.getY() + 17 + (node.family() == null ? 9 : 0);
        centred(g, node.name(), NAME, box.getCenterX(), y);
        for (String line : node.lines()) {
            y += LEAD;
            centred(g, line, LINE, box.getCenterX(), y);
        }
    }

    private static void centred(Graphics2D g, String text, Font font, double x, double y) {
        g.setFont(font);
        g.drawString(text, (float) (x - wide(text, font) / 2), (float) y);
    }

    private Color color(String unit) {
        int i = units.indexOf(unit);
        return i < 0 ? EDGE : new Color(Palette.series(i));
    }

    /** Each family has an outline of its own. */
    private static Shape shape(OpKind.@Nullable Family family, Rectangle2D b) {
        double x = b.getX();
        double y = b.getY();
        double w = b.getWidth();
        double h = b.getHeight();
        if (family == null) {
            Path2D drum = new Path2D.Double();
            drum.moveTo(x, y + 6);
            drum.curveTo(x, y - 2, x + w, y - 2, x + w, y + 6);
            drum.lineTo(x + w, y + h - 6);
            drum.curveTo(x + w, y + h + 2, x, y + h + 2, x, y + h - 6);
            drum.closePath();
            return drum;
        }
        return switch (family) {
            case PRODUCT -> new Rectangle2D.Double(x, y, w, h);
            case ROWS -> new RoundRectangle2D.Double(x, y, w, h, Math.min(14, h / 2.5), Math.min(14, h / 2.5));
            case ELEMENTS -> new RoundRectangle2D.Double(x, y, w, h, h, h);
            case TRANSFER -> around(x + 10, y, x + w, y, x + w - 10, y + h, x, y + h);
            case SELECTION ->
                around(x + 12, y, x + w - 12, y, x + w, y + h / 2, x + w - 12, y + h, x + 12, y + h, x, y + h / 2);
            case ROUTING -> around(x, y, x + w, y, x + w - 12, y + h, x + 12, y + h);
        };
    }

    private static Path2D around(double... xy) {
        Path2D path = new Path2D.Double();
        path.moveTo(xy[0], xy[1]);
        for (int i = 2; i < xy.length; i += 2) {
            path.lineTo(xy[i], xy[i + 1]);
        }
        path.closePath();
        return path;
    }

    private static void edge(Graphics2D g, GraphChart.Edge edge, GraphLayout.Route route) {
        g.setPaint(edge.hot() ? HOT : EDGE);
        float thick = edge.hot() ? 3 : edge.kind() == GraphChart.Kind.MEMORY ? 2.2f : 1.3f;
        boolean dashed = edge.kind() == GraphChart.Kind.ORDER || edge.kind() == GraphChart.Kind.WAIT;
        g.setStroke(
                dashed
                        ? new BasicStroke(thick, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {5, 4}, 0)
                        : new BasicStroke(thick, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
        g.draw(route.path());
        double dx = route.end().getX() - route.before().getX();
        double dy = route.end().getY() - route.before().getY();
        double length = Math.hypot(dx, dy);
        if (length > 0) {
            g.fill(arrow(route.end(), dx / length, dy / length, edge.hot() ? 10 : 7));
        }
        text(g, edge, route.label());
    }

    private static Path2D arrow(Point2D end, double dx, double dy, double size) {
        double x = end.getX() - dx * size;
        double y = end.getY() - dy * size;
        double half = size / 2.2;
        return around(end.getX(), end.getY(), x - dy * half, y + dx * half, x + dy * half, y - dx * half);
    }

    private static void text(Graphics2D g, GraphChart.Edge edge, Rectangle2D room) {
        double x = room.getX();
        if (edge.capacity() != 0) {
            g.setStroke(new BasicStroke(1));
            for (int i = 0; i < places(edge); i++) {
                Rectangle2D place = new Rectangle2D.Double(x + i * SLOT, room.getY() + 3, SLOT - 1.5, 8);
                g.setPaint(edge.hot() ? HOT : EDGE);
                if (i < edge.peak()) {
                    g.fill(place);
                }
                g.draw(place);
            }
        }
        g.setFont(LINE);
        for (int i = 0; i < edge.lines().size(); i++) {
            g.setPaint(Color.BLACK);
            g.drawString(edge.lines().get(i), (float) (x + (i == 0 ? slots(edge) : 0)), (float)
                    (room.getY() + 11 + i * LEAD));
        }
    }

    /** Colours, shapes and notes, as many to a row as there is room for. */
    private List<List<Key>> legend() {
        List<Key> keys = new ArrayList<>();
        units.forEach(unit -> keys.add(new Key(unit, OpKind.Family.PRODUCT, color(unit))));
        Set<OpKind.Family> families = new LinkedHashSet<>();
        boolean tensors = false;
        for (GraphChart.Node node : graph.nodes()) {
            OpKind.Family family = node.family();
            if (family == null) {
                tensors = true;
            } else {
                families.add(family);
            }
        }
        if (tensors) {
            keys.add(new Key("tensor in memory", null, null));
        }
        families.forEach(family -> keys.add(new Key(family.words(), family, null)));
        List<List<Key>> rows = new ArrayList<>();
        double room = Math.max(320, layout.width());
        double used = room;
        for (Key key : keys) {
            double wide = 26 + wide(key.text(), LINE) + 14;
            if (used + wide > room) {
                rows.add(new ArrayList<>());
                used = 0;
            }
            rows.get(rows.size() - 1).add(key);
            used += wide;
        }
        return rows;
    }

    private void below(Graphics2D g) {
        double y = layout.height() + 8;
        g.setFont(LINE);
        for (List<Key> row : legend) {
            double x = 0;
            for (Key key : row) {
                Shape shape = shape(key.family(), new Rectangle2D.Double(x, y, 20, key.family() == null ? 18 : 12));
                Color color = key.color() == null ? EDGE : key.color();
                g.setPaint(new Color(color.getRed(), color.getGreen(), color.getBlue(), TINT));
                g.fill(shape);
                g.setPaint(color);
                g.setStroke(new BasicStroke(1.3f));
                g.draw(shape);
                if (key.family() == null) {
                    g.draw(new Ellipse2D.Double(x, y, 20, 12));
                }
                g.setPaint(Color.BLACK);
                g.drawString(key.text(), (float) (x + 26), (float) (y + 10));
                x += 26 + wide(key.text(), LINE) + 14;
            }
            y += 20;
        }
        for (String note : graph.notes()) {
            g.setPaint(Color.BLACK);
            g.drawString(note, 0f, (float) (y + 10));
            y += 20;
        }
    }
}
