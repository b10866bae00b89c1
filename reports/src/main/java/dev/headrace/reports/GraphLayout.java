package dev.headrace.reports;

import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.eclipse.elk.alg.layered.options.CycleBreakingStrategy;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/** Where the boxes, edges and labels of a {@link GraphChart} go: in layers from the top down, by ELK. */
final class GraphLayout {
    /** ELK draws lots where it may do either; the same graph is to look the same. */
    private static final int SEED = 1;

    /**
     * An edge that is laid out.
     *
     * @param path from its beginning to its end
     * @param before the last corner, by which an arrow's direction is known
     * @param end where the arrow points
     * @param label room for its label; empty if it has none
     */
    record Route(Path2D path, Point2D before, Point2D end, Rectangle2D label) {}

    private final List<Rectangle2D> boxes = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();
    private final double width;
    private final double height;

    /**
     * Lays a graph out.
     *
     * @param boxOf room that a node takes
     * @param labelOf room that the label of an edge takes, empty if it has none
     */
    GraphLayout(
            GraphChart graph, Function<GraphChart.Node, Point2D> boxOf, Function<GraphChart.Edge, Point2D> labelOf) {
        ElkNode root = ElkGraphUtil.createGraph();
        root.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
        root.setProperty(CoreOptions.DIRECTION, Direction.DOWN);
        root.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
        root.setProperty(CoreOptions.RANDOM_SEED, SEED);
        // Streams of an earlier iteration lead up, all others down.
        root.setProperty(LayeredOptions.CYCLE_BREAKING_STRATEGY, CycleBreakingStrategy.MODEL_ORDER);
        root.setProperty(CoreOptions.SPACING_NODE_NODE, 18.0);
        root.setProperty(CoreOptions.SPACING_EDGE_LABEL, 4.0);
        root.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 16.0);
        root.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, 12.0);
        Map<String, ElkNode> nodes = new HashMap<>();
        List<ElkNode> inOrder = new ArrayList<>();
        for (GraphChart.Node node : graph.nodes()) {
            Point2D size = boxOf.apply(node);
            ElkNode box = ElkGraphUtil.createNode(root);
            box.setDimensions(size.getX(), size.getY());
            nodes.put(node.id(), box);
            inOrder.add(box);
        }
        List<ElkEdge> edges = new ArrayList<>();
        for (GraphChart.Edge edge : graph.edges()) {
            ElkEdge line = ElkGraphUtil.createSimpleEdge(
                    Objects.requireNonNull(nodes.get(edge.from()), edge.from()),
                    Objects.requireNonNull(nodes.get(edge.to()), edge.to()));
            Point2D size = labelOf.apply(edge);
            if (size.getX() > 0) {
                ElkGraphUtil.createLabel("label", line).setDimensions(size.getX(), size.getY());
            }
            edges.add(line);
        }
        new RecursiveGraphLayoutEngine().layout(root, new BasicProgressMonitor());
        inOrder.forEach(
                box -> boxes.add(new Rectangle2D.Double(box.getX(), box.getY(), box.getWidth(), box.getHeight())));
        edges.forEach(edge -> routes.add(route(edge)));
        width = root.getWidth();
        height = root.getHeight();
    }

    private static Route route(ElkEdge edge) {
        ElkEdgeSection section = edge.getSections().get(0);
        Path2D path = new Path2D.Double();
        Point2D before = new Point2D.Double(section.getStartX(), section.getStartY());
        path.moveTo(before.getX(), before.getY());
        for (ElkBendPoint bend : section.getBendPoints()) {
            before = new Point2D.Double(bend.getX(), bend.getY());
            path.lineTo(before.getX(), before.getY());
        }
        Point2D end = new Point2D.Double(section.getEndX(), section.getEndY());
        path.lineTo(end.getX(), end.getY());
        Rectangle2D room = new Rectangle2D.Double();
        for (ElkLabel label : edge.getLabels()) {
            room = new Rectangle2D.Double(label.getX(), label.getY(), label.getWidth(), label.getHeight());
        }
        return new Route(path, before, end, room);
    }

    /** Of the nodes, in their order. */
    List<Rectangle2D> boxes() {
        return boxes;
    }

    /** Of the edges, in their order. */
    List<Route> routes() {
        return routes;
    }

    double width() {
        return width;
    }

    double height() {
        return height;
    }
}
