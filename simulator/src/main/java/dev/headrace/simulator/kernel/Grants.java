package dev.headrace.simulator.kernel;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The shared units of a run: who waits for them, who has them, and where their time went. */
final class Grants {
    private final Machine machine;
    private final Node[] nodes;
    private final Agenda agenda;
    /** Clients of each round-robin unit in cyclic order; empty for the other policies. */
    private final int[][] turn;

    /** Static orders by unit; null for the other policies. */
    final @Nullable Turns[] turns;

    final long[] free;
    final long[] first;
    final long[] firings;
    final long[] busy;
    final long[] input;
    final long[] memory;
    final long[] room;
    final long[] unit;

    Grants(Machine machine, Node[] nodes, Agenda agenda) {
        this.machine = machine;
        this.nodes = nodes;
        this.agenda = agenda;
        int units = machine.graph.units().size();
        free = new long[units];
        first = new long[units];
        firings = new long[units];
        busy = new long[units];
        input = new long[units];
        memory = new long[units];
        room = new long[units];
        unit = new long[units];
        turn = new int[units][];
        turns = new @Nullable Turns[units];
        for (int u = 0; u < units; u++) {
            int served = u;
            Unit.Policy policy = machine.graph.units().get(u).policy();
            turn[u] = Arrays.stream(machine.clients[u])
                    .filter(o -> policy == Unit.Policy.ROUND_ROBIN && first(o) == served)
                    .toArray();
            if (policy == Unit.Policy.ORDER) {
                turns[u] = new Turns(Arrays.stream(machine.clients[u])
                        .boxed()
                        .sorted(Comparator.comparingInt(o -> turnOf(nodes[o]).place()))
                        .mapToInt(Integer::intValue)
                        .toArray());
            }
        }
        next = new int[units];
    }

    /** Place in the cyclic order of the client whose turn it is, for each unit. */
    final int[] next;

    private int first(int o) {
        return nodes[o].spec.claims().get(0).unit();
    }

    private static Turn turnOf(Node n) {
        return Objects.requireNonNull(n.spec.claims().get(0).turn());
    }

    /** Enters a request, made at the node's {@code roomAt}; under a static order it is kept back until its turn. */
    void request(Node n) {
        Turns order = turns[first(n.id)];
        if (order == null || order.next() == n.id) {
            agenda.set(n.id, start(n), rank(n));
        }
    }

    /** A client of a unit with a static order has come to its next firing, or to its end: it may be another's turn. */
    void stands(Node n) {
        Turns order = Objects.requireNonNull(turns[first(n.id)]);
        if (order.stands(n, turnOf(n))) {
            int next = order.next();
            if (next >= 0 && nodes[next].phase == Node.Phase.GRANT) {
                request(nodes[next]);
            }
        }
    }

    /** The operator whose turn it is on the unit that an operator has asked for first; -1 without a static order. */
    int before(Node n) {
        Turns order = turns[first(n.id)];
        return order == null ? -1 : order.next();
    }

    /** Gives a node its units at a tick, and moves the requests of those who must now wait longer. */
    void grant(Node n, long t) {
        int served = first(n.id);
        Turns fixed = turns[served];
        if (fixed != null) {
            fixed.served(n.id);
        }
        int[] order = turn[served];
        for (int i = 0; i < order.length; i++) {
            if (order[i] == n.id) {
                next[served] = (i + 1) % order.length;
            }
        }
        for (Claim c : n.spec.claims()) {
            hold(n, c, t);
        }
        for (Claim c : n.spec.claims()) {
            for (int other : machine.clients[c.unit()]) {
                if (nodes[other].phase == Node.Phase.GRANT && other != n.id) {
                    request(nodes[other]);
                }
            }
        }
    }

    private void hold(Node n, Claim c, long t) {
        int u = c.unit();
        long from = free[u];
        unit[u] += overlap(from, t, from, n.ready) + overlap(from, t, n.roomAt, t);
        long waited = overlap(from, t, n.ready, n.inputsAt);
        if (n.lastFromMemory) {
            memory[u] += waited;
        } else {
            input[u] += waited;
        }
        room[u] += overlap(from, t, n.inputsAt, n.roomAt);
        Claim.Hold hold = c.hold();
        long cycles = hold == null ? n.pace.interval(n.cursor.index) : hold.cycles(n.cursor.index);
        busy[u] += cycles * n.period;
        free[u] = t + cycles * n.period;
        if (firings[u] == 0) {
            first[u] = t;
        }
        firings[u]++;
    }

    private static long overlap(long a, long b, long c, long d) {
        return Math.max(0, Math.min(b, d) - Math.max(a, c));
    }

    private long start(Node n) {
        long t = n.roomAt;
        for (Claim c : n.spec.claims()) {
            t = Math.max(t, free[c.unit()]);
        }
        return TimeBase.edge(t, n.period);
    }

    private long rank(Node n) {
        int u = first(n.id);
        int[] order = turn[u];
        if (order.length == 0) {
            return n.roomAt;
        }
        int place = 0;
        while (order[place] != n.id) {
            place++;
        }
        return Math.floorMod(place - next[u], order.length);
    }
}
