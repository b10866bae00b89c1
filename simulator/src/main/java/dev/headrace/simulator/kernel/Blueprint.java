package dev.headrace.simulator.kernel;

import dev.headrace.simulator.codegen.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How a group of operators that fire in step is laid out: its shape, its ports, and the numbers of its code. */
final class Blueprint {
    final Node[] nodes;
    final Shape shape;

    /** Ports by operator, in declared order. */
    final Port[][] inputs;

    final Port[][] outputs;

    /** Channels to the outside that act at every firing, as the shape numbers them. */
    final Fifo[] sources;

    final Fifo[] targets;

    /** Channels within the region, by link. */
    final Fifo[] links;

    private final Map<Integer, Integer> linkOf = new HashMap<>();
    private final List<Fifo> sourceList = new ArrayList<>();
    private final List<Fifo> targetList = new ArrayList<>();
    private int earlyRings;

    Blueprint(Node[] nodes, Node[] all) {
        this(nodes, all, List.of());
    }

    /**
     * A layout of operators that do not all fire in step.
     *
     * @param tracks in whose step each operator fires, as the shape says it; channels between tracks are ones to the
     *     outside, at both of their ends
     */
    Blueprint(Node[] nodes, Node[] all, List<Integer> tracks) {
        this.nodes = nodes;
        int[] track = new int[all.length];
        for (int o = 0; o < nodes.length; o++) {
            track[nodes[o].id] = tracks.isEmpty() ? 0 : tracks.get(o);
        }
        List<Fifo> linkList = new ArrayList<>();
        for (Node n : nodes) {
            for (Fifo f : n.out) {
                boolean within = f.consumer >= 0 && all[f.consumer].region == n.region && f.consumer != n.id;
                if (within && track[f.consumer] == track[n.id]) {
                    linkOf.put(f.id, linkList.size());
                    linkList.add(f);
                }
            }
        }
        links = linkList.toArray(Fifo[]::new);
        inputs = new Port[nodes.length][];
        outputs = new Port[nodes.length][];
        List<Shape.Op> ops = new ArrayList<>();
        for (int o = 0; o < nodes.length; o++) {
            ops.add(op(o, all));
        }
        shape = new Shape(ops, links.length, earlyRings, sourceList.size(), targetList.size(), tracks);
        sources = sourceList.toArray(Fifo[]::new);
        targets = targetList.toArray(Fifo[]::new);
    }

    private Shape.Op op(int o, Node[] all) {
        Node n = nodes[o];
        Operator spec = n.spec;
        inputs[o] = new Port[n.in.length];
        outputs[o] = new Port[n.out.length];
        List<Shape.In> ins = new ArrayList<>();
        for (int i = 0; i < n.in.length; i++) {
            input(o, i, all, ins);
        }
        List<Shape.Out> outs = new ArrayList<>();
        for (int p = 0; p < n.out.length; p++) {
            output(o, p, all, outs);
        }
        Shape.Take take = switch (spec.take()) {
            case TOGETHER -> Shape.Take.TOGETHER;
            case IN_ORDER -> Shape.Take.IN_ORDER;
            case WITH_ROOM -> Shape.Take.WITH_ROOM;
        };
        return new Shape.Op(take, n.putAll, ins, outs);
    }

    private void input(int o, int i, Node[] all, List<Shape.In> ins) {
        Node n = nodes[o];
        InPort spec = n.spec.inputs().get(i);
        Fifo f = n.in[i];
        boolean full = spec.depth() == n.spec.nest().depth();
        boolean early = full && n.inOrder && spec.release() == InPort.Release.FIRST;
        Integer link = linkOf.get(f.id);
        if (link != null) {
            int own = early ? earlyRings++ : -1;
            int ring = early ? nodes.length + own : o;
            ins.add(new Shape.In(link, -1, early, own, false, false));
            inputs[o][i] = new Port(null, link, -1, spec.depth(), true, spec.release(), ring);
            return;
        }
        Node from = all[f.producer];
        f.putsFollow = putsFollow(from, f);
        int external = -1;
        if (full) {
            external = sourceList.size();
            sourceList.add(f);
            boolean edge = from.period % n.period != 0;
            ins.add(new Shape.In(-1, external, early, -1, edge, f.putsFollow));
        }
        inputs[o][i] = new Port(f, -1, external, spec.depth(), full, spec.release(), -1);
    }

    private void output(int o, int p, Node[] all, List<Shape.Out> outs) {
        Node n = nodes[o];
        OutPort spec = n.spec.outputs().get(p);
        Fifo f = n.out[p];
        boolean full = spec.depth() == n.spec.nest().depth();
        boolean hidden = latencyIsHidden(n, f);
        boolean bounded = f.capacity != Channel.UNBOUNDED;
        Integer link = linkOf.get(f.id);
        if (link != null) {
            outs.add(new Shape.Out(link, -1, bounded, false, hidden));
            outputs[o][p] = new Port(null, link, -1, spec.depth(), true, InPort.Release.FIRST, -1);
            return;
        }
        int external = -1;
        if (full && f.consumer >= 0) {
            external = targetList.size();
            targetList.add(f);
            boolean edge = all[f.consumer].period % n.period != 0;
            outs.add(new Shape.Out(-1, external, bounded, edge, hidden));
        } else if (full) {
            external = targetList.size();
            targetList.add(f);
            outs.add(new Shape.Out(-1, external, false, false, hidden));
        }
        f.putsFollow = putsFollow(n, f);
        outputs[o][p] = new Port(f, -1, external, spec.depth(), full, InPort.Release.FIRST, -1);
    }

    private static boolean latencyIsHidden(Node n, Fifo f) {
        return n.pace.latency(n.cursor.index) * n.period <= f.forward;
    }

    /** True if the code of the producer puts at every firing, and every token arrives with the forward latency. */
    private static boolean putsFollow(Node from, Fifo f) {
        if (from.phase != Node.Phase.FUSED || !latencyIsHidden(from, f)) {
            return false;
        }
        for (int p = 0; p < from.out.length; p++) {
            if (from.out[p] == f) {
                return from.spec.outputs().get(p).depth() == from.spec.nest().depth();
            }
        }
        return false;
    }

    /** The scalars of the code, at the start of a run. */
    long[] values() {
        long[] v = new long[shape.values()];
        for (int o = 0; o < nodes.length; o++) {
            Node n = nodes[o];
            int at = shape.operator(o);
            v[at + 2] = n.pace.interval(n.cursor.index) * n.period;
            v[at + 3] = n.period;
            long latency = n.pace.latency(n.cursor.index) * n.period;
            for (Port out : outputs[o]) {
                if (out.link() >= 0) {
                    link(v, shape.link(out.link()), links[out.link()], latency);
                } else if (out.external() >= 0) {
                    link(v, shape.output(out.external()), out.outside(), latency);
                }
            }
            for (Port in : inputs[o]) {
                if (in.external() >= 0) {
                    link(v, shape.input(in.external()), in.outside(), 0);
                }
            }
        }
        return v;
    }

    private static void link(long[] v, int at, Fifo f, long latency) {
        v[at] = 1;
        v[at + 1] = Math.min(f.capacity, Integer.MAX_VALUE);
        v[at + 2] = f.back;
        v[at + 3] = f.forward;
        v[at + 4] = latency;
    }
}
