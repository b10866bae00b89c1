package dev.headrace.simulator.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * Who waits for whom when nothing can go on. An operator waits on the other end of every channel that it finds empty,
 * or full; a circle of such waits is a deadlock that only a deeper FIFO on it, or another graph, can mend.
 */
final class Blame {
    private final Node[] nodes;
    private final List<List<Outcome.Wait>> waits = new ArrayList<>();

    /** Waits on the way from the first operator looked at to the current one. */
    private final List<Outcome.Wait> path = new ArrayList<>();

    private final boolean[] seen;

    Blame(Node[] nodes, Grants grants) {
        this.nodes = nodes;
        seen = new boolean[nodes.length];
        for (Node n : nodes) {
            waits.add(waits(n, grants));
        }
    }

    /** The channels that keep an operator from going on: empty ones if it needs inputs, else full ones. */
    static List<Fifo> lacking(Node n) {
        List<Fifo> list = new ArrayList<>();
        if (n.cursor.done) {
            return list;
        }
        boolean input = n.phase == Node.Phase.INPUTS;
        boolean one = input ? n.inOrder : n.phase == Node.Phase.PUT && !n.putAll;
        Fifo[] ports = input ? n.in : n.out;
        for (int p = n.port; p < ports.length && !(one && !list.isEmpty()); p++) {
            if (input ? n.needs(p) && !ports[p].hasToken() : n.puts(p) && !ports[p].hasSlot()) {
                list.add(ports[p]);
            }
        }
        return list;
    }

    /** The report, for a run of this length. */
    Outcome.Deadlock deadlock(long end) {
        List<Outcome.Wait> circle = List.of();
        for (int o = 0; o < nodes.length && circle.isEmpty(); o++) {
            circle = circleFrom(o);
        }
        boolean[] named = new boolean[nodes.length];
        for (Outcome.Wait w : circle) {
            named[w.operator()] = true;
        }
        List<Outcome.Wait> others = new ArrayList<>();
        for (List<Outcome.Wait> of : waits) {
            if (!of.isEmpty() && !named[of.get(0).operator()]) {
                others.add(of.get(0));
            }
        }
        return new Outcome.Deadlock(end, circle, others);
    }

    /** The first circle met when going from an operator to those it waits on, depth first; empty if there is none. */
    private List<Outcome.Wait> circleFrom(int operator) {
        for (int i = 0; i < path.size(); i++) {
            if (path.get(i).operator() == operator) {
                return List.copyOf(path.subList(i, path.size()));
            }
        }
        if (seen[operator]) {
            return List.of();
        }
        seen[operator] = true;
        for (Outcome.Wait w : waits.get(operator)) {
            path.add(w);
            List<Outcome.Wait> circle = w.on() < 0 ? List.of() : circleFrom(w.on());
            if (!circle.isEmpty()) {
                return circle;
            }
            path.remove(path.size() - 1);
        }
        return List.of();
    }

    private static List<Outcome.Wait> waits(Node n, Grants grants) {
        boolean input = n.phase == Node.Phase.INPUTS;
        List<Outcome.Wait> list = new ArrayList<>();
        if (n.phase == Node.Phase.GRANT) {
            int turn = grants.before(n);
            if (turn >= 0) {
                list.add(new Outcome.Wait(
                        n.id, Outcome.Reason.TURN, n.spec.claims().get(0).unit(), 0, turn));
            }
            return list;
        }
        for (Fifo f : lacking(n)) {
            list.add(new Outcome.Wait(
                    n.id,
                    input ? Outcome.Reason.EMPTY : Outcome.Reason.FULL,
                    f.id,
                    f.reserved - f.credited,
                    input ? f.producer : f.consumer));
        }
        return list;
    }
}
