package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Action;
import dev.headrace.simulator.kernel.Claim;
import dev.headrace.simulator.kernel.Gate;
import dev.headrace.simulator.kernel.Move;
import dev.headrace.simulator.kernel.Pace;
import dev.headrace.simulator.kernel.Transfer;
import dev.headrace.simulator.unit.Cost;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** An operator on a core: its pace, its transfers and its numbers, as the kernel calls for them. */
final class Instance implements Pace, Action, Move.Source {
    /** A stream's tokens on their way to one reader. */
    record Lane(Queue<Tile> queue, int depth, @Nullable Gate gate) {}

    /** Bytes that a firing moves at a scratchpad port. */
    interface Bytes {
        /** Rows moved. */
        long rows(Point at);

        /** Bytes of each. */
        long rowBytes(Point at);
    }

    /** Sees all numbers that are made. */
    interface Look {
        /** A token of an output, made by a firing at a tick. */
        void at(Op op, Op.Output output, Tile tile, long tick, Point at);
    }

    private static final Cost NOTHING = new Cost();

    private final Op op;
    private final Space space;
    private final Point point;
    private final Meter meter;
    private final @Nullable Costs costs;
    private final Op.@Nullable Compute compute;
    private final int groupDepth;
    private final long ownInterval;
    private final long ownLatency;
    private final @Nullable Layout layout;

    /** At which firings a load with reuse goes to the memory; null: at all. */
    private final @Nullable FirstVisits visits;

    private final @Nullable Look look;
    private final @Nullable Tile[] held;
    final @Nullable Lane[] inputs;
    final List<List<Lane>> outputs = new ArrayList<>();

    /** Tokens read from scratchpads by every firing. */
    final List<Read> reads = new ArrayList<>();

    /**
     * A token read from a scratchpad by an input.
     *
     * @param pad number of the scratchpad
     */
    record Read(StreamType type, int input, int pad) {}

    /** Tokens written to scratchpads, by output depth. */
    final List<Written> writes = new ArrayList<>();

    /**
     * A token written to a scratchpad when its output puts.
     *
     * @param pad number of the scratchpad
     */
    record Written(StreamType type, int depth, int pad) {}

    Instance(
            Op op,
            Space space,
            Meter meter,
            @Nullable Costs costs,
            @Nullable Look look,
            @Nullable Layout layout,
            @Nullable FirstVisits visits) {
        this.visits = visits;
        this.op = op;
        this.space = space;
        this.point = new Point(op.space());
        this.meter = meter;
        this.costs = costs;
        this.compute = look != null ? op.compute().get() : null;
        this.groupDepth = space.kernelDepth(op.group());
        // Sources put at their take and sinks take no time, so that neither adds a cycle of its own.
        boolean source = op.common().op().equals("source");
        boolean sink = op.common().op().equals("sink");
        this.ownInterval = op.common().ii() != null ? op.common().ii() : sink ? 0 : 1;
        this.ownLatency = op.common().latency() != null ? op.common().latency() : source || sink ? 0 : 1;
        this.layout = layout;
        this.look = look;
        this.inputs = new @Nullable Lane[op.inputs().size()];
        this.held = new @Nullable Tile[op.computed()];
        op.outputs().forEach(o -> outputs.add(new ArrayList<>()));
    }

    static Queue<Tile> queue() {
        return new ArrayDeque<>();
    }

    /** The pace of an operator with a timing of its own. */
    Pace constant() {
        return new Pace.Constant(ownInterval, ownLatency);
    }

    /** True if firings have anything to compute or count. */
    boolean acts() {
        return compute != null || costs != null || !reads.isEmpty() || !writes.isEmpty();
    }

    /** First and last of a group do not enter a unit's timing, so the kernel's two calls need not know them. */
    private @Nullable Cost cost(long[] index) {
        if (costs == null) {
            return null;
        }
        if (space.isEmpty(index)) {
            return NOTHING;
        }
        space.locate(index, -1, point);
        return costs.at(point, true, true);
    }

    @Override
    public long interval(long[] index) {
        Cost c = cost(index);
        return c == null ? ownInterval : c.interval;
    }

