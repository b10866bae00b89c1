package dev.headrace.simulator.kernel.reference;

import dev.headrace.simulator.kernel.Channel;
import dev.headrace.simulator.kernel.Claim;
import dev.headrace.simulator.kernel.Gate;
import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.kernel.InPort;
import dev.headrace.simulator.kernel.Move;
import dev.headrace.simulator.kernel.Nest;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.OutPort;
import dev.headrace.simulator.kernel.Pace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * {@link RandomGraphs} that come to a steady state: long loops, and functions of the index that stay the same for many
 * iterations and say so. Shared units, transfers, gates, feedback and several clocks are left in.
 */
public final class RepeatingGraphs {
    private final SplittableRandom random;
    private final long[] trips = new long[8];
    private final long block;

    /** The trip counts of a loop are the same in every operator. */
    private final Map<Integer, Nest.Trips> functions = new HashMap<>();

    private RepeatingGraphs(long seed, int more) {
        random = new SplittableRandom(seed + 7);
        block = 20 + random.nextInt(100);
        for (int l = 0; l < trips.length; l++) {
            trips[l] = 1 + (l == 0 ? random.nextInt(more) : random.nextInt(4));
            if (l > 0 && random.nextInt(5) == 0) {
                functions.put(l, new Functions.BlockTrips(random.nextInt(1000), block, 4));
            }
        }
    }

    /** The graph of a seed, with up to {@code more} iterations of the outermost loop. */
    public static Graph graph(long seed, int more) {
        Graph g = RandomGraphs.graph(seed);
        RepeatingGraphs r = new RepeatingGraphs(seed, more);
        List<Operator> ops = new ArrayList<>();
        for (Operator op : g.operators()) {
            ops.add(r.operator(op));
        }
        List<Graph.DeviceMaker> devices = new ArrayList<>();
        g.devices().forEach(d -> {
            long rate = 1 + r.random.nextInt(3);
            long latency = 1 + r.random.nextInt(20);
            devices.add(time -> new OneServer(rate, latency));
        });
        List<Channel> channels = g.channels().stream().map(r::channel).toList();
        return new Graph(g.clocks(), g.units(), channels, ops, devices);
    }

    /** The same, with sizes that stay as they are for many tokens. */
    private Channel channel(Channel c) {
        if (!(c.window() instanceof Functions.SharedBytes w)) {
            return c;
        }
        Functions.SharedBytes even =
                new Functions.SharedBytes(w.salt(), w.stretch() * block, w.most(), w.bytes(), w.capacity());
        return new Channel(c.name(), c.capacity(), c.forwardLatency(), c.creditLatency(), even);
    }

    private Operator operator(Operator op) {
        List<InPort> in = op.inputs().stream()
                .map(p -> new InPort(p.channel(), p.depth(), p.release(), gate(p.gate(), p.depth())))
                .toList();
        Nest nest = nest(op.nest());
        List<OutPort> out = op.outputs().stream()
                .map(p -> new OutPort(p.channel(), p.depth(), p.gate() == null ? null : end(p.gate(), nest)))
                .toList();
        Move move = op.move() == null
                ? null
                : new Move(
                        op.move().device(), op.move().port(), source(op.move().source()));
        List<Claim> claims = op.claims().stream()
                .map(c -> new Claim(c.unit(), hold(c.hold()), c.turn()))
                .toList();
        return new Operator(
                op.name(), op.clock(), nest, in, out, pace(op.pace()), op.take(), op.put(), claims, move, null);
    }

    private Nest nest(Nest nest) {
        Nest n = Nest.of();
        for (int l = 0; l < nest.depth(); l++) {
            Nest.Trips f = functions.get(l);
            n = f == null ? n.inside(trips[l]) : n.inside(f);
        }
        return n;
    }

    private static @Nullable Gate gate(@Nullable Gate gate, int depth) {
        return gate instanceof Functions.NotFirst ? gate : null;
    }

    private static @Nullable Gate end(Gate gate, Nest nest) {
        return gate instanceof Functions.NotLast g ? new Functions.NotLast(g.level(), nest) : null;
    }

    private Move.Source source(Move.Source source) {
        boolean write = source instanceof Functions.Scattered s && s.write();
        return new Functions.Even(write, 1 + random.nextInt(4));
    }

    private Claim.@Nullable Hold hold(Claim.@Nullable Hold hold) {
        return hold == null ? null : new Functions.FixedHold(random.nextInt(6));
    }

    private Pace pace(Pace pace) {
        return pace instanceof Pace.Constant ? pace : new Functions.Blocks(random.nextInt(1000), block, 4);
    }
}
