package dev.headrace.simulator.kernel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A graph wired up: the second stage of its life. Holds the topology in the form the engine wants; has no state of a
 * run, so that any number of runs can be started from it, in any thread.
 */
public final class Machine {
    final Graph graph;
    final TimeBase time;
    final int[][] clients;

    /** Slots of each channel; unbounded also where there are no fewer than tokens. */
    final long[] capacity;

    private Machine(Graph graph) {
        this.graph = graph;
        this.time = new TimeBase(graph.clocks());
        this.capacity = capacities(graph);
        List<List<Integer>> byUnit = new ArrayList<>();
        graph.units().forEach(u -> byUnit.add(new ArrayList<>()));
        for (int o = 0; o < graph.operators().size(); o++) {
            for (Claim c : graph.operators().get(o).claims()) {
                if (byUnit.get(c.unit()).contains(o)) {
                    throw new IllegalArgumentException(
                            "operator " + graph.operators().get(o).name() + " claims a unit twice");
                }
                byUnit.get(c.unit()).add(o);
            }
        }
        clients = new int[byUnit.size()][];
        for (int u = 0; u < clients.length; u++) {
            clients[u] = byUnit.get(u).stream().mapToInt(Integer::intValue).toArray();
            requireDistinct(graph, graph.units().get(u), byUnit.get(u));
        }
    }

    private static void requireDistinct(Graph graph, Unit unit, List<Integer> clients) {
        List<Integer> places = new ArrayList<>();
        for (int o : clients) {
            Turn turn = graph.operators().get(o).claims().get(0).turn();
            if (unit.policy() == Unit.Policy.ORDER && turn != null) {
                if (places.contains(turn.place())) {
                    throw new IllegalArgumentException("operator "
                            + graph.operators().get(o).name() + " shares place " + turn.place()
                            + " in the order of unit " + unit.name());
                }
                places.add(turn.place());
            }
        }
    }

    private static long[] capacities(Graph graph) {
        long[] capacity = new long[graph.channels().size()];
        for (Operator op : graph.operators()) {
            for (OutPort out : op.outputs()) {
                long slots = graph.channels().get(out.channel()).capacity();
                long tokens = op.nest().product(out.depth());
                capacity[out.channel()] = tokens >= 0 && slots >= tokens ? Channel.UNBOUNDED : slots;
            }
        }
        return capacity;
    }

    /**
     * Wires a graph.
     *
     * @throws IllegalArgumentException if an operator claims a unit twice, clients of a unit share a place in its static
     *     order, or the clocks have no usable common tick
     */
    public static Machine wire(Graph graph) {
        return new Machine(graph);
    }

    /** The specification it was wired from. */
    public Graph graph() {
        return graph;
    }

    /** Its ticks. */
    public TimeBase time() {
        return time;
    }

    /** A run from the initial state: the third stage. */
    public Run start() {
        return start(Settings.DEFAULT);
    }

    /**
     * A run from the initial state that writes down every event and what it waited for, for {@link Run#chronicle}. It is
     * evaluated event by event, neither compiled nor in part skipped, and all times and counters are the same.
     *
     * @param probes who is told of it as well
     */
    public Run record(Probe... probes) {
        return observed(new Recorder(this, Chronicle.MOST_EVENTS), probes);
    }

    /** The same, with a limit to the events that are kept. */
    Run record(int most) {
        return observed(new Recorder(this, most));
    }

    /** A run from the initial state that tells of itself and keeps nothing; made in the same way, with the same times. */
    public Run watch(Probe... probes) {
        return observed(null, probes);
    }

    private Run observed(@Nullable Recorder recorder, Probe... probes) {
        return new Run(this, new Settings(Settings.Compile.NOTHING, false), recorder, List.of(probes));
    }

    /** A run from the initial state, evaluated in a chosen way. */
    public Run start(Settings settings) {
        return new Run(this, settings);
    }
}
