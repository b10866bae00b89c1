package dev.headrace.simulator.kernel.reference;

import dev.headrace.simulator.kernel.Channel;
import dev.headrace.simulator.kernel.Claim;
import dev.headrace.simulator.kernel.Clock;
import dev.headrace.simulator.kernel.Gate;
import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.kernel.InPort;
import dev.headrace.simulator.kernel.InPort.Release;
import dev.headrace.simulator.kernel.Move;
import dev.headrace.simulator.kernel.Nest;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.Operator.Put;
import dev.headrace.simulator.kernel.Operator.Take;
import dev.headrace.simulator.kernel.OutPort;
import dev.headrace.simulator.kernel.Pace;
import dev.headrace.simulator.kernel.Turn;
import dev.headrace.simulator.kernel.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Random graphs whose token rates fit by construction. One random nest of one to three loops is the root; every operator
 * walks a prefix of it, sometimes with a loop of its own inside, and every stream of depth d carries one token for every
 * point of the d outermost loops, however many trips the loops inside make. So any operator may consume any stream. A
 * gate on a stream is the same on both ends; a feedback misses the last iteration at its producer and the first at its
 * consumer.
 */
public final class RandomGraphs {
    private static final int[][] MEGAHERTZ = {{1}, {1}, {2, 3}, {1, 2}, {2, 3, 5}, {3, 1}};

    private final SplittableRandom random;

    /** What decides about static orders; all else of a seed's graph is the same without them. */
    private final SplittableRandom orders;

    /** What decides about windows, likewise. */
    private final SplittableRandom windows;

    private final int[] clocks;
    private final boolean big;
    private final List<Unit> units = new ArrayList<>();
    private final List<Channel> channels = new ArrayList<>();
    private final List<Operator> operators = new ArrayList<>();

    /** Loops of the root that each operator walks; -1 if it walks them all as one. */
    private final List<Integer> walked = new ArrayList<>();

    private final List<Graph.DeviceMaker> devices = new ArrayList<>();

    /** The root's prefixes, by depth. */
    private final List<Nest> root = new ArrayList<>();

    /** Outermost loops of the root that are never without iterations. */
    private int solid;

    /** Streams that have no consumer yet. */
    private final List<Stream> open = new ArrayList<>();

    /** A feedback whose producer is still to come: it must walk this many loops of the root. */
    private @Nullable Stream feedback;

    private record Stream(int channel, int depth, @Nullable Gate gate) {}

    private RandomGraphs(long seed) {
        random = new SplittableRandom(seed);
        orders = new SplittableRandom(~seed);
        windows = new SplittableRandom(seed + 0x77696e646f77L);
        clocks = MEGAHERTZ[random.nextInt(MEGAHERTZ.length)];
        big = one(2);
    }

    /** The graph of a seed: at most a dozen operators. */
    public static Graph graph(long seed) {
        return new RandomGraphs(seed).build();
    }

    private Graph build() {
        makeRoot();
        for (int u = one(2) ? 0 : 1 + random.nextInt(2); u > 0; u--) {
            units.add(new Unit("unit" + units.size(), one(2) ? Unit.Policy.OLDEST_FIRST : Unit.Policy.ROUND_ROBIN));
        }
        for (int d = one(2) ? 0 : 1 + random.nextInt(2); d > 0; d--) {
            long a = 1 + random.nextInt(3);
            long b = 1 + random.nextInt(20);
            boolean inOrder = one(2);
            devices.add(time -> inOrder ? new OneServer(a, b) : new ManyBanks(a, b));
        }
        for (int sources = 1 + random.nextInt(2); sources > 0; sources--) {
            operator(List.of(), true);
        }
        for (int inner = random.nextInt(1, 7); inner > 0; inner--) {
            operator(pick(1 + random.nextInt(3)), !one(8));
        }
        if (feedback != null || !open.isEmpty() && open.size() > 8) {
            operator(pick(3), false);
        }
        while (!open.isEmpty() && operators.size() < 12) {
            operator(pick(one(2) ? 1 : 3), false);
        }
        for (int u = 0; u < units.size(); u++) {
            maybeOrder(u);
        }
        operators.stream().filter(op -> op.move() != null).forEach(this::maybeWindows);
        List<Clock> domains = new ArrayList<>();
        for (int mhz : clocks) {
            domains.add(new Clock("clock" + mhz, mhz * 1_000_000L));
        }
        // Streams that nobody wants must not fill up.
        for (Stream s : open) {
            Channel c = channels.get(s.channel);
            channels.set(s.channel, new Channel(c.name(), Channel.UNBOUNDED, c.forwardLatency(), c.creditLatency()));
        }
        return new Graph(domains, units, channels, operators, devices);
    }

    // ---- the root

