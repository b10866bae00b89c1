package dev.headrace.simulator.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
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
 * <p>What is joined is cut into parts of a size that the JIT compiles well.
 */
final class Fusion {
    /** Channels of more slots do not join operators: their rings would not stay in the cache. */
    private static final long DEEP = 1024;

    /** Operators and ports of one group, so that its code stays within what the JIT compiles. */
    private static final int MOST_OPERATORS = 16;

    private static final int MOST_PORTS = 80;

    /** Beyond this a ring of credits is not worth its memory. */
    static final long MOST_SLOTS = 1 << 24;

    /** Slots of a merge's input, all of whose times are kept from the start. */
    private static final long MOST_MERGED = 1 << 14;

    /** Firings, over all operators, that repay the generation of classes and their way through the interpreter. */
    private static final long MANY = 100_000;

    private final Graph graph;
    private final Settings.Compile compile;
    private final long[] capacity;
    private final int[] producer;
    private final int[] consumer;
    private final boolean[] fixed;
    private final int[] order;
    private final int[] level;

    Fusion(Machine machine, Settings.Compile compile) {
        this.graph = machine.graph;
        this.capacity = machine.capacity;
        this.compile = compile;
        producer = new int[graph.channels().size()];
        consumer = new int[graph.channels().size()];
        Arrays.fill(consumer, -1);
        int operators = graph.operators().size();
        for (int o = 0; o < operators; o++) {
            for (OutPort out : graph.operators().get(o).outputs()) {
                producer[out.channel()] = o;
            }
            for (InPort in : graph.operators().get(o).inputs()) {
                consumer[in.channel()] = o;
            }
        }
        boolean[] timed = timed();
        fixed = new boolean[operators];
        for (int o = 0; o < operators; o++) {
            fixed[o] = !timed[o] && isFixed(graph.operators().get(o));
        }
        order = topological();
        level = levels();
    }

    /** Groups of operators that fire in step, in an order in which most tokens go forward; each within also in order. */
    List<int[]> groups() {
        if (order.length == 0 || !isWorthIt()) {
            return List.of();
        }
        List<int[]> groups = new ArrayList<>();
        boolean[] seen = new boolean[fixed.length];
        int[] place = places();
        for (int o : order) {
            if (fixed[o] && !seen[o]) {
                split(joined(o, seen, place), groups);
            }
        }
        groups.sort((a, b) -> Integer.compare(place[a[a.length - 1]], place[b[b.length - 1]]));
        for (int o : order) {
            join(o, groups);
        }
        return groups;
    }

    // ---- merges

    /**
     * Makes one group of a merge and all before and after it, if they are all there is of their part of the graph: for
     * each input one group that fires in step and makes nothing but its tokens, and one group that fires in step with
     * the merge. The merge comes first.
     */
    private void join(int merge, List<int[]> groups) {
        Operator op = graph.operators().get(merge);
        if (!MergeRegion.isMerge(op) || !isStatic(op) || op.take() == Operator.Take.IN_ORDER) {
            return;
        }
        List<int[]> near = new ArrayList<>();
        for (InPort in : op.inputs()) {
            add(groupOf(producer[in.channel()], groups), near);
        }
        if (near.size() != op.inputs().size()
                || near.stream().anyMatch(g -> !makesOnlyFor(merge, g))
                || !hasTokensEnough(op)) {
            return;
        }
        for (OutPort out : op.outputs()) {
            if (consumer[out.channel()] >= 0) {
                add(groupOf(consumer[out.channel()], groups), near);
            }
        }
        int[] all = IntStream.concat(IntStream.of(merge), near.stream().flatMapToInt(Arrays::stream))
                .toArray();
        if (Arrays.stream(all).allMatch(o -> isWithin(o, all, op.clock())) && fits(all)) {
            groups.removeAll(near);
            groups.add(all);
        }
    }

    private static void add(int @Nullable [] group, List<int[]> into) {
        if (group != null && !into.contains(group)) {
            into.add(group);
        }
    }

    private static int @Nullable [] groupOf(int operator, List<int[]> groups) {
        for (int[] g : groups) {
            if (Arrays.stream(g).anyMatch(o -> o == operator)) {
                return g;
            }
        }
        return null;
    }

    /** True for a merge whose only changing parts are the inputs that it takes from. */
    private boolean isStatic(Operator op) {
        return firings(op.nest()) > 0
                && op.pace() instanceof Pace.Constant
                && op.action() == null
                && op.claims().isEmpty()
                && op.move() == null
                && op.inputs().stream()
                        .allMatch(in ->
                                capacity[in.channel()] <= MOST_MERGED || capacity[in.channel()] == Channel.UNBOUNDED)
                && op.outputs().stream().allMatch(this::isFixed);
    }

