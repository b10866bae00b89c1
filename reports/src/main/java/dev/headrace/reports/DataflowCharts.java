package dev.headrace.reports;

import dev.headrace.simulator.dataflow.DataflowGraph;
import dev.headrace.simulator.dataflow.Machinery;
import dev.headrace.simulator.dataflow.OpKind;
import dev.headrace.simulator.run.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The dataflow graph of a design as a picture: operators by what they do and by unit, the FIFOs between them, and tensors in
 * memories. Where there are more than {@value #MOST} operators, those of one kind on one unit are drawn as one.
 */
public final class DataflowCharts {
    /** Operators that are drawn one by one. */
    static final int MOST = 80;

    /** Boxes beyond which nothing is drawn. */
    static final int TOO_MANY = 200;

    private final Map<String, Operator> operators = new LinkedHashMap<>();
    private final DataflowGraph graph;
    private final Map<String, Result.ChannelResult> channels;
    private final Map<String, Result.MemoryResult> memories;
    private final List<Result.Wait> circle;
    private final boolean ran;

    /**
     * An operator.
     *
     * @param on unit that serves it, the memory of a load or store; null for none
     * @param many how many it stands for
     */
    private record Operator(String op, @Nullable String on, int many) {}

    private DataflowCharts(
            DataflowGraph graph,
            Map<String, Result.ChannelResult> channels,
            Map<String, Result.MemoryResult> memories,
            List<Result.Wait> circle,
            boolean ran) {
        this.ran = ran;
        this.graph = graph;
        this.channels = channels;
        this.memories = memories;
        this.circle = circle;
    }

    /** Of a run, with what passed and, in a deadlock, the circle of waiting; empty if its result does not say. */
    public static Chart of(Result r) {
        DataflowGraph graph = r.dataflow();
        if (graph == null) {
            return new GraphChart(Facts.title(r), "", List.of(), List.of(), List.of());
        }
        Result.Deadlock deadlock = r.deadlock();
        DataflowCharts charts = new DataflowCharts(
                graph, r.channels(), r.memories(), deadlock == null ? List.of() : deadlock.circle(), true);
        r.operators().forEach((name, o) -> charts.operators.put(name, new Operator(o.op(), o.on(), 1)));
        String title = deadlock == null ? "Dataflow" : "Dataflow, and the circle of waiting";
        return charts.chart(title, Charts.about(r));
    }

    /** Why a result that says what leads where has no graph; empty if it has one. */
    static String leftOut(Result r) {
        long kinds = r.operators().values().stream()
                .map(o -> o.op() + " on " + o.on())
                .distinct()
                .count();
        return r.dataflow() == null || r.operators().isEmpty() || !of(r).isEmpty()
                ? ""
                : "No picture of the dataflow: " + Units.count(kinds) + " kinds of operators: too many to be drawn";
    }

    /** Of a design that has not run. */
    public static Chart of(String title, Machinery made) {
        Map<String, Result.ChannelResult> channels = new LinkedHashMap<>();
        for (int c = 0; c < made.channels().size(); c++) {
            if (!made.channels().get(c).isHidden()) {
                long capacity = made.graph().channels().get(c).capacity();
                channels.putIfAbsent(
                        made.channels().get(c).name(),
                        new Result.ChannelResult(
                                capacity == dev.headrace.simulator.kernel.Channel.UNBOUNDED ? -1 : capacity, 0, 0));
            }
        }
        DataflowCharts charts = new DataflowCharts(DataflowGraph.of(made), channels, Map.of(), List.of(), false);
        for (int o = 0; o < made.graph().operators().size(); o++) {
            if (!made.operator(o).isEmpty()) {
                charts.operators.putIfAbsent(made.operator(o), new Operator(made.kind(o), made.on(o), 1));
            }
        }
        return charts.chart("Dataflow", title);
    }

    private GraphChart chart(String title, String subtitle) {
        if (operators.size() > MOST && !circle.isEmpty()) {
            Map<String, Operator> waiting = new LinkedHashMap<>(operators);
            waiting.keySet()
                    .removeIf(
                            name -> circle.stream().noneMatch(w -> w.operator().equals(name) || w.on().equals(name)));
            String note = "Of " + Units.count(operators.size()) + " operators, those of the circle";
            operators.keySet().retainAll(waiting.keySet());
            return one(title, subtitle, waiting, Map.of(), List.of(note));
        }
        if (operators.size() <= MOST) {
            return one(title, subtitle, operators, Map.of(), List.of());
        }
        Map<String, String> group = new HashMap<>();
        Map<String, Operator> groups = new LinkedHashMap<>();
        operators.forEach((name, o) -> {
            String id = o.op() + " on " + o.on();
            group.put(name, id);
            groups.merge(id, new Operator(o.op(), o.on(), 1), (a, b) -> new Operator(a.op(), a.on(), a.many() + 1));
        });
        return one(
                title,
                subtitle,
                groups,
                group,
                List.of(Units.count(operators.size()) + " operators; those of one kind on one unit are drawn as one"));
    }

    private GraphChart one(
            String title, String subtitle, Map<String, Operator> boxes, Map<String, String> group, List<String> notes) {
        List<GraphChart.Node> nodes = new ArrayList<>();
        boxes.forEach((name, o) -> {
            boolean hot = circle.stream()
                    .anyMatch(
                            w -> group.getOrDefault(w.operator(), w.operator()).equals(name));
            String on = o.on() == null ? "" : o.on();
            String line = o.op() + (on.isEmpty() ? "" : " on " + on);
            nodes.add(new GraphChart.Node(
                    name,
                    OpKind.family(o.op()),
                    o.many() == 1 ? name : Units.count(o.many()) + " x " + o.op(),
                    o.many() == 1 ? List.of(line) : on.isEmpty() ? List.of() : List.of("on " + on),
                    on,
                    hot));
        });
        Map<List<String>, GraphChart.Edge> edges = new LinkedHashMap<>();
        graph.tensors().forEach((operator, tensor) -> tensor(operator, tensor, group, nodes, edges));
        graph.streams().stream()
                .filter(s -> operators.containsKey(s.from()) && operators.containsKey(s.to()))
                .forEach(s -> stream(s, group, edges));
        waits(group, edges);
        if (nodes.size() > TOO_MANY) {
            return new GraphChart(title, subtitle, List.of(), List.of(), List.of());
        }
        return new GraphChart(title, subtitle, nodes, List.copyOf(edges.values()), notes);
    }

    /** A tensor in a memory, and the edge to or from who moves it. */
    private void tensor(
            String operator,
            String tensor,
            Map<String, String> group,
            List<GraphChart.Node> nodes,
            Map<List<String>, GraphChart.Edge> edges) {
        Operator mover = operators.get(operator);
        if (mover == null) {
            return;
        }
        String memory = mover.on() == null ? "" : mover.on();
        String id = "tensor " + memory + " " + tensor;
        boolean stored = graph.streams().stream().noneMatch(s -> s.from().equals(operator) && s.tokenBytes() > 0)
                && graph.streams().stream().anyMatch(s -> s.to().equals(operator) && s.tokenBytes() > 0);
        String box = group.getOrDefault(operator, operator);
        if (nodes.stream().noneMatch(n -> n.id().equals(id))) {
            // Declared before who loads it and after who stores it, so that it stands above or below.
            int at = IntStream.range(0, nodes.size())
                    .filter(i -> nodes.get(i).id().equals(box))
                    .findFirst()
                    .orElseThrow();
            nodes.add(
                    stored ? at + 1 : at, new GraphChart.Node(id, null, tensor, moved(memory, tensor), memory, false));
        }
        String from = stored ? box : id;
        String to = stored ? id : box;
        edges.putIfAbsent(
                List.of(from, to), new GraphChart.Edge(from, to, GraphChart.Kind.MEMORY, List.of(), 0, 0, false));
    }

    private List<String> moved(String memory, String tensor) {
        List<String> lines = new ArrayList<>();
        if (!memory.isEmpty()) {
            lines.add("in " + memory);
        }
        Result.MemoryResult m = memories.get(memory);
        Result.Traffic traffic = m == null ? null : m.byTensor().get(tensor);
        if (traffic != null && traffic.readBytes() > 0) {
            lines.add(Units.bytes(traffic.readBytes()) + " read");
        }
        if (traffic != null && traffic.writeBytes() > 0) {
            lines.add(Units.bytes(traffic.writeBytes()) + " written");
        }
        return lines;
    }

    private void stream(DataflowGraph.Stream s, Map<String, String> group, Map<List<String>, GraphChart.Edge> edges) {
        String from = group.getOrDefault(s.from(), s.from());
        String to = group.getOrDefault(s.to(), s.to());
        if (!group.isEmpty()) {
            GraphChart.Kind kind = s.tokenBytes() > 0 ? GraphChart.Kind.STREAM : GraphChart.Kind.ORDER;
            edges.merge(
                    List.of(from, to),
                    new GraphChart.Edge(from, to, kind, List.of("1 stream"), 0, 0, false),
                    (a, b) -> more(a));
            return;
        }
        List<String> lines = new ArrayList<>();
        long capacity = 0;
        long peak = 0;
        Result.ChannelResult channel = s.tokenBytes() > 0 ? channels.get(s.channel()) : null;
        if (channel != null) {
            capacity = channel.capacity();
            peak = channel.peakTokens();
            String all = capacity < 0 ? "unbounded" : Units.count(capacity);
            lines.add((ran ? Units.count(peak) + " of " + all : all) + (s.in() == null ? "" : " in " + s.in()));
            String each = Units.bytes(s.tokenBytes());
            lines.add(ran ? Units.count(channel.tokens()) + " x " + each : each + " each");
        }
        String stream = s.channel().replaceFirst("->.*", "");
        if (channel != null && !stream.equals(s.from())) {
            lines.add(stream);
        }
        GraphChart.Kind kind = s.tokenBytes() > 0 ? GraphChart.Kind.STREAM : GraphChart.Kind.ORDER;
        edges.put(List.of(from, to, s.channel()), new GraphChart.Edge(from, to, kind, lines, capacity, peak, false));
    }

    private static GraphChart.Edge more(GraphChart.Edge edge) {
        int streams = 1 + Integer.parseInt(edge.lines().get(0).replaceAll("\\D.*", ""));
        return new GraphChart.Edge(
                edge.from(), edge.to(), edge.kind(), List.of(streams + " streams"), 0, 0, edge.hot());
    }

    /** The circle: each edge at which somebody waits, and one of its own where that is no stream. */
    private void waits(Map<String, String> group, Map<List<String>, GraphChart.Edge> edges) {
        int number = 0;
        for (Result.Wait wait : circle) {
            number++;
            String line = number + ". " + wait.operator() + " waits for "
                    + switch (wait.reason()) {
                        case "room" -> wait.on() + " to make room";
                        case "input" -> "tokens of " + wait.on();
                        case "turn" -> "its turn, after " + wait.on();
                        default -> wait.reason() + ", " + wait.on();
                    };
            boolean found = false;
            for (Map.Entry<List<String>, GraphChart.Edge> entry : edges.entrySet()) {
                if (entry.getKey().size() == 3 && entry.getKey().get(2).equals(wait.channel())) {
                    entry.setValue(hot(entry.getValue(), line));
                    found = true;
                }
            }
            String from = group.getOrDefault(wait.operator(), wait.operator());
            String to = group.getOrDefault(wait.on(), wait.on());
            boolean drawn = operators.containsKey(wait.operator()) && operators.containsKey(wait.on());
            if (!found && drawn) {
                edges.put(
                        List.of(from, to, "wait " + number),
                        new GraphChart.Edge(from, to, GraphChart.Kind.WAIT, List.of(line), 0, 0, true));
            }
        }
    }

    private static GraphChart.Edge hot(GraphChart.Edge edge, String line) {
        List<String> lines = new ArrayList<>(edge.lines());
        lines.add(line);
        return new GraphChart.Edge(edge.from(), edge.to(), edge.kind(), lines, edge.capacity(), edge.peak(), true);
    }
}
