package dev.headrace.simulator.kernel.reference;

import dev.headrace.simulator.kernel.Channel;
import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.kernel.InPort;
import dev.headrace.simulator.kernel.InPort.Release;
import dev.headrace.simulator.kernel.Nest;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.Operator.Take;
import dev.headrace.simulator.kernel.OutPort;
import dev.headrace.simulator.kernel.Pace;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random graphs with nothing but static rates: {@link RandomGraphs} without gates, transfers, units, feedback and
 * functions of the index. Such graphs are what compiled regions are made for.
 */
public final class StaticGraphs {
    private StaticGraphs() {}

    /** The graph of a seed; the trip counts of the outermost loop are raised by up to {@code more}. */
    public static Graph graph(long seed, int more) {
        Graph g = RandomGraphs.graph(seed);
        SplittableRandom random = new SplittableRandom(seed + 1);
        long rows = more == 0 ? 0 : random.nextInt(more);
        List<Operator> ops = new ArrayList<>();
        List<Channel> channels = new ArrayList<>(g.channels());
        List<Integer> dropped = new ArrayList<>();
        for (Operator op : g.operators()) {
            op.inputs().stream()
                    .filter(in -> in.gate() instanceof Functions.NotFirst)
                    .forEach(in -> dropped.add(in.channel()));
        }
        for (Operator op : g.operators()) {
            List<InPort> in = op.inputs().stream()
                    .filter(p -> !dropped.contains(p.channel()))
                    .map(p -> new InPort(
                            p.channel(), p.depth(), p.release() == Release.TRANSFER ? Release.LAST : p.release()))
                    .toList();
            List<OutPort> out = op.outputs().stream()
                    .filter(p -> !dropped.contains(p.channel()))
                    .map(p -> new OutPort(p.channel(), p.depth()))
                    .toList();
            Take take = op.take() == Take.WITH_ROOM ? Take.values()[random.nextInt(3)] : op.take();
            ops.add(new Operator(
                    op.name(),
                    op.clock(),
                    nest(op.nest(), rows),
                    in,
                    out,
                    pace(op.pace()),
                    take,
                    op.put(),
                    List.of(),
                    null,
                    null));
        }
        channels.replaceAll(c -> new Channel(c.name(), c.capacity(), c.forwardLatency(), c.creditLatency()));
        dropped.sort((a, b) -> b - a);
        for (int c : dropped) {
            channels.remove(c);
            ops.replaceAll(op -> without(op, c));
        }
        return new Graph(g.clocks(), List.of(), channels, ops, List.of());
    }

    private static Nest nest(Nest nest, long rows) {
        long[] trips = new long[nest.depth()];
        for (int l = 0; l < trips.length; l++) {
            trips[l] = Math.max(1, nest.trips(l, new long[trips.length])) + (l == 0 ? rows : 0);
        }
        return Nest.of(trips);
    }

    private static Pace pace(Pace pace) {
        return new Pace.Constant(pace.interval(new long[3]), pace.latency(new long[3]));
    }

    /** The operator with the channels after {@code c} moved up by one. */
    private static Operator without(Operator op, int c) {
        List<InPort> in = op.inputs().stream()
                .map(p -> new InPort(p.channel() > c ? p.channel() - 1 : p.channel(), p.depth(), p.release()))
                .toList();
        List<OutPort> out = op.outputs().stream()
                .map(p -> new OutPort(p.channel() > c ? p.channel() - 1 : p.channel(), p.depth()))
                .toList();
        return new Operator(
                op.name(), op.clock(), op.nest(), in, out, op.pace(), op.take(), op.put(), List.of(), null, null);
    }
}
