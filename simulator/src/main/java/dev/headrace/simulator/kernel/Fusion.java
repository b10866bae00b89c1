package dev.headrace.simulator.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the operators with static rates, and which of them fire in step.
 *
 * <p>Operators of the same nest joined by a channel that carries a token at every firing can be evaluated firing by
 * firing, producer first: the token needs no queue, and the credit comes from {@code capacity} firings ago. That holds
 * only if no other way leads from one to the other, for a way through a reduction or a held token may make a firing
 * depend on a later one. So each operator gets a level, which rises along every channel that does not join operators in
 * step, and only operators of one level are joined: a way out of the level never comes back to it.
 *
 * <p>What is joined is cut into {@link Parts}; {@link MergeGroups} joins them again around a merge.
 */
final class Fusion {
    /** Channels of more slots do not join operators: their rings would not stay in the cache. */
    private static final long DEEP = 1024;

    /** Beyond this a ring of credits is not worth its memory. */
    static final long MOST_SLOTS = 1 << 24;

    /** Firings, over all operators, that repay the generation of classes and their way through the interpreter. */
    private static final long MANY = 100_000;

    private final Topology topology;
    private final Settings.Compile compile;
    private final long[] capacity;
    private final boolean[] fixed;
    private final int[] level;

    Fusion(Machine machine, Settings.Compile compile) {
        this.topology = new Topology(machine.graph);
        this.capacity = machine.capacity;
        this.compile = compile;
        boolean[] timed = timed();
        fixed = new boolean[timed.length];
        for (int o = 0; o < fixed.length; o++) {
            fixed[o] = !timed[o] && isFixed(topology.operator(o));
        }
        level = levels();
    }

    /** Groups of operators that fire in step, in an order in which most tokens go forward; each within also in order. */
    List<int[]> groups() {
        if (topology.order.length == 0 || !isWorthIt()) {
            return List.of();
        }
        List<int[]> groups = new ArrayList<>();
        boolean[] seen = new boolean[fixed.length];
        int[] place = topology.place;
        Parts parts = new Parts(topology);
        for (int o : topology.order) {
            if (fixed[o] && !seen[o]) {
                parts.cut(joined(o, seen), groups);
            }
        }
        groups.sort((a, b) -> Integer.compare(place[a[a.length - 1]], place[b[b.length - 1]]));
        MergeGroups merges = new MergeGroups(topology, capacity, parts);
        for (int o : topology.order) {
            merges.join(o, groups);
        }
        return groups;
    }

    // ---- which

    /** Firings of a nest of constant trip counts of at least 1, if their number is of sensible size; else 0. */
    static long firings(Nest nest) {
        return Math.max(0, nest.product(nest.depth()));
    }

    /**
     * Operators joined, by any number of channels, with one that shares a unit or moves data. There the order of events
     * in time decides, and a request must be known before anything later is decided: also one that depends on a part of
     * a firing, which a region, whose firings are all or nothing, would keep back.
     */
    private boolean[] timed() {
        boolean[] timed = new boolean[topology.graph.operators().size()];
        for (int o = 0; o < timed.length; o++) {
            Operator op = topology.operator(o);
            timed[o] = !op.claims().isEmpty() || op.move() != null;
        }
        return topology.near(timed);
    }

    private boolean isFixed(Operator op) {
        return firings(op.nest()) > 0
                && op.pace() instanceof Pace.Constant
                && op.action() == null
                && op.inputs().size() + op.outputs().size() <= Parts.MOST_PORTS
                && op.inputs().stream().allMatch(this::isFixed)
                && op.outputs().stream().allMatch(this::isFixed);
    }

    private boolean isWorthIt() {
        long sum = 0;
        for (int o = 0; o < fixed.length; o++) {
            sum += fixed[o] ? Math.min(MANY, firings(topology.operator(o).nest())) : 0;
        }
        return sum >= MANY || compile.all();
    }

