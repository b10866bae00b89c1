package dev.headrace.simulator.kernel.reference;

import dev.headrace.simulator.kernel.Channel;
import dev.headrace.simulator.kernel.Claim;
import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.kernel.InPort;
import dev.headrace.simulator.kernel.InPort.Release;
import dev.headrace.simulator.kernel.Nest;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.Operator.Put;
import dev.headrace.simulator.kernel.Operator.Take;
import dev.headrace.simulator.kernel.OutPort;
import dev.headrace.simulator.kernel.Pace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a graph that fails a test smaller and plainer, one change after another, as long as it still fails. */
final class Shrinker {
    private Shrinker() {}

    /** The smallest graph found for which {@code fails} is still true. */
    static Graph shrink(Graph graph, Predicate<Graph> fails) {
        Graph g = graph;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (Graph candidate : candidates(g)) {
                if (fails.test(candidate)) {
                    g = candidate;
                    smaller = true;
                    break;
                }
            }
        }
        return g;
    }

    /** Every graph that is one change simpler, the greatest changes first. */
    private static List<Graph> candidates(Graph g) {
        List<Graph> list = new ArrayList<>();
        for (int o = g.operators().size() - 1; o >= 0; o--) {
            list.add(withoutOperator(g, o));
        }
        for (int c = g.channels().size() - 1; c >= 0; c--) {
            list.add(withoutChannels(g, List.of(c)));
        }
        for (int level = 0; level < 4; level++) {
            halveTrips(g, level, list);
        }
        for (int o = 0; o < g.operators().size(); o++) {
            Operator op = g.operators().get(o);
            for (Operator plainer : plainer(op)) {
                list.add(withOperator(g, o, plainer));
            }
        }
        for (int c = 0; c < g.channels().size(); c++) {
            Channel ch = g.channels().get(c);
            if (ch.capacity() != Channel.UNBOUNDED) {
                list.add(withChannel(
                        g, c, new Channel(ch.name(), Channel.UNBOUNDED, ch.forwardLatency(), ch.creditLatency())));
            }
            if (ch.window() != null) {
                list.add(withChannel(g, c, withoutWindow(ch)));
            }
            if (ch.forwardLatency() + ch.creditLatency() > 2) {
                list.add(withChannel(g, c, new Channel(ch.name(), ch.capacity(), 1, 1, ch.window())));
            }
        }
        if (g.clocks().size() > 1 && g.operators().stream().allMatch(op -> op.clock() == 0)) {
            list.add(new Graph(g.clocks().subList(0, 1), g.units(), g.channels(), g.operators(), g.devices()));
        }
        return list;
    }

    // ---- fewer operators and channels

    private static Graph withoutOperator(Graph g, int number) {
        List<Integer> channels = new ArrayList<>();
        Operator op = g.operators().get(number);
        op.inputs().forEach(p -> channels.add(p.channel()));
        op.outputs().stream().filter(p -> !channels.contains(p.channel())).forEach(p -> channels.add(p.channel()));
        Graph cut = withoutChannels(g, channels);
        List<Operator> ops = new ArrayList<>(cut.operators());
        ops.remove(number);
        return new Graph(g.clocks(), g.units(), cut.channels(), ops, g.devices());
    }

    private static Graph withoutChannels(Graph g, List<Integer> gone) {
        int[] renamed = new int[g.channels().size()];
        List<Channel> channels = new ArrayList<>();
        for (int c = 0; c < renamed.length; c++) {
            renamed[c] = channels.size();
            if (!gone.contains(c)) {
                channels.add(g.channels().get(c));
            }
        }
        List<Operator> ops = new ArrayList<>();
        for (Operator op : g.operators()) {
            List<InPort> in = new ArrayList<>();
            for (InPort p : op.inputs()) {
                if (!gone.contains(p.channel())) {
                    in.add(new InPort(renamed[p.channel()], p.depth(), p.release(), p.gate()));
                }
            }
            List<OutPort> out = new ArrayList<>();
            for (OutPort p : op.outputs()) {
                if (!gone.contains(p.channel())) {
                    out.add(new OutPort(renamed[p.channel()], p.depth(), p.gate()));
                }
            }
            ops.add(with(op, in, out));
        }
        return new Graph(g.clocks(), g.units(), channels, ops, g.devices());
    }

    // ---- fewer firings

    /** Halves the trips of one level in all nests at once, which keeps the token rates as they were to each other. */
    private static void halveTrips(Graph g, int level, List<Graph> list) {
        boolean some = false;
        List<Operator> ops = new ArrayList<>();
        for (Operator op : g.operators()) {
            Nest n = op.nest();
            Nest halved = Nest.of();
            for (int l = 0; l < n.depth(); l++) {
                int at = l;
                boolean constant = prefixIsConstant(n, l);
                long trips = constant ? n.trips(l, new long[n.depth()]) : -1;
                if (constant) {
                    halved = halved.inside(l == level ? (trips + 1) / 2 : trips);
                    some |= l == level && trips > 1;
                } else {
                    halved = halved.inside(index -> n.trips(at, index));
                }
            }
            ops.add(new Operator(
                    op.name(),
                    op.clock(),
                    halved,
                    op.inputs(),
                    op.outputs(),
                    op.pace(),
                    op.take(),
                    op.put(),
                    op.claims(),
                    op.move(),
                    op.action()));
        }
        if (some) {
            list.add(new Graph(g.clocks(), g.units(), g.channels(), ops, g.devices()));
        }
    }

    private static boolean prefixIsConstant(Nest n, int level) {
        return level == 0 || n.constant();
    }

    // ---- plainer operators

    private static List<Operator> plainer(Operator op) {
        List<Operator> list = new ArrayList<>();
        Pace.Constant one = new Pace.Constant(1, 1);
        if (op.move() != null && op.inputs().stream().noneMatch(p -> p.release() == Release.TRANSFER)) {
            list.add(change(op, op.pace(), op.take(), op.put(), op.claims(), false, op.clock()));
        }
        for (Claim c : op.claims()) {
            List<Claim> fewer = new ArrayList<>(op.claims());
            fewer.remove(c);
            list.add(change(op, op.pace(), op.take(), op.put(), fewer, true, op.clock()));
            if (c.hold() != null) {
                List<Claim> simpler = new ArrayList<>(op.claims());
                simpler.set(simpler.indexOf(c), new Claim(c.unit(), null, c.turn()));
                list.add(change(op, op.pace(), op.take(), op.put(), simpler, true, op.clock()));
            }
        }
        if (!op.pace().equals(one)) {
            list.add(change(op, one, op.take(), op.put(), op.claims(), true, op.clock()));
        }
        if (op.take() != Take.TOGETHER && op.claims().isEmpty() && op.move() == null) {
            list.add(change(op, op.pace(), Take.TOGETHER, op.put(), op.claims(), true, op.clock()));
        }
        if (op.put() != Put.IN_ORDER) {
            list.add(change(op, op.pace(), op.take(), Put.IN_ORDER, op.claims(), true, op.clock()));
        }
        if (op.clock() != 0) {
            list.add(change(op, op.pace(), op.take(), op.put(), op.claims(), true, 0));
        }
        if (op.inputs().stream().anyMatch(p -> p.release() != Release.FIRST)) {
            List<InPort> in = new ArrayList<>(op.inputs());
            in.replaceAll(p -> new InPort(p.channel(), p.depth(), Release.FIRST, p.gate()));
            list.add(with(op, in, op.outputs()));
        }
        return list;
    }

    private static Operator change(
            Operator op, Pace pace, Take take, Put put, List<Claim> claims, boolean move, int clock) {
        return new Operator(
                op.name(),
                clock,
                op.nest(),
                op.inputs(),
                op.outputs(),
                pace,
                take,
                put,
                claims,
                move ? op.move() : null,
                op.action());
    }

    private static Operator with(Operator op, List<InPort> in, List<OutPort> out) {
        return new Operator(
                op.name(),
                op.clock(),
                op.nest(),
                in,
                out,
                op.pace(),
                op.take(),
                op.put(),
                op.claims(),
                op.move(),
                op.action());
    }

    private static Graph withOperator(Graph g, int number, Operator op) {
        List<Operator> ops = new ArrayList<>(g.operators());
        ops.set(number, op);
        List<Channel> channels = new ArrayList<>(g.channels());
        if (op.move() == null) {
            op.outputs().forEach(out -> channels.set(out.channel(), withoutWindow(channels.get(out.channel()))));
        }
        return new Graph(g.clocks(), g.units(), channels, ops, g.devices());
    }

    private static Channel withoutWindow(Channel c) {
        return new Channel(c.name(), c.capacity(), c.forwardLatency(), c.creditLatency());
    }

    private static Graph withChannel(Graph g, int number, Channel channel) {
        List<Channel> channels = new ArrayList<>(g.channels());
        channels.set(number, channel);
        return new Graph(g.clocks(), g.units(), channels, g.operators(), g.devices());
    }
}
