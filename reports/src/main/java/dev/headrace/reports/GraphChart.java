package dev.headrace.reports;

import dev.headrace.simulator.dataflow.OpKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Boxes and the edges between them, laid out when it is drawn.
 *
 * @param subtitle below the title, may be ""
 * @param nodes in the order of their declaration
 * @param edges between them
 * @param notes lines below the drawing
 */
record GraphChart(String title, String subtitle, List<Node> nodes, List<Edge> edges, List<String> notes)
        implements Chart {
    /**
     * A box.
     *
     * @param id by which edges name it
     * @param family decides its shape; null for a tensor in a memory
     * @param name its first line
     * @param lines further ones
     * @param unit decides its colour; "" for none
     * @param hot whether it stands out
     */
    record Node(String id, OpKind.@Nullable Family family, String name, List<String> lines, String unit, boolean hot) {
        Node {
            lines = List.copyOf(lines);
        }
    }

    /** What an edge is. */
    enum Kind {
        /** A stream with its FIFO. */
        STREAM,
        /** Tells only that something is done. */
        ORDER,
        /** Between an operator and a tensor in a memory. */
        MEMORY,
        /** Waiting for something else than a stream. */
        WAIT
    }

    /**
     * An edge.
     *
     * @param lines its label
     * @param capacity places of the FIFO; -1 if unbounded, 0 if it has none
     * @param peak most places that were taken; 0 if that is not known
     * @param hot whether it stands out
     */
    record Edge(String from, String to, Kind kind, List<String> lines, long capacity, long peak, boolean hot) {
        Edge {
            lines = List.copyOf(lines);
        }
    }

    GraphChart {
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
        notes = List.copyOf(notes);
    }

    /** Units in the order in which they appear. */
    List<String> units() {
        Set<String> units = new LinkedHashSet<>();
        nodes.stream().map(Node::unit).filter(u -> !u.isEmpty()).forEach(units::add);
        return List.copyOf(units);
    }

    @Override
    public String description() {
        List<String> names =
                nodes.stream().filter(n -> n.family() != null).map(Node::name).toList();
        List<String> hot = new ArrayList<>();
        edges.stream().filter(Edge::hot).forEach(e -> hot.addAll(e.lines()));
        return "A graph of " + Units.count(names.size()) + " operators and " + Units.count(edges.size()) + " edges: "
                + Chart.names(names) + (hot.isEmpty() ? "" : ". Standing out: " + String.join(", ", hot));
    }

    @Override
    public boolean isEmpty() {
        return nodes.isEmpty();
    }

    @Override
    public Figure figure(boolean alone) {
        GraphDrawing drawing = new GraphDrawing(this, alone);
        return new Figure(this, drawing, drawing.width(), drawing.height());
    }
}
