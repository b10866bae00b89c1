package dev.headrace.simulator.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * A graph wired up: the second stage of its life. Holds the topology in the form the engine wants; has no state of a
 * run, so that any number of runs can be started from it, in any thread.
 */
public final class Machine {
    final Graph graph;
    final TimeBase time;
    final int[][] clients;

    private Machine(Graph graph) {
        this.graph = graph;
        this.time = new TimeBase(graph.clocks());
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
        }
    }

    /** Wires a graph. */
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
        return new Run(this);
    }
}
