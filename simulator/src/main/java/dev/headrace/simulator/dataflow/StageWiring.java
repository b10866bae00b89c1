package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Claim;
import dev.headrace.simulator.kernel.Gate;
import dev.headrace.simulator.kernel.InPort;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.OutPort;
import dev.headrace.simulator.kernel.Selection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The operators of one stage on one core. */
final class StageWiring {
    private final Assembly all;
    private final Dataflow.Stage stage;
    private final int number;
    private final int core;
    private final @Nullable Barrier before;
    private final @Nullable Barrier after;
    private final StageStreams streams;
    private final Detours detours;
    private final PortClaims ports;
    private final Map<Integer, Queue<Tile>> lanes = new LinkedHashMap<>();

    StageWiring(
            Assembly all,
            Dataflow.Stage stage,
            int number,
            int core,
            @Nullable Barrier before,
            @Nullable Barrier after) {
        this.all = all;
        this.stage = stage;
        this.number = number;
        this.core = core;
        this.before = before;
        this.after = after;
        this.streams = new StageStreams(all, stage, number, core);
        this.detours = new Detours(all, streams, this::space, core);
        this.ports = new PortClaims(all, streams, stage, number, core);
    }

    void add() {
        for (Op op : stage.ops()) {
            operator(op);
        }
    }

    private Space space(Op op) {
        return new Space(op.space(), all.work.dealt(), all.work.items(core), all.flow.mask());
    }

    /** The channel between an output and one of its readers, with its detour if tokens are spilled. */
    private int channelOf(Op.Output out, Op maker, StageStreams.Reader reader) {
        boolean known = streams.has(out, reader);
        int c = streams.channel(out, maker, reader);
        if (!known && !out.completion()) {
            detours.lay(out, maker, reader, c);
        }
        return c;
    }

    /** What a loop hands on of a stream over the first loops of an operator's nest. */
    private Carried carried(Op op, Loop loop, int loops) {
        List<Loop> nest = op.space().subList(0, Math.min(loops, op.space().size()));
        Space space = space(op);
        if (!nest.contains(loop)) {
            throw all.flow
                    .file()
                    .complain(
                            "/dataflow",
                            "operator " + op.name() + " over " + Scope.names(nest) + " carries over loop "
                                    + loop.name(),
                            "one of its loops");
        }
        if (space.isDealt(nest.indexOf(loop))) {
            throw all.flow
                    .file()
                    .complain(
                            "/deal/over",
                            "loop " + loop.name() + ", whose iterations operator " + op.name()
                                    + " takes one after another",
                            "loops whose iterations do not wait for each other");
        }
        return new Carried(nest, loop, space, () -> outOfOrder(op, loop));
    }

    /** Tokens of the first or last iteration of a loop alone go through a FIFO to a nest without it. */
    private Gate alone(Op op, Loop loop, int loops, boolean first) {
        Carried carried = carried(op, loop, loops);
        if (!carried.inOrder(first)) {
            throw outOfOrder(op, loop);
        }
        return new Closed(first ? carried.before() : carried.after());
    }

    private RuntimeException outOfOrder(Op op, Loop loop) {
        return all.flow
                .file()
                .complain(
                        "/dataflow",
                        "operator " + op.name() + " carries over " + loop.name()
                                + ", but the mask visits tiles in another order in each iteration",
                        "a mask whose tiles keep their order");
    }

    /** Which firings of an operator take a token by an input of its own; null: all. */
    private @Nullable Gate taking(Op op, Op.Input in) {
        if (selects(in)) {
            return CutGate.of(Objects.requireNonNull(all.flow.kept()), op.space(), space(op), false);
        }
        if (in.ofFiringBefore()) {
            return new FiringBefore(space(op).nest(), false);
        }
        Loop initial = in.initial();
        if (initial != null) {
            return alone(op, initial, in.depth(), true);
        }
        Loop loop = in.carried();
        return loop == null ? null : carried(op, loop, in.depth()).before();
    }

    /** Which firings of an operator put a token for an input of a reader; null: all. */
    private @Nullable Gate putting(Op op, Op.Output out, Op.Input in, Space space) {
        if (selects(in)) {
            return CutGate.of(
                    Objects.requireNonNull(all.flow.kept()), op.space().subList(0, in.depth()), space, true);
        }
        if (in.ofFiringBefore()) {
            return new FiringBefore(space.nest(), true);
        }
        Loop loop = in.carried();
        if (loop != null) {
            return carried(op, loop, in.depth()).after();
        }
        Loop last = in.last();
        return last == null ? null : alone(op, last, out.type().space().size(), false);
    }

    /** True for the importances that a selection waits for. */
    private static boolean selects(Op.Input in) {
        return in.ofFiringBefore() && in.numbers();
    }

    private void operator(Op op) {
        Space space = space(op);
        Meter meter = Objects.requireNonNull(all.meters.get(op));
        String on = op.common().on();
        Costs costs = on == null
                ? null
                : new Costs(Objects.requireNonNull(all.hardware.compute().get(on)), Objects.requireNonNull(op.work()));
        Layout layout =
                op.transfer() == null ? null : all.places.layout(op.transfer().memory());
        Instance instance = new Instance(op, space, meter, costs, all.flow.look(), layout, visits(op, space));
        List<InPort> in = inputs(op, space, instance);
        List<OutPort> out = outputs(op, space, instance);
        List<Claim> claims = ports.of(op, space, instance);
        all.operators.add(new Operator(
                streams.prefix() + op.name() + streams.suffix(),
                all.clockOf(op),
                space.nest(),
                in,
                out,
                costs == null ? instance.constant() : instance,
                op.take(!claims.isEmpty()),
                op.common().putsAll() ? Operator.Put.ALL : Operator.Put.IN_ORDER,
                claims,
                all.move(op, instance, core),
                instance.acts() ? instance : null));
        all.made.operators.add(new Machinery.OpPlace(streams.prefix() + op.name(), op, core, meter, space));
        if (op.transfer() != null) {
            all.made.movers.add(new ArrivalLaw.Mover(all.operators.size() - 1, op, space, null));
        }
    }

