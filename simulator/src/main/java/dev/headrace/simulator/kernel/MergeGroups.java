package dev.headrace.simulator.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Finds the merges that can be compiled together with all that is before and after them. */
final class MergeGroups {
    /** Slots of a merge's input, all of whose times are kept from the start. */
    private static final long MOST_MERGED = 1 << 14;

    private final Topology topology;
    private final long[] capacity;
    private final Parts parts;

    MergeGroups(Topology topology, long[] capacity, Parts parts) {
        this.topology = topology;
        this.capacity = capacity;
        this.parts = parts;
    }

    /**
     * Makes one group of a merge and all before and after it, if they are all there is of their part of the graph: for
     * each input one group that fires in step and makes nothing but its tokens, and one group that fires in step with
     * the merge. The merge comes first.
     */
    void join(int merge, List<int[]> groups) {
        Operator op = topology.operator(merge);
        if (!MergeRegion.isMerge(op) || !isStatic(op) || op.take() == Operator.Take.IN_ORDER) {
            return;
        }
        List<int[]> near = new ArrayList<>();
        for (InPort in : op.inputs()) {
            add(groupOf(topology.producer[in.channel()], groups), near);
        }
        if (near.size() != op.inputs().size()
                || near.stream().anyMatch(g -> !makesOnlyFor(merge, g))
                || !hasTokensEnough(op)) {
            return;
        }
        for (OutPort out : op.outputs()) {
            if (topology.consumer[out.channel()] >= 0) {
                add(groupOf(topology.consumer[out.channel()], groups), near);
            }
        }
        int[] all = IntStream.concat(IntStream.of(merge), near.stream().flatMapToInt(Arrays::stream))
                .toArray();
        if (Arrays.stream(all).allMatch(o -> isWithin(o, all, op.clock())) && parts.fits(all)) {
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
        return Fusion.firings(op.nest()) > 0
                && op.pace() instanceof Pace.Constant
                && op.action() == null
                && op.claims().isEmpty()
                && op.move() == null
                && op.inputs().stream()
                        .allMatch(in ->
                                capacity[in.channel()] <= MOST_MERGED || capacity[in.channel()] == Channel.UNBOUNDED)
                && op.outputs().stream().allMatch(this::isSteady);
    }

    private boolean hasTokensEnough(Operator merge) {
        Selection selection = MergeRegion.selection(merge);
        for (int i = 0; i < selection.inputs(); i++) {
            int from = topology.producer[merge.inputs().get(i).channel()];
            if (selection.tokens(i) > Fusion.firings(topology.operator(from).nest())) {
                return false;
            }
        }
        return true;
    }

    /** True if one token leaves the group, to the merge, each time it fires. */
    private boolean makesOnlyFor(int merge, int[] group) {
        int ways = 0;
        for (int o : group) {
            for (OutPort out : topology.operator(o).outputs()) {
                ways += topology.consumer[out.channel()] == merge ? 1 : 0;
            }
        }
        return ways == 1;
    }

    /** True if all ports of an operator act at every firing, and lead to others of the group, or nowhere. */
    private boolean isWithin(int o, int[] group, int clock) {
        Operator op = topology.operator(o);
        boolean merge = o == group[0];
        int depth = op.nest().depth();
        return op.clock() == clock
                && op.inputs().stream()
                        .allMatch(in -> in.depth() == depth
                                && contains(group, topology.producer[in.channel()])
                                && (merge || capacity[in.channel()] != Channel.UNBOUNDED))
                && op.outputs().stream()
                        .allMatch(out -> out.depth() == depth
                                && (topology.consumer[out.channel()] < 0
                                        || contains(group, topology.consumer[out.channel()])));
    }

    private static boolean contains(int[] group, int operator) {
        return Arrays.stream(group).anyMatch(o -> o == operator);
    }

    private boolean isSteady(OutPort out) {
        return out.gate() == null && Fusion.isModest(capacity[out.channel()]);
    }
}