    private void makeRoot() {
        int depth = random.nextInt(1, 4);
        int most = big ? 10 : 5;
        Nest nest = Nest.of();
        root.add(nest);
        boolean certain = true;
        for (int level = 0; level < depth; level++) {
            int kind = random.nextInt(10);
            if (level > 0 && kind < 2) {
                long first = random.nextInt(2);
                nest = nest.inside(new Functions.Triangle(level, first));
                certain &= first > 0;
            } else if (level > 0 && kind < 4) {
                nest = nest.inside(new Functions.Ragged(level, random.nextInt(1000), most));
                certain = false;
            } else {
                long trips = one(25) ? 0 : 1 + random.nextInt(level == 0 ? most + 1 : most);
                nest = nest.inside(trips);
                certain &= trips > 0;
            }
            root.add(nest);
            solid += certain ? 1 : 0;
            most = Math.max(2, most - 2);
        }
    }

    private int rootDepth() {
        return root.size() - 1;
    }

    // ---- one operator

    private void operator(List<Stream> inputs, boolean mayPut) {
        int least = inputs.stream().mapToInt(Stream::depth).max().orElse(0);
        boolean closes = feedback != null && (!mayPut || one(3));
        Stream back = feedback;
        if (closes && back != null) {
            least = Math.max(least, back.depth);
        }
        int depth = one(3) ? random.nextInt(least, rootDepth() + 1) : inputs.isEmpty() ? rootDepth() : least;
        Nest nest = root.get(depth);
        boolean extra = one(8);
        if (extra) {
            nest = nest.inside(random.nextInt(5));
        }
        int levels = Math.min(solid, depth);
        Move move = devices.isEmpty() || one(2) ? null : move(levels, mayPut, inputs.isEmpty());
        List<Claim> claims = units.isEmpty() || one(3) ? List.of() : claims(levels);
        boolean withRoom = move != null || !claims.isEmpty();
        List<InPort> in = new ArrayList<>();
        List<Functions.@Nullable Sparse> seen = new ArrayList<>();
        for (Stream s : inputs) {
            in.add(new InPort(s.channel, s.depth, release(move), s.gate));
            seen.add(s.gate instanceof Functions.Sparse g && one(6) ? g : null);
        }
        List<OutPort> out = new ArrayList<>();
        String name = "op" + operators.size();
        if (mayPut) {
            for (int n = one(2) ? 1 : 1 + random.nextInt(3); n > 0; n--) {
                out.add(output(name, depth));
            }
        }
        if (closes && back != null) {
            out.add(random.nextInt(out.size() + 1), end(back));
            feedback = null;
        } else if (feedback == null && mayPut && depth > 0 && one(14)) {
            in.add(random.nextInt(in.size() + 1), beginFeedback(1 + random.nextInt(depth), move));
        }
        Take take = withRoom ? Take.WITH_ROOM : Take.values()[random.nextInt(3)];
        Put put = Put.values()[random.nextInt(2)];
        for (int i = 0; i < seen.size() && in.size() == seen.size() && take != Take.IN_ORDER; i++) {
            Functions.Sparse gate = seen.get(i);
            InPort p = in.get(i);
            if (gate != null && p.depth() == nest.depth()) {
                Gate sees = new Functions.SeenWhileClosed(gate, random.nextInt(1000));
                in.set(i, new InPort(p.channel(), p.depth(), p.release(), p.gate(), sees));
            }
        }
        int clock = random.nextInt(clocks.length);
        boolean flattened = false;
        if (!extra && depth > 1 && root.get(depth).constant() && one(4) && flat(in, out, depth)) {
            nest = flattened(depth, in, out);
            levels = Math.min(levels, 1);
            flattened = true;
        }
        walked.add(flattened ? -1 : depth);
        operators.add(new Operator(name, clock, nest, in, out, pace(levels), take, put, claims, move, null));
    }

    private OutPort output(String name, int most) {
        int depth = one(3) ? random.nextInt(most + 1) : most;
        Gate gate = one(8) ? new Functions.Sparse(depth, random.nextInt(1000), 2 + random.nextInt(3)) : null;
        Stream s = new Stream(channel(name), depth, gate);
        open.add(random.nextInt(open.size() + 1), s);
        return new OutPort(s.channel, s.depth, s.gate);
    }

    private InPort beginFeedback(int depth, @Nullable Move move) {
        feedback = new Stream(channel("feedback"), depth, null);
        return new InPort(feedback.channel, depth, release(move), new Functions.NotFirst(depth - 1));
    }

    private OutPort end(Stream back) {
        Gate gate = new Functions.NotLast(back.depth - 1, root.get(rootDepth()));
        return new OutPort(back.channel, back.depth, gate);
    }

    private int channel(String name) {
        long capacity = one(3) ? Channel.UNBOUNDED : one(2) ? 1 + random.nextInt(3) : 1 + random.nextInt(12);
        channels.add(new Channel(name + "." + channels.size(), capacity, latency(4), latency(4)));
        return channels.size() - 1;
    }

    private int latency(int most) {
        return one(2) ? 1 : 1 + random.nextInt(most);
    }