    private boolean hasTokensEnough(Operator merge) {
        Selection selection = MergeRegion.selection(merge);
        for (int i = 0; i < selection.inputs(); i++) {
            int from = producer[merge.inputs().get(i).channel()];
            if (selection.tokens(i) > firings(graph.operators().get(from).nest())) {
                return false;
            }
        }
        return true;
    }

    /** True if one token leaves the group, to the merge, each time it fires. */
    private boolean makesOnlyFor(int merge, int[] group) {
        int ways = 0;
        for (int o : group) {
            for (OutPort out : graph.operators().get(o).outputs()) {
                ways += consumer[out.channel()] == merge ? 1 : 0;
            }
        }
        return ways == 1;
    }

    /** True if all ports of an operator act at every firing, and lead to others of the group, or nowhere. */
    private boolean isWithin(int o, int[] group, int clock) {
        Operator op = graph.operators().get(o);
        boolean merge = o == group[0];
        int depth = op.nest().depth();
        return op.clock() == clock
                && op.inputs().stream()
                        .allMatch(in -> in.depth() == depth
                                && contains(group, producer[in.channel()])
                                && (merge || capacity[in.channel()] != Channel.UNBOUNDED))
                && op.outputs().stream()
                        .allMatch(out -> out.depth() == depth
                                && (consumer[out.channel()] < 0 || contains(group, consumer[out.channel()])));
    }

    private static boolean contains(int[] group, int operator) {
        return Arrays.stream(group).anyMatch(o -> o == operator);
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
        boolean[] timed = new boolean[graph.operators().size()];
        Deque<Integer> todo = new ArrayDeque<>();
        for (int o = 0; o < timed.length; o++) {
            Operator op = graph.operators().get(o);
            if (!op.claims().isEmpty() || op.move() != null) {
                timed[o] = true;
                todo.push(o);
            }
        }
        while (!todo.isEmpty()) {
            Operator op = graph.operators().get(todo.pop());
            op.inputs().forEach(in -> spread(producer[in.channel()], timed, todo));
            op.outputs().forEach(out -> spread(consumer[out.channel()], timed, todo));
        }
        return timed;
    }

    private static void spread(int to, boolean[] reached, Deque<Integer> todo) {
        if (to >= 0 && !reached[to]) {
            reached[to] = true;
            todo.push(to);
        }
    }

    private boolean isFixed(Operator op) {
        return firings(op.nest()) > 0
                && op.pace() instanceof Pace.Constant
                && op.action() == null
                && op.inputs().size() + op.outputs().size() <= MOST_PORTS
                && op.inputs().stream().allMatch(this::isFixed)
                && op.outputs().stream().allMatch(this::isFixed);
    }

    private boolean isWorthIt() {
        long sum = 0;
        for (int o = 0; o < fixed.length; o++) {
            sum += fixed[o] ? Math.min(MANY, firings(graph.operators().get(o).nest())) : 0;
        }
        return sum >= MANY || compile.all();
    }

    private boolean isFixed(InPort in) {
        return in.gate() == null && in.sees() == null && isModest(in.channel());
    }

    private boolean isFixed(OutPort out) {
        return out.gate() == null && isModest(out.channel());
    }

    private boolean isModest(int channel) {
        return capacity[channel] <= MOST_SLOTS || capacity[channel] == Channel.UNBOUNDED;
    }

    // ---- order and levels

    /** All operators so that tokens go forward; empty if the graph is a circle without a start. */
    private int[] topological() {
        int n = fixed.length;
        int[] missing = new int[n];
        for (int c = 0; c < producer.length; c++) {
            if (consumer[c] >= 0 && !isFeedback(c)) {
                missing[consumer[c]]++;
            }
        }
        int[] sorted = new int[n];
        int size = 0;
        Deque<Integer> free = new ArrayDeque<>();
        for (int o = n - 1; o >= 0; o--) {
            if (missing[o] == 0) {
                free.push(o);
            }
        }
        while (!free.isEmpty()) {
            int o = free.pop();
            sorted[size++] = o;
            for (OutPort out : graph.operators().get(o).outputs()) {
                int to = consumer[out.channel()];
                if (to >= 0 && !isFeedback(out.channel()) && --missing[to] == 0) {
                    free.push(to);
                }
            }
        }
        return size == n ? sorted : new int[0];
    }

    /** A token that is not taken at some firings may close a circle. */
    private boolean isFeedback(int channel) {
        Operator to = graph.operators().get(consumer[channel]);
        return to.inputs().stream().anyMatch(in -> in.channel() == channel && in.gate() != null);
    }

    private int[] places() {
        int[] place = new int[fixed.length];
        for (int i = 0; i < order.length; i++) {
            place[order[i]] = i;
        }
        return place;
    }

    private int[] levels() {
        int[] l = new int[fixed.length];
        int[] place = places();
        for (int o : order) {
            for (InPort in : graph.operators().get(o).inputs()) {
                int from = producer[in.channel()];
                if (place[from] > place[o]) {
                    continue;
                }
                l[o] = Math.max(l[o], l[from] + (joins(in.channel()) ? 0 : 1));
            }
        }
        for (int i = order.length - 1; i >= 0; i--) {
            raise(order[i], l);
        }
        return l;
    }

