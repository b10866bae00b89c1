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
    private final Selection selection;
    private final long total;
    private final long[] values;
    private final long[][] rings;
    private final Steps steps;
    private final Fifo[] merged;

    /** Tokens of each input, taken and made. */
    private final long[] taken;

    private final long[] made;
    private int calls;
    private long fired;

    private MergeRegion(Blueprint plan) {
        this.plan = plan;
        Node merge = plan.nodes[0];
        selection = selection(merge.spec);
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
            int window = (int) Math.min(merged[k].capacity, WINDOW);
            values[at + 2] = Fusion.firings(producer(k).spec.nest());
            values[at + 3] = window;
            merged[k].makeRoom(window);
        }
        steps = Loader.steps(plan.shape);
    }

    /** Lays out and compiles; the first of the nodes is the merge. */
    static MergeRegion of(Node[] members, Node[] all) {
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
        return new MergeRegion(new Blueprint(members, all, tracks));
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
        int count = (int) Math.min(calls < CALLS_IN_SMALL_BATCHES ? SMALL_BATCH : BATCH, total - fired);
        calls++;
        selection.copy(fired, count, rings[plan.shape.choices()]);
        attach();
        fired += steps.run(values, rings, fired, count);
        detach();
        return Progress.MORE;
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