    @Override
    public long latency(long[] index) {
        Cost c = cost(index);
        return c == null ? ownLatency : c.latency;
    }

    /** Costs and transfers follow from the sizes of tiles, transfers from how they lie to the memory's bursts as well. */
    @Override
    public long alike(int level, long[] index) {
        long last = space.alike(level, index);
        if (visits != null) {
            last = Math.min(last, visits.alike(level, index));
        }
        if (layout == null || last == index[level]) {
            return last;
        }
        Transfer one = new Transfer();
        Transfer other = new Transfer();
        long[] at = index.clone();
        boolean moves = tile(at, one);
        while (at[level] < last) {
            at[level]++;
            if (tile(at, other) != moves || (moves && !layout.alike(one, other))) {
                return at[level] - 1;
            }
        }
        return last;
    }

    /** The sums of the meter; null if numbers are computed. */
    @Override
    public long @Nullable [] sums() {
        return compute == null ? meter.sums : null;
    }

    /** How long a firing holds a port of a scratchpad. */
    Claim.Hold hold(java.util.function.ToLongFunction<Point> cycles) {
        BySizes bySizes = new BySizes(cycles);
        return new Claim.Hold() {
            @Override
            public long cycles(long[] index) {
                if (space.isEmpty(index)) {
                    return 0;
                }
                space.locate(index, -1, point);
                return bySizes.at(point);
            }

            @Override
            public long alike(int level, long[] index) {
                return space.alike(level, index);
            }
        };
    }

    @Override
    public boolean describe(long[] index, Transfer transfer) {
        return (visits == null || visits.at(index)) && tile(index, transfer);
    }

    /** The transfer of a tile, whether or not it is on chip already. */
    private boolean tile(long[] index, Transfer transfer) {
        if (space.isEmpty(index)) {
            return false;
        }
        space.locate(index, -1, point);
        return Objects.requireNonNull(layout).describe(Objects.requireNonNull(op.access()), point, transfer);
    }

    @Override
    public void fire(long tick, long[] index, int first, int last, int empty) {
        space.locate(index, empty, point);
        boolean starts = groupDepth >= first;
        boolean ends = groupDepth >= last;
        if (empty < 0) {
            meter(index, starts, ends, last);
        }
        if (compute != null) {
            compute(tick, index, first, last, empty, starts, ends);
        }
    }

    private void meter(long[] index, boolean starts, boolean ends, int last) {
        Cost cost = costs == null ? NOTHING : costs.at(point, starts, ends);
        if (costs != null) {
            meter.add(cost);
        }
        for (int i = 0; i < reads.size(); i++) {
            Read r = reads.get(i);
            meter.read(r.pad(), r.type().bytes(point) * cost.reads(r.input()));
        }
        boolean quiet = visits != null && !visits.at(index);
        for (int i = 0; i < writes.size() && !quiet; i++) {
            Written w = writes.get(i);
            if (w.depth() >= last) {
                meter.write(w.pad(), w.type().bytes(point));
            }
        }
    }

    private void compute(long tick, long[] index, int first, int last, int empty, boolean starts, boolean ends) {
        for (int i = 0; i < held.length; i++) {
            Lane lane = inputs[i];
            if (lane == null) {
                continue;
            }
            if (empty >= 0 && lane.depth() > empty) {
                held[i] = null;
            } else if (lane.depth() >= first) {
                boolean open = lane.gate() == null || lane.gate().open(index);
                held[i] = open ? Objects.requireNonNull(lane.queue().poll(), "a token without numbers") : null;
            }
        }
        @Nullable Tile[] out = Objects.requireNonNull(compute).fire(point, held, starts, ends);
        for (int o = 0; o < outputs.size(); o++) {
            // Signals are no numbers: there is nothing made of them.
            Tile made = o < out.length ? out[o] : null;
            if (made != null && look != null) {
                look.at(op, op.outputs().get(o), made, tick, point);
            }
            for (Lane lane : outputs.get(o)) {
                boolean puts = lane.depth() >= last && (empty < 0 || lane.depth() <= empty);
                if (puts && (lane.gate() == null || lane.gate().open(index))) {
                    lane.queue().add(Objects.requireNonNull(out[o], op.name()));
                }
            }
        }
    }
}
