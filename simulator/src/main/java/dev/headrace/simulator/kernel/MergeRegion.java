package dev.headrace.simulator.kernel;

import dev.headrace.simulator.codegen.Loader;
import dev.headrace.simulator.codegen.Shape;
import dev.headrace.simulator.codegen.Steps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A merge at work, together with all operators before and after it. A firing of the merge lets the operators of the input
 * that it takes from fire once more, and those after it fire in step with it. Nothing else is connected to them, so that
 * they can run to their end without asking anybody.
 */
final class MergeRegion implements Compiled {
    private static final int SMALL_BATCH = 64;
    private static final int BATCH = 4096;
    private static final int CALLS_IN_SMALL_BATCHES = 1500;

    /** Tokens that an input may hold in the loop; its channel may hold more. */
    private static final int WINDOW = 512;

    private final Blueprint plan;
    private final Selection.Walk choices;
    private final long total;
    private final long[] values;
    private final long[][] rings;
    private final Steps steps;
    private final Fifo[] merged;

    /** Tokens of each input, taken and made. */
    private final long[] taken;

    private final long[] made;
    private int calls;

    /** Choices made; those not yet fired stand in the ring. */
    private long chosen;

    private long fired;

    private MergeRegion(Blueprint plan) {
        this.plan = plan;
        Node merge = plan.nodes[0];
        choices = selection(merge.spec).walk();
        total = Fusion.firings(merge.spec.nest());
        merged = merge.in;
        taken = new long[merged.length];
        made = new long[merged.length];
        values = plan.values();
        rings = new long[plan.shape.rings()][];
        Region.makeRings(plan, rings);
        rings[plan.shape.choices()] = new long[BATCH];
        for (int k = 0; k < merged.length; k++) {
            int at = plan.shape.track(k + 1);
            Fifo f = merged[k];
            int window = (int) Math.min(f.capacity, WINDOW);
            values[at + 2] = Fusion.firings(producer(k).spec.nest());
            values[at + 3] = window;
            f.makeLength(Math.max(plan.ring, length(f)));
        }
        steps = Loader.steps(plan.shape, values);
    }

    /** Lays out and compiles; the first of the nodes is the merge. */
    static MergeRegion of(Node[] members, Node[] all, int leastBlock) {
        List<Integer> tracks = new ArrayList<>();
        Node merge = members[0];
        int[] track = new int[all.length];
        for (int k = 0; k < merge.in.length; k++) {
            track[merge.in[k].producer] = k + 1;
        }
        for (boolean more = true; more; ) {
            more = false;
            for (Node n : members) {
                for (Fifo f : n.in) {
                    boolean spreads = n != merge && track[n.id] > 0 && track[f.producer] == 0;
                    track[f.producer] = spreads ? track[n.id] : track[f.producer];
                    more |= spreads;
                }
                for (Fifo f : n.out) {
                    boolean spreads =
                            track[n.id] > 0 && f.consumer >= 0 && f.consumer != merge.id && track[f.consumer] == 0;
                    if (spreads) {
                        track[f.consumer] = track[n.id];
                        more = true;
                    }
                }
            }
        }
        for (Node n : members) {
            tracks.add(track[n.id]);
        }
        return new MergeRegion(new Blueprint(members, all, tracks, leastBlock));
    }

    /** Times to be kept of an input: a producer looks as far back as it has slots; peaks are followed after a block. */
    static long length(Fifo f) {
        long window = Math.min(f.capacity, WINDOW);
        return window + (f.capacity == Channel.UNBOUNDED ? WINDOW : f.capacity);
    }

    /** True if an operator's inputs all follow one selection. */
    static boolean isMerge(Operator op) {
        if (op.inputs().size() < 2) {
            return false;
        }
        for (int i = 0; i < op.inputs().size(); i++) {
            InPort in = op.inputs().get(i);
            if (!(in.gate() instanceof Selection.Chosen taken)
                    || !(in.sees() instanceof Selection.Chosen seen)
                    || !same(taken, op, i)
                    || !same(seen, op, i)) {
                return false;
            }
        }
        return selection(op).inputs() == op.inputs().size();
    }

