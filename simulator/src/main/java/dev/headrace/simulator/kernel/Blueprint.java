package dev.headrace.simulator.kernel;

import dev.headrace.simulator.codegen.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How a group of operators that fire in step is laid out: its shape, its ports, and the numbers of its code. */
final class Blueprint {
    private static final int MOST_IN_BLOCK = 64;

    /** Blocks that a ring may be long so that all rings are made as long. */
    private static final int MOST_RINGS = 4;

    final Node[] nodes;
    private final Node[] all;
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

    /** Firings in a block if it is evaluated in blocks, a power of two; else 0. */
    final int block;

    /** Length of all rings if that is one; else 0. */
    final int ring;

    Blueprint(Node[] nodes, Node[] all, int leastBlock) {
        this(nodes, all, List.of(), leastBlock);
    }

    /**
     * A layout of operators that do not all fire in step.
     *
     * @param tracks in whose step each operator fires, as the shape says it; channels between tracks are ones to the
     *     outside, at both of their ends
     * @param leastBlock fewest firings in a block for it to be evaluated in blocks
     */
    Blueprint(Node[] nodes, Node[] all, List<Integer> tracks, int leastBlock) {
        this.nodes = nodes;
        this.all = all;
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
        sources = sourceList.toArray(Fifo[]::new);
        targets = targetList.toArray(Fifo[]::new);
        int most = mostInBlock();
        block = most >= leastBlock ? most : 0;
        shape = new Shape(ops, links.length, earlyRings, sources.length, targets.length, tracks, block > 0);
        int longest = longestRing();
        ring = block > 0 && longest <= MOST_RINGS * block ? longest : 0;
    }

    /** The longest ring that any of the channels needs. */
    private int longestRing() {
        long most = block;
        for (Fifo[] fifos : List.of(links, sources, targets)) {
            for (Fifo f : fifos) {
                boolean merged = !shape.tracks().isEmpty() && f.consumer == nodes[0].id;
                long slots = f.capacity == Channel.UNBOUNDED ? 3L * block : f.capacity;
                long length = merged ? MergeRegion.length(f) : slots + block;
                most = f.consumer < 0 ? most : Math.max(most, length);
            }
        }
        return Integer.highestOneBit((int) (2 * Math.min(most, Fusion.MOST_SLOTS) - 1));
    }

    /** No channel has fewer slots than a block has firings; else credits of the block itself would be needed. */
    private int mostInBlock() {
        long most = MOST_IN_BLOCK;
        for (Fifo[] fifos : List.of(links, sources, targets)) {
            for (Fifo f : fifos) {
                most = f.consumer < 0 ? most : Math.min(most, f.capacity);
            }
        }
        return Integer.highestOneBit((int) most);
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
        if (block > 0) {
            v[shape.block()] = block;
            v[shape.block() + 1] = ring;
        }
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

    private void link(long[] v, int at, Fifo f, long latency) {
        v[at] = 1;
        v[at + 1] = Math.min(f.capacity, Integer.MAX_VALUE);
        v[at + 2] = f.back;
        v[at + 3] = f.forward;
        v[at + 4] = latency;
        v[at + 5] = interval(all[f.producer]);
    }

    /** Least ticks from one firing of an operator to the next. */
    private static long interval(Node n) {
        return n.pace instanceof Pace.Constant ? n.pace.interval(n.cursor.index) * n.period : 0;
    }
}