    private boolean isFixed(InPort in) {
        return in.gate() == null && in.sees() == null && isModest(capacity[in.channel()]);
    }

    private boolean isFixed(OutPort out) {
        return out.gate() == null && isModest(capacity[out.channel()]);
    }

    /** True if a channel of so many slots can have a ring of credits. */
    static boolean isModest(long capacity) {
        return capacity <= MOST_SLOTS || capacity == Channel.UNBOUNDED;
    }

    // ---- levels

    private int[] levels() {
        int[] l = new int[fixed.length];
        int[] place = topology.place;
        for (int o : topology.order) {
            for (InPort in : topology.operator(o).inputs()) {
                int from = topology.producer[in.channel()];
                if (place[from] > place[o]) {
                    continue;
                }
                l[o] = Math.max(l[o], l[from] + (joins(in.channel()) ? 0 : 1));
            }
        }
        for (int i = topology.order.length - 1; i >= 0; i--) {
            raise(topology.order[i], l);
        }
        return l;
    }

    /** Raises an operator to the level of those it could be joined with. */
    private void raise(int o, int[] l) {
        int bound = Integer.MAX_VALUE;
        boolean joins = false;
        for (OutPort out : topology.operator(o).outputs()) {
            int to = topology.consumer[out.channel()];
            if (to >= 0) {
                boolean join = joins(out.channel());
                joins |= join;
                bound = Math.min(bound, l[to] - (join ? 0 : 1));
            }
        }
        if (joins && bound > l[o]) {
            l[o] = bound;
        }
    }

    private boolean joins(int channel) {
        int from = topology.producer[channel];
        int to = topology.consumer[channel];
        if (to < 0 || from == to || !fixed[from] || !fixed[to]) {
            return false;
        }
        Operator a = topology.operator(from);
        Operator b = topology.operator(to);
        return (capacity[channel] <= DEEP || capacity[channel] == Channel.UNBOUNDED)
                && a.clock() == b.clock()
                && sameNest(a.nest(), b.nest())
                && Topology.depthOfOutput(a, channel) == a.nest().depth()
                && Topology.depthOfInput(b, channel) == b.nest().depth();
    }

    private static boolean sameNest(Nest a, Nest b) {
        if (a.depth() != b.depth()) {
            return false;
        }
        long[] index = new long[a.depth()];
        for (int l = 0; l < a.depth(); l++) {
            if (a.trips(l, index) != b.trips(l, index)) {
                return false;
            }
        }
        return true;
    }

    // ---- groups

    /** Everything that is joined with an operator, in the order of tokens. */
    private int[] joined(int start, boolean[] seen) {
        List<Integer> group = new ArrayList<>();
        Deque<Integer> todo = new ArrayDeque<>();
        todo.push(start);
        seen[start] = true;
        while (!todo.isEmpty()) {
            int o = todo.pop();
            group.add(o);
            Operator op = topology.operator(o);
            op.inputs().forEach(p -> reach(p.channel(), topology.producer[p.channel()], seen, todo));
            op.outputs().forEach(p -> reach(p.channel(), topology.consumer[p.channel()], seen, todo));
        }
        group.sort((x, y) -> Integer.compare(topology.place[x], topology.place[y]));
        return group.stream().mapToInt(Integer::intValue).toArray();
    }

    private void reach(int channel, int to, boolean[] in, Deque<Integer> todo) {
        if (joins(channel) && level[topology.producer[channel]] == level[topology.consumer[channel]] && !in[to]) {
            in[to] = true;
            todo.push(to);
        }
    }

    /** The groups of a graph, or null if there are none. */
    static @Nullable List<int[]> of(Machine machine, Settings.Compile compile) {
        List<int[]> groups = compile == Settings.Compile.NOTHING ? List.of() : new Fusion(machine, compile).groups();
        return groups.isEmpty() ? null : groups;
    }
}
