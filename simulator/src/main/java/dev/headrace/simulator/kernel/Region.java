package dev.headrace.simulator.kernel;

import dev.headrace.simulator.codegen.Loader;
import dev.headrace.simulator.codegen.Shape;
import dev.headrace.simulator.codegen.Steps;
import java.util.Arrays;

/**
 * A group of operators that fire in step, at work. A firing of the region is one firing of each, evaluated at once when
 * all that it needs from outside is known. Firings at which only ports of full depth act are left to compiled code, many
 * at a time; the first and the last of a row, at which tokens held or reduced come and go, are made by {@link Border}.
 *
 * <p>A row is all firings within the loops that some port does not run over.
 */
final class Region implements Compiled {
    /** Firings at once: few at first, so that the code is called often and the JIT takes notice of it. */
    private static final int SMALL_BATCH = 64;

    private static final int BATCH = 1024;
    private static final int CALLS_IN_SMALL_BATCHES = 1500;

    /** Slots that a channel between regions has memory for from the start. */
    private static final int FIRST_SLOTS = 256;

    private static final long[] ALWAYS_FREE = new long[1];

    final Blueprint plan;
    final long[] values;
    final long[][] rings;

    /** Loops outside a row. */
    final Cursor rows;

    final long rowLength;

    /** True if some port does not act at every firing. */
    final boolean borders;

    private final Steps steps;
    private final Border border;

    /** Inputs from channels within, without a bound: their rings grow with the peak. */
    private final Port[] growing;

    private int calls;

    /** True if the last batch was cut by the size of a ring. */
    private boolean memoryCounts;

    /** Firings made. */
    long fired;

    /** Place in the row of the next firing. */
    long place;

    boolean done;

    Region(Blueprint plan) {
        this.plan = plan;
        Nest nest = plan.nodes[0].spec.nest();
        int depth = 0;
        boolean partial = false;
        for (int o = 0; o < plan.nodes.length; o++) {
            for (Port p : ports(o)) {
                partial |= !p.full();
                depth = p.full() ? depth : Math.max(depth, p.depth());
            }
        }
        borders = partial;
        long[] outer = new long[depth];
        Arrays.setAll(outer, l -> nest.trips(l, new long[nest.depth()]));
        rows = new Cursor(Nest.of(outer));
        rowLength = Fusion.firings(nest) / Fusion.firings(Nest.of(outer));
        values = plan.values();
        rings = new long[plan.shape.rings()][];
        makeRings(plan, rings);
        growing = Arrays.stream(plan.inputs)
                .flatMap(Arrays::stream)
                .filter(in -> in.link() >= 0 && plan.links[in.link()].capacity == Channel.UNBOUNDED)
                .toArray(Port[]::new);
        steps = Loader.steps(plan.shape, values);
        border = new Border(this);
    }

    private Port[] ports(int o) {
        Port[] all = Arrays.copyOf(plan.inputs[o], plan.inputs[o].length + plan.outputs[o].length);
        System.arraycopy(plan.outputs[o], 0, all, plan.inputs[o].length, plan.outputs[o].length);
        return all;
    }

    /** Rings of takes, as long as their channels want them, and memory for the channels to the outside. */
    static void makeRings(Blueprint plan, long[][] rings) {
        int taking = plan.shape.inputRings(0);
        int[] size = new int[taking];
        Arrays.fill(size, Math.max(1, Math.max(plan.block, plan.ring)));
        for (int o = 0; o < plan.nodes.length; o++) {
            for (Port in : plan.inputs[o]) {
                if (in.link() >= 0) {
                    long capacity = plan.links[in.link()].capacity;
                    long slots = capacity == Channel.UNBOUNDED ? Math.max(32, 3L * plan.block) : capacity;
                    size[in.ring()] = Math.max(size[in.ring()], (int) slots + plan.block);
                }
            }
        }
        for (int i = 0; i < taking; i++) {
            rings[i] = new long[Integer.highestOneBit(2 * size[i] - 1)];
            Arrays.fill(rings[i], Shape.NEVER);
        }
        long[][] unread = new long[Shape.PER_PORT][];
        for (int p = 0; p < plan.targets.length; p++) {
            Fifo f = plan.targets[p];
            f.makeRoom(Math.min(f.capacity, FIRST_SLOTS));
            if (f.consumer < 0) {
                // short, since nobody looks back; arrivals and puts must not share theirs
                Arrays.setAll(unread, i -> new long[Math.max(1, Math.max(plan.block, plan.ring))]);
                System.arraycopy(unread, 0, rings, plan.shape.outputRings(p), unread.length);
            }
        }
        for (int i = plan.shape.linkRings(0); i < rings.length; i++) {
            rings[i] = new long[Math.max(plan.block, plan.ring)];
        }
    }