    private List<Stream> pick(int count) {
        List<Stream> picked = new ArrayList<>();
        while (picked.size() < count && !open.isEmpty()) {
            picked.add(open.remove(random.nextInt(open.size())));
        }
        return picked;
    }

    private Release release(@Nullable Move move) {
        int kinds = move == null ? 2 : 3;
        return Release.values()[random.nextInt(kinds)];
    }

    private Move move(int levels, boolean load, boolean source) {
        boolean write = !load || !source && one(2);
        long none = one(4) ? 3 : 0;
        return new Move(
                random.nextInt(devices.size()),
                random.nextInt(2),
                new Functions.Scattered(levels, random.nextInt(1000), write, none));
    }

    private List<Claim> claims(int levels) {
        List<Claim> claims = new ArrayList<>();
        claims.add(new Claim(random.nextInt(units.size()), hold(levels)));
        if (units.size() > 1 && one(3)) {
            claims.add(new Claim(1 - claims.get(0).unit(), hold(levels)));
        }
        return claims;
    }

    private Claim.@Nullable Hold hold(int levels) {
        return switch (random.nextInt(4)) {
            case 0 -> new Functions.FixedHold(random.nextInt(6));
            case 1 -> new Functions.UnevenHold(levels, random.nextInt(1000), 5);
            default -> null;
        };
    }

    private Pace pace(int levels) {
        int most = one(6) && !big ? 20 : 4;
        long interval = one(2) ? 1 : random.nextInt(most + 1);
        long latency = one(2) ? 1 : random.nextInt(most + 1);
        return one(4)
                ? new Functions.Uneven(levels, random.nextInt(1000), interval + 1, latency + 2)
                : new Pace.Constant(interval, latency);
    }

    // ---- static orders

    /** Gives a unit a static order, if those who want it may have one; mostly one that goes along with the tokens. */
    private void maybeOrder(int unit) {
        List<Integer> clients = new ArrayList<>();
        for (int o = 0; o < operators.size(); o++) {
            Operator op = operators.get(o);
            if (op.claims().stream().anyMatch(c -> c.unit() == unit)) {
                clients.add(o);
                if (op.claims().get(0).unit() != unit || op.move() != null || walked.get(o) < 0) {
                    return;
                }
            }
        }
        if (orders.nextInt(3) == 0) {
            return;
        }
        units.set(unit, new Unit(units.get(unit).name(), Unit.Policy.ORDER));
        int levels = 1 + orders.nextInt(rootDepth());
        long coarse = orders.nextInt(3) == 0 ? 1 + orders.nextInt(3) : 1;
        boolean astray = orders.nextInt(12) == 0;
        long ahead = orders.nextInt(2) * (1 + orders.nextInt(2));
        for (int i = 0; i < clients.size(); i++) {
            int o = clients.get(i);
            int place = astray ? clients.size() - i : i;
            Turn.Round round = new Functions.Rounds(Math.min(levels, walked.get(o)), levels, coarse);
            operators.set(o, ordered(operators.get(o), new Turn(place, ahead, round)));
            ahead = orders.nextInt(3) == 0 ? 0 : ahead;
        }
    }

    private static Operator ordered(Operator op, Turn turn) {
        List<Claim> claims = new ArrayList<>(op.claims());
        claims.set(0, new Claim(claims.get(0).unit(), claims.get(0).hold(), turn));
        return new Operator(
                op.name(),
                op.clock(),
                op.nest(),
                op.inputs(),
                op.outputs(),
                op.pace(),
                op.take(),
                op.put(),
                claims,
                op.move(),
                op.action());
    }

    // ---- tokens of different sizes

    private void maybeWindows(Operator load) {
        for (OutPort out : load.outputs()) {
            Channel c = channels.get(out.channel());
            if (windows.nextBoolean()) {
                long most = 1 + windows.nextInt(6);
                long bytes = most + windows.nextInt(1 << windows.nextInt(7));
                Functions.SharedBytes window = new Functions.SharedBytes(
                        windows.nextInt(1000), 1 + windows.nextInt(3), most, bytes, c.capacity());
                channels.set(
                        out.channel(),
                        new Channel(c.name(), c.capacity(), c.forwardLatency(), c.creditLatency(), window));
            }
        }
    }

    // ---- the same tokens from one loop

    /** True if the operator acts on full depth only, so that one loop over all points does the same. */
    private static boolean flat(List<InPort> in, List<OutPort> out, int depth) {
        return in.stream().allMatch(p -> p.depth() == depth && p.gate() == null)
                && out.stream().allMatch(p -> p.depth() == depth && p.gate() == null);
    }

    private Nest flattened(int depth, List<InPort> in, List<OutPort> out) {
        long points = 1;
        for (int l = 0; l < depth; l++) {
            points *= root.get(depth).trips(l, new long[depth]);
        }
        in.replaceAll(p -> new InPort(p.channel(), 1, p.release()));
        out.replaceAll(p -> new OutPort(p.channel(), 1));
        return Nest.of(points);
    }

    private boolean one(int in) {
        return random.nextInt(in) == 0;
    }
}