    private static boolean same(Selection.Chosen gate, Operator op, int input) {
        return gate.input == input && gate.selection.equals(selection(op));
    }

    static Selection selection(Operator op) {
        if (op.inputs().get(0).gate() instanceof Selection.Chosen chosen) {
            return chosen.selection;
        }
        throw new IllegalArgumentException(op.name() + " is no merge");
    }

    private Node producer(int k) {
        return Arrays.stream(plan.nodes)
                .filter(n -> n.id == merged[k].producer)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public Blueprint plan() {
        return plan;
    }

    @Override
    public Progress run(long limit) {
        if (done()) {
            return Progress.BLOCKED;
        }
        if (limit != Long.MAX_VALUE) {
            return Progress.LIMITED;
        }
        boolean small = plan.block == 0 && calls < CALLS_IN_SMALL_BATCHES;
        int count = (int) Math.min(small ? SMALL_BATCH : BATCH, total - fired);
        calls++;
        if (plan.block > 0) {
            count = makeRoomForBlocks(count);
        }
        if (chosen < fired + count) {
            choices.next(chosen, (int) (fired + count - chosen), rings[plan.shape.choices()]);
            chosen = fired + count;
        }
        attach();
        fired += steps.run(values, rings, fired, count);
        detach();
        return Progress.MORE;
    }

    /** Makes rings as long as blocks need them; returns how many firings may raise a peak without outgrowing them. */
    private int makeRoomForBlocks(int most) {
        long count = most;
        for (Fifo f : merged) {
            int window = (int) Math.min(f.capacity, WINDOW);
            count = Math.min(count, f.makeRoomForPeak(window));
        }
        return (int) count;
    }

    private void attach() {
        Shape shape = plan.shape;
        for (int p = 0; p < plan.sources.length; p++) {
            Fifo f = plan.sources[p];
            f.makeRoomForPeak();
            rings(shape.inputRings(p), f);
            values[shape.input(p)] = f.peak;
        }
        for (int p = 0; p < plan.targets.length; p++) {
            if (plan.targets[p].consumer >= 0) {
                rings(shape.outputRings(p), plan.targets[p]);
            }
        }
    }

    private void rings(int at, Fifo f) {
        rings[at] = f.arrival;
        rings[at + 1] = f.put;
        rings[at + 2] = f.credit;
    }

    private void detach() {
        Shape shape = plan.shape;
        for (int p = 0; p < plan.sources.length; p++) {
            plan.sources[p].peak = values[shape.input(p)];
        }
        for (int k = 0; k < merged.length; k++) {
            int at = shape.track(k + 1);
            // the code counts in ints, which may wrap
            taken[k] += (int) (values[at] - (int) taken[k]);
            made[k] += (int) (values[at + 1] - (int) made[k]);
            merged[k].taken = taken[k];
            merged[k].credited = taken[k];
            merged[k].reserved = made[k];
            merged[k].filled = made[k];
        }
        for (Fifo f : plan.targets) {
            if (f.consumer < 0) {
                f.reserved = fired;
                f.filled = fired;
            }
        }
    }

    @Override
    public boolean done() {
        return fired == total;
    }

    @Override
    public long firings() {
        long sum = 0;
        for (int o = 0; o < plan.nodes.length; o++) {
            sum += fired(o);
        }
        return sum;
    }

    private long fired(int o) {
        int track = plan.shape.tracks().get(o);
        return track == 0 ? fired : made[track - 1];
    }

    @Override
    public void dissolve() {
        for (int o = 0; o < plan.nodes.length; o++) {
            Region.dissolve(plan, o, values, rings, fired(o));
        }
    }
}