    @Override
    public Blueprint plan() {
        return plan;
    }

    @Override
    public boolean done() {
        return done;
    }

    @Override
    public long firings() {
        return fired * plan.nodes.length;
    }

    @Override
    public Progress run(long limit) {
        if (done) {
            return Progress.BLOCKED;
        }
        if (borders && (place == 0 || place == rowLength - 1)) {
            return runBorder(limit);
        }
        boolean small = plan.block == 0 && calls < CALLS_IN_SMALL_BATCHES;
        long most = Math.min(small ? SMALL_BATCH : BATCH, rowLength - place - (borders ? 1 : 0));
        if (plan.block > 0) {
            most = makeRoomForBlocks(most);
        }
        int allowed = batch(most);
        if (allowed <= 0) {
            return allowed < 0 ? Progress.SHORT_OF_MEMORY : Progress.BLOCKED;
        }
        int count = withinLimit(allowed, limit);
        if (count == 0) {
            return Progress.LIMITED;
        }
        calls++;
        attach(count);
        int made = steps.run(values, rings, fired, count);
        detach(made);
        place += made;
        fired += made;
        nextRow();
        return made == most || made < allowed || memoryCounts ? Progress.MORE : Progress.SOME;
    }

    private Progress runBorder(long limit) {
        int first = place == 0 ? rows.first : Integer.MAX_VALUE;
        int last = place == rowLength - 1 ? rows.last : Integer.MAX_VALUE;
        if (!border.ready(first, last)) {
            return Progress.BLOCKED;
        }
        if (limit != Long.MAX_VALUE && border.latest(first, last) > limit - reach()) {
            return Progress.LIMITED;
        }
        border.fire(first, last);
        place++;
        fired++;
        nextRow();
        return Progress.MORE;
    }

    private void nextRow() {
        if (place == rowLength) {
            place = 0;
            rows.advance();
            done = rows.done;
        }
        for (Port in : growing) {
            growRing(in);
        }
    }

    /** A ring of takes grows with the peak of its channel, if that is not bounded. */
    private void growRing(Port in) {
        long[] old = rings[in.ring()];
        long peak = values[plan.shape.link(in.link())];
        if (peak + 2L * plan.block < old.length) {
            return;
        }
        long[] ring = new long[2 * old.length];
        Arrays.fill(ring, Shape.NEVER);
        for (long i = Math.max(0, fired - old.length); i < fired; i++) {
            ring[(int) i & (ring.length - 1)] = old[(int) i & (old.length - 1)];
        }
        rings[in.ring()] = ring;
    }

    // ---- batches

    /** How many firings the channels allow: 0 if none, -1 if a ring must grow first. */
    private int batch(long most) {
        long count = most;
        for (Fifo f : plan.sources) {
            count = Math.min(count, f.filled - f.taken);
        }
        long memory = Long.MAX_VALUE;
        for (Fifo f : plan.targets) {
            count = Math.min(count, f.slots());
            memory = f.consumer < 0 ? memory : Math.min(memory, f.space());
        }
        memoryCounts = count > memory;
        return (int) (!memoryCounts ? Math.max(0, count) : memory > 0 ? memory : -1);
    }

    /** Makes rings as long as a block needs them; returns how many firings may raise a peak without outgrowing them. */
    private long makeRoomForBlocks(long most) {
        long count = most;
        for (Fifo f : plan.sources) {
            f.makeLength(plan.ring);
            count = Math.min(count, f.makeRoomForPeak(plan.block));
        }
        for (Fifo f : plan.targets) {
            if (f.consumer >= 0) {
                f.makeLength(Math.max(plan.block, plan.ring));
            }
        }
        for (Port in : growing) {
            count = Math.min(count, rings[in.ring()].length - values[plan.shape.link(in.link())] - plan.block);
        }
        return count;
    }