    /** Raises an operator to the level of those it could be joined with. */
    private void raise(int o, int[] l) {
        int bound = Integer.MAX_VALUE;
        boolean joins = false;
        for (OutPort out : graph.operators().get(o).outputs()) {
            int to = consumer[out.channel()];
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
        int from = producer[channel];
        int to = consumer[channel];
        if (to < 0 || from == to || !fixed[from] || !fixed[to]) {
            return false;
        }
        Operator a = graph.operators().get(from);
        Operator b = graph.operators().get(to);
        return (capacity[channel] <= DEEP || capacity[channel] == Channel.UNBOUNDED)
                && a.clock() == b.clock()
                && sameNest(a.nest(), b.nest())
                && depth(a, channel) == a.nest().depth()
                && depthOfInput(b, channel) == b.nest().depth();
    }

    private static int depth(Operator op, int channel) {
        for (OutPort out : op.outputs()) {
            if (out.channel() == channel) {
                return out.depth();
            }
        }
        return -1;
    }

    private static int depthOfInput(Operator op, int channel) {
        for (InPort in : op.inputs()) {
            if (in.channel() == channel) {
                return in.depth();
            }
        }
        return -1;
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
    private int[] joined(int start, boolean[] seen, int[] place) {
        List<Integer> group = new ArrayList<>();
        Deque<Integer> todo = new ArrayDeque<>();
        todo.push(start);
        seen[start] = true;
        while (!todo.isEmpty()) {
            int o = todo.pop();
            group.add(o);
            Operator op = graph.operators().get(o);
            op.inputs().forEach(p -> reach(p.channel(), producer[p.channel()], seen, todo));
            op.outputs().forEach(p -> reach(p.channel(), consumer[p.channel()], seen, todo));
        }
        group.sort((x, y) -> Integer.compare(place[x], place[y]));
        return group.stream().mapToInt(Integer::intValue).toArray();
    }

    private void reach(int channel, int to, boolean[] in, Deque<Integer> todo) {
        if (joins(channel) && level[producer[channel]] == level[consumer[channel]] && !in[to]) {
            in[to] = true;
            todo.push(to);
        }
    }

    /**
     * Cuts a group that is too large. Each operator, in the order of tokens, joins all those that it takes from, if they
     * are few enough and their parts are of one rank, that is as many parts away from the start: no way leads from one
     * part to another of its rank. Trees fall into equal parts, which share their code.
     */
    private void split(int[] group, List<int[]> into) {
        if (fits(group)) {
            into.add(group);
            return;
        }
        Map<Integer, Part> parts = new HashMap<>();
        Set<Part> all = new LinkedHashSet<>();
        for (int o : group) {
            Set<Part> before = new LinkedHashSet<>();
            for (InPort in : graph.operators().get(o).inputs()) {
                Part from = parts.get(producer[in.channel()]);
                if (from != null) {
                    before.add(from);
                }
            }
            Part part = Part.after(before, o);
            if (part == null || !fits(part.members)) {
                part = new Part(Part.rank(before) + 1, new int[] {o});
            } else {
                all.removeAll(before);
            }
            for (int m : part.members) {
                parts.put(m, part);
            }
            all.add(part);
        }
        all.forEach(p -> into.add(p.members));
    }

    /** Operators that will fire in step, and how many other parts lie between them and the start at most. */
    private static final class Part {
        private final int rank;
        private final int[] members;

        Part(int rank, int[] members) {
            this.rank = rank;
            this.members = members;
        }

        /** All parts before an operator, and the operator; null if their ranks differ. */
        static @Nullable Part after(Set<Part> before, int operator) {
            int rank = rank(before);
            if (before.stream().anyMatch(p -> p.rank != rank)) {
                return null;
            }
            IntStream all = before.stream().flatMapToInt(p -> Arrays.stream(p.members));
            return new Part(rank, IntStream.concat(all, IntStream.of(operator)).toArray());
        }

        static int rank(Set<Part> parts) {
            return parts.stream().mapToInt(p -> p.rank).max().orElse(0);
        }
    }

    private boolean fits(int[] group) {
        int ports = 0;
        for (int o : group) {
            ports += graph.operators().get(o).inputs().size()
                    + graph.operators().get(o).outputs().size();
        }
        return group.length <= MOST_OPERATORS && ports <= MOST_PORTS;
    }

    /** The groups of a graph, or null if there are none. */
    static @Nullable List<int[]> of(Machine machine, Settings.Compile compile) {
        List<int[]> groups = compile == Settings.Compile.NOTHING ? List.of() : new Fusion(machine, compile).groups();
        return groups.isEmpty() ? null : groups;
    }
}