    /** At which firings a load goes to the memory, if not at all of them; it holds the others' tiles in its buffers. */
    private @Nullable FirstVisits visits(Op op, Space space) {
        if (op.access() == null || op.access().replay() == null) {
            return null;
        }
        FirstVisits visits = new FirstVisits(op, space, all.flow.workload().shape());
        for (StageStreams.Reader r : streams.readersOf(op.primary())) {
            all.buffers.requireHeld(number, op, r.op(), r.port(), visits.held());
            all.made.held.merge(channelOf(op.primary(), op, r), visits.held(), Math::max);
        }
        return visits;
    }

    private List<InPort> inputs(Op op, Space space, Instance instance) {
        List<InPort> list = new ArrayList<>();
        Selection selection = op.selection() == null ? null : op.selection().get();
        for (int i = 0; i < op.inputs().size(); i++) {
            Op.Input in = op.inputs().get(i);
            Op maker = streams.maker(in.stream());
            Op.Output out = streams.output(in.stream());
            requireDepth(op, in.depth(), space);
            int depth = space.kernelDepth(in.depth());
            int c = channelOf(out, maker, new StageStreams.Reader(op, i));
            Gate gate = selection == null ? taking(op, in) : selection.takes(i);
            boolean stored = op.transfer() != null && op.transfer().write();
            String pad = out.completion()
                    ? null
                    : all.buffers.of(number, maker, out, op, in).in();
            boolean buffered = pad != null;
            InPort.Release release =
                    stored ? InPort.Release.TRANSFER : buffered ? InPort.Release.LAST : InPort.Release.FIRST;
            Detours.Detour detour = detours.of(c);
            list.add(new InPort(
                    c,
                    depth,
                    release,
                    detour == null ? gate : detour.spill().gate(false),
                    selection == null ? null : selection.sees(i)));
            if (detour != null) {
                list.add(
                        new InPort(detour.back(), depth, release, detour.spill().gate(true)));
            }
            if (!out.completion()) {
                instance.inputs[i] = new Instance.Lane(lanes.computeIfAbsent(c, k -> Instance.queue()), depth, gate);
                if (pad != null) {
                    // Of what lies on chip, rows that are not picked are not read either.
                    boolean picks = op.common().op().equals("pick");
                    StreamType type = picks ? op.outputs().get(0).type() : out.type();
                    instance.reads.add(new Instance.Read(type, i, all.pads.indexOf(pad)));
                }
            }
        }
        if (before != null && Barrier.isSource(op)) {
            list.add(new InPort(before.starts.remove(0), 0, InPort.Release.FIRST));
        }
        return list;
    }

    private void requireDepth(Op op, int depth, Space space) {
        if (!space.hasDepth(depth)) {
            throw all.flow
                    .file()
                    .complain(
                            "/deal/over",
                            "work is dealt by " + all.flow.design().deal() + ", but operator " + op.name()
                                    + " has a stream over only " + depth + " of these loops",
                            "loops that every stream runs over");
        }
    }

    private List<OutPort> outputs(Op op, Space space, Instance instance) {
        List<OutPort> list = new ArrayList<>();
        for (int o = 0; o < op.outputs().size(); o++) {
            Op.Output out = op.outputs().get(o);
            boolean written = false;
            for (StageStreams.Reader r : streams.readersOf(out)) {
                Op.Input in = r.op().inputs().get(r.input());
                int loops = in.last() != null || !out.completion()
                        ? out.type().space().size()
                        : in.depth();
                requireDepth(op, loops, space);
                int depth = space.kernelDepth(loops);
                Gate gate = putting(op, out, in, space);
                int c = channelOf(out, op, r);
                if (in.carried() != null && !out.completion()) {
                    List<Loop> inside = op.space().subList(op.space().indexOf(in.carried()) + 1, loops);
                    all.made.held.merge(
                            c, inside.stream().mapToLong(Loop::trips).reduce(1, Math::multiplyExact), Math::max);
                }
                Detours.Detour detour = detours.of(c);
                list.add(new OutPort(
                        c, depth, detour == null ? gate : detour.spill().gate(false)));
                if (detour != null && detour.away() >= 0) {
                    list.add(new OutPort(detour.away(), depth, detour.spill().gate(true)));
                }
                if (!out.completion()) {
                    instance.outputs
                            .get(o)
                            .add(new Instance.Lane(lanes.computeIfAbsent(c, k -> Instance.queue()), depth, gate));
                    String pad = all.buffers.of(number, op, out, r.op(), in).in();
                    if (!written && pad != null) {
                        instance.writes.add(new Instance.Written(out.type(), depth, all.pads.indexOf(pad)));
                        written = true;
                    }
                }
            }
        }
        if (after != null && op.transfer() != null && op.transfer().write()) {
            int c = all.channel(
                    stage.name() + "." + op.name() + ".done#" + core, 1, 1, 1, Machinery.ChannelPlace.hidden());
            after.completions.add(c);
            list.add(new OutPort(c, 0));
        }
        return list;
    }
}