    /** Hands the rings of the channels to the code. */
    private void attach(int count) {
        Shape shape = plan.shape;
        for (int p = 0; p < plan.sources.length; p++) {
            Fifo f = plan.sources[p];
            f.makeRoomForPeak();
            int at = shape.inputRings(p);
            rings[at] = f.arrival;
            rings[at + 1] = f.put;
            rings[at + 2] = f.credit;
            values[shape.input(p)] = f.peak;
        }
        for (int p = 0; p < plan.targets.length; p++) {
            Fifo f = plan.targets[p];
            if (f.consumer >= 0) {
                int at = shape.outputRings(p);
                rings[at] = f.arrival;
                rings[at + 1] = f.put;
                rings[at + 2] = f.reserved + count <= f.capacity ? ALWAYS_FREE : f.credit;
            }
        }
    }

    private void detach(int made) {
        Shape shape = plan.shape;
        for (int p = 0; p < plan.sources.length; p++) {
            Fifo f = plan.sources[p];
            f.peak = values[shape.input(p)];
            f.taken += made;
            f.credited += made;
        }
        for (int p = 0; p < plan.targets.length; p++) {
            Fifo f = plan.targets[p];
            f.reserved += made;
            f.filled += made;
        }
    }

    /** Moves on by a number of firings that need not be made; what they would have changed is for others to set. */
    void moveOn(long firings, long ticks) {
        long last = fired - 1;
        fired += firings;
        place = fired % rowLength;
        rows.seek(fired / rowLength);
        for (int p = 0; p < plan.targets.length; p++) {
            if (plan.targets[p].consumer < 0) {
                long[] arrivals = rings[plan.shape.outputRings(p)];
                int mask = arrivals.length - 1;
                arrivals[(int) (fired - 1) & mask] = arrivals[(int) last & mask] + ticks;
            }
        }
    }

    // ---- limits

    /** A bound of how much later than all that it depends on a firing of the whole region can end. */
    private long reach() {
        Shape shape = plan.shape;
        long sum = 0;
        for (int o = 0; o < plan.nodes.length; o++) {
            sum += values[shape.operator(o) + 2] + values[shape.operator(o) + 3];
            for (Port p : ports(o)) {
                Fifo f = p.link() >= 0 ? plan.links[p.link()] : p.outside();
                sum += f.back + f.forward;
            }
            Node n = plan.nodes[o];
            sum += n.pace.latency(n.cursor.index) * n.period;
        }
        return sum;
    }

    /** The firings of a batch that cannot take after a limit. */
    private int withinLimit(int count, long limit) {
        if (limit == Long.MAX_VALUE) {
            return count;
        }
        long latest = latestReady();
        for (Fifo f : plan.sources) {
            latest = Math.max(latest, f.arrivalOf(f.taken + count - 1));
        }
        for (Fifo f : plan.targets) {
            latest = Math.max(latest, f.slotFree(f.reserved + count - 1));
        }
        long reach = Math.max(1, reach());
        return (int) Math.max(0, Math.min(count, (limit - latest) / reach - 1));
    }

    long latestReady() {
        long latest = 0;
        for (int o = 0; o < plan.nodes.length; o++) {
            latest = Math.max(latest, values[plan.shape.operator(o)]);
        }
        return latest;
    }

    // ---- the end

    @Override
    public void dissolve() {
        for (int o = 0; o < plan.nodes.length; o++) {
            dissolve(plan, o, values, rings, fired);
        }
    }

    /** Gives one operator back, and the channels that it takes from within the region, or puts to outside of it. */
    static void dissolve(Blueprint plan, int o, long[] values, long[][] rings, long fired) {
        Shape shape = plan.shape;
        Node n = plan.nodes[o];
        int at = shape.operator(o);
        n.cursor.seek(fired);
        n.phase = n.cursor.done ? Node.Phase.DONE : Node.Phase.INPUTS;
        n.ready = values[at];
        n.waitRoom = values[at + 1];
        n.firings = fired;
        n.busy = fired * values[at + 2];
        n.waitInput = n.ready - n.busy - n.waitRoom;
        for (Port in : plan.inputs[o]) {
            if (in.link() >= 0) {
                long peak = values[shape.link(in.link())];
                plan.links[in.link()].restore(fired, peak, rings[in.ring()]);
            }
        }
        for (Port out : plan.outputs[o]) {
            if (out.external() >= 0) {
                Fifo f = out.outside();
                f.resume(f.consumer >= 0 ? f.arrival : rings[shape.outputRings(out.external())]);
            }
        }
    }
}
