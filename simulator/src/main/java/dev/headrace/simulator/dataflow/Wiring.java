package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Channel;
import dev.headrace.simulator.kernel.Claim;
import dev.headrace.simulator.kernel.Clock;
import dev.headrace.simulator.kernel.Gate;
import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.kernel.InPort;
import dev.headrace.simulator.kernel.Move;
import dev.headrace.simulator.kernel.Nest;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.OutPort;
import dev.headrace.simulator.kernel.Pace;
import dev.headrace.simulator.kernel.Selection;
import dev.headrace.simulator.kernel.TimeBase;
import dev.headrace.simulator.kernel.Unit;
import dev.headrace.simulator.spec.DesignSpec;
import dev.headrace.simulator.spec.Hardware;
import dev.headrace.simulator.unit.DmaUnit;
import dev.headrace.simulator.unit.MemoryUnit;
import dev.headrace.simulator.unit.Scratchpad;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Turns a dataflow into a kernel graph: every operator once per core, every stream a channel per reader. */
public final class Wiring {
    private final Dataflow flow;
    private final Hardware hardware;
    private final int cores;
    private final Buffers buffers;
    private final Work work;
    private final List<Unit> units = new ArrayList<>();
    private final List<Channel> channels = new ArrayList<>();
    private final List<Operator> operators = new ArrayList<>();
    private final Map<String, Integer> unitIndex = new LinkedHashMap<>();
    private final Map<String, Layout> layouts = new LinkedHashMap<>();
    private final Map<String, List<MemoryUnit.Port>> ports = new LinkedHashMap<>();
    private final Map<Op, Meter> meters = new LinkedHashMap<>();
    private final Machinery made;
    private final Arbitration arbitration;
    private int readPortsDealt;

    private Wiring(Dataflow flow) {
        this.flow = flow;
        this.hardware = flow.hardware();
        this.cores = hardware.spec().coreCount();
        this.buffers = new Buffers(flow);
        this.work = new Work(flow, cores);
        this.made = new Machinery();
        this.arbitration = new Arbitration(flow);
    }

    /** Wires a dataflow. */
    public static Machinery wire(Dataflow flow) {
        return new Wiring(flow).run();
    }

    private Machinery run() {
        placeTensors();
        for (int core = 0; core < cores; core++) {
            addUnits(core);
        }
        List<Barrier> barriers = new ArrayList<>();
        for (int s = 0; s < flow.stages().size(); s++) {
            Dataflow.Stage stage = flow.stages().get(s);
            stage.ops().forEach(op -> meters.put(op, new Meter()));
            Barrier before = s == 0 ? null : barriers.get(s - 1);
            Barrier after = s == flow.stages().size() - 1 ? null : new Barrier();
            for (int core = 0; core < cores; core++) {
                if (!work.has(core)) {
                    continue;
                }
                readPortsDealt = 0;
                new StageOnCore(stage, s, core, before, after).add();
            }
            if (after != null) {
                addBarrier(stage, after);
                barriers.add(after);
            }
        }
        return finish();
    }

    /** Completions of a stage on all cores, and the starts of the next that wait for them. */
    private static final class Barrier {
        final List<Integer> completions = new ArrayList<>();
        final List<Integer> starts = new ArrayList<>();
    }

    private void placeTensors() {
        for (Dataflow.Stage stage : flow.stages()) {
            for (Op op : stage.ops()) {
                if (op.transfer() != null) {
                    String memory = op.transfer().memory();
                    MemoryUnit unit = Objects.requireNonNull(hardware.unit(MemoryUnit.class, memory));
                    layouts.computeIfAbsent(
                                    memory, m -> new Layout(flow.workload().shape(), unit.alignment()))
                            .place(op.transfer().tensor());
                }
            }
        }
        placeSpills();
        layouts.forEach((memory, layout) -> {
            MemoryUnit unit = Objects.requireNonNull(hardware.unit(MemoryUnit.class, memory));
            if (layout.end() > unit.capacityBytes()) {
                throw hardware.file()
                        .complain(
                                "/units/" + memory,
                                unit.capacityBytes() + " bytes for tensors of " + layout.end() + " bytes",
                                "a memory that holds them");
            }
            String dma = Objects.requireNonNull(hardware.dmaOf(memory));
            int outstanding =
                    Objects.requireNonNull(hardware.unit(DmaUnit.class, dma)).outstanding();
            List<MemoryUnit.Port> list = new ArrayList<>();
            for (int core = 0; core < cores; core++) {
                list.add(new MemoryUnit.Port(cores == 1 ? dma : dma + "#" + core, outstanding));
            }
            ports.put(memory, list);
        });
    }

    private void placeSpills() {
        for (int s = 0; s < flow.stages().size(); s++) {
            for (Op maker : flow.stages().get(s).ops()) {
                for (Op.Output out : maker.outputs()) {
                    for (Op reader : flow.stages().get(s).ops()) {
                        for (Op.Input in : reader.inputs()) {
                            if (!out.completion() && in.stream().equals(out.stream())) {
                                placeSpill(out, buffers.of(s, maker, out, reader, in));
                            }
                        }
                    }
                }
            }
        }
    }

    private void placeSpill(Op.Output out, DesignSpec.Buffer b) {
        if (b.spill() == null) {
            return;
        }
        String memory = b.spill().to();
        Loop loop = flow.loops().get(b.spill().over());
        String place = "/buffers/" + out.stream() + "/spill";
        if (hardware.dmaOf(memory) == null) {
            String all = String.join(", ", hardware.of(MemoryUnit.class));
            throw flow.file().complain(place + "/to", "\"" + memory + "\"", "a memory with a dma: " + all);
        }
        if (loop == null
                || !out.type().space().contains(loop)
                || cores > 1
                || flow.mask().skips()) {
            throw flow.file()
                    .complain(
                            place + "/over",
                            "\"" + b.spill().over() + "\" of a stream over "
                                    + Scope.names(out.type().space()),
                            "one of its loops, on one core, with \"masked_tiles\": \"compute\" under a mask");
        }
        MemoryUnit unit = Objects.requireNonNull(hardware.unit(MemoryUnit.class, memory));
        layouts.computeIfAbsent(memory, m -> new Layout(flow.workload().shape(), unit.alignment()))
                .place(Spill.tensor(out));
    }

    private void addUnits(int core) {
        hardware.compute().keySet().forEach(name -> unit(name, name, core));
        hardware.scratchpads().forEach((name, pad) -> {
            for (int p = 0; p < pad.readPorts(); p++) {
                unit(readPort(name, p), name, core);
            }
            unit(name + ".write", name, core);
        });
    }

    private static String readPort(String pad, int port) {
        return pad + ".read" + port;
    }

    private void unit(String name, String of, int core) {
        unitIndex.put(name + "#" + core, units.size());
        units.add(new Unit(cores == 1 ? name : name + "#" + core, arbitration.policy(name)));
        made.units.add(new Machinery.UnitPlace(name, of, core));
    }

    private int channel(String name, long capacity, int forward, int credit, Machinery.ChannelPlace place) {
        channels.add(new Channel(name, capacity, forward, credit));
        made.channels.add(place);
        return channels.size() - 1;
    }

    private void addBarrier(Dataflow.Stage stage, Barrier barrier) {
        List<InPort> in = new ArrayList<>();
        barrier.completions.forEach(c -> in.add(new InPort(c, 0, InPort.Release.FIRST)));
        List<OutPort> out = new ArrayList<>();
        int waiting =
                work.busyCores() * sourcesOf(flow.stages().get(flow.stages().indexOf(stage) + 1));
        for (int i = 0; i < waiting; i++) {
            int c = channel(stage.name() + ".over~" + i, 1, 1, 1, Machinery.ChannelPlace.hidden());
            barrier.starts.add(c);
            out.add(new OutPort(c, 0));
        }
        operators.add(new Operator(
                stage.name() + ".over",
                Nest.of(),
                in,
                out,
                new Pace.Constant(0, 0),
                Operator.Take.TOGETHER,
                Operator.Put.IN_ORDER));
        made.operators.add(Machinery.OpPlace.hidden());
    }

    private static int sourcesOf(Dataflow.Stage stage) {
        return (int) stage.ops().stream().filter(Wiring::isSource).count();
    }

    /** True for operators that wait for nothing but the start of their stage. */
    private static boolean isSource(Op op) {
        return op.inputs().stream().allMatch(i -> i.carried() != null || i.ofFiringBefore());
    }

    /** Between a firing and the next one: all but the last put, all but the first take. */
    private record FiringBefore(Nest nest, boolean puts) implements Gate {
        @Override
        public boolean open(long[] index) {
            for (int l = 0; l < index.length; l++) {
                if (puts ? index[l] + 1 < nest.trips(l, index) : index[l] > 0) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public long alike(int level, long[] index) {
            return Long.MAX_VALUE;
        }
    }

    /** Open where another gate is closed. */
    private record Closed(Gate other) implements Gate {
        @Override
        public boolean open(long[] index) {
            return !other.open(index);
        }

        @Override
        public long alike(int level, long[] index) {
            return other.alike(level, index);
        }
    }

    /** The operators of one stage on one core. */
    private final class StageOnCore {
        private final Dataflow.Stage stage;
        private final int number;
        private final int core;
        private final @Nullable Barrier before;
        private final @Nullable Barrier after;
        private final Map<String, List<Reader>> readers = new LinkedHashMap<>();
        private final Map<String, Integer> made = new LinkedHashMap<>();
        private final Map<Integer, Queue<Tile>> lanes = new LinkedHashMap<>();
        private final Map<Integer, Detour> detours = new LinkedHashMap<>();

        private final Map<String, Map<Reader, Integer>> stores = new LinkedHashMap<>();

        /**
         * The way of the tokens of a channel that are spilled: from their maker, if no other reader's has it, and back to
         * their reader.
         */
        private record Detour(Spill spill, int away, int back) {}

        /** Who reads a stream, with which of its inputs. */
        private record Reader(Op op, int input) {
            Op.Input port() {
                return op.inputs().get(input);
            }
        }

        StageOnCore(Dataflow.Stage stage, int number, int core, @Nullable Barrier before, @Nullable Barrier after) {
            this.stage = stage;
            this.number = number;
            this.core = core;
            this.before = before;
            this.after = after;
        }

        void add() {
            for (Op op : stage.ops()) {
                for (int i = 0; i < op.inputs().size(); i++) {
                    readers.computeIfAbsent(op.inputs().get(i).stream(), s -> new ArrayList<>())
                            .add(new Reader(op, i));
                }
            }
            for (Op op : stage.ops()) {
                operator(op);
            }
        }

        private Space space(Op op) {
            return new Space(op.space(), work.dealt(), work.items(core), flow.mask());
        }

        /** The channel between an output and one of its readers, made when either end is first met. */
        private int channelOf(Op.Output out, Op maker, Reader reader) {
            String key = out.stream() + "->" + reader.op().name() + "/" + reader.input();
            Integer known = made.get(key);
            if (known != null) {
                return known;
            }
            String asRead = out.stream() + reader.port().ref().brackets();
            String shown =
                    asRead + (readersOf(out).size() > 1 ? "->" + reader.op().name() : "");
            String name = stagePrefix() + shown + (cores == 1 ? "" : "#" + core);
            int c;
            if (out.completion()) {
                c = channel(name, Channel.UNBOUNDED, 1, 1, Machinery.ChannelPlace.hidden());
            } else {
                DesignSpec.Buffer b = buffers.of(number, maker, out, reader.op(), reader.port());
                c = channel(
                        name,
                        b.tiles() == null ? Channel.UNBOUNDED : b.tiles(),
                        b.forwardCycles(),
                        b.creditCycles(),
                        new Machinery.ChannelPlace(
                                stagePrefix() + shown,
                                stagePrefix() + asRead,
                                out.type().largestBytes()));
            }
            made.put(key, c);
            if (!out.completion()) {
                detour(out, maker, reader, c);
            }
            return c;
        }

        private void detour(Op.Output out, Op maker, Reader reader, int channel) {
            DesignSpec.Spill spec =
                    buffers.of(number, maker, out, reader.op(), reader.port()).spill();
            if (spec == null) {
                return;
            }
            List<Loop> space = out.type().space();
            Spill spill = new Spill(spec, space, space.indexOf(flow.loops().get(spec.over())));
            int away = -1;
            Map<Reader, Integer> there = stores.get(out.stream());
            if (there == null) {
                away = channel(out.stream() + ".away", 2, 1, 1, Machinery.ChannelPlace.hidden());
                there = new LinkedHashMap<>();
                for (Reader r : readersOf(out)) {
                    if (buffers.of(number, maker, out, r.op(), r.port()).spill() != null) {
                        String name = out.stream() + "->" + r.op().name() + ".there";
                        there.put(r, channel(name, Channel.UNBOUNDED, 1, 1, Machinery.ChannelPlace.hidden()));
                    }
                }
                stores.put(out.stream(), there);
                mover(Spill.mover(out, out.stream() + ".spill", spec, true), spill, away, List.copyOf(there.values()));
            }
            String way = out.stream() + "->" + reader.op().name();
            int back = channel(way + ".back", 2, 1, 1, Machinery.ChannelPlace.hidden());
            int from = Objects.requireNonNull(there.get(reader));
            mover(Spill.mover(out, way + ".fetch", spec, false), spill, from, List.of(back));
            detours.put(channel, new Detour(spill, away, back));
        }

        private void mover(Op op, Spill spill, int from, List<Integer> to) {
            Space space = space(op);
            Op.Access access = Objects.requireNonNull(op.transfer());
            Layout layout = layouts.get(access.memory());
            Meter meter = new Meter();
            Instance instance = new Instance(op, space, meter, null, false, layout);
            int depth = op.space().size();
            Move all = Objects.requireNonNull(move(op, instance));
            InPort.Release release = access.write() ? InPort.Release.TRANSFER : InPort.Release.FIRST;
            operators.add(new Operator(
                    stagePrefix() + op.name(),
                    clockOf(op),
                    space.nest(),
                    List.of(new InPort(from, depth, release, spill.gate(true))),
                    to.stream()
                            .map(c -> new OutPort(c, depth, spill.gate(true)))
                            .toList(),
                    new Pace.Constant(0, 0),
                    Operator.Take.WITH_ROOM,
                    Operator.Put.IN_ORDER,
                    List.of(),
                    new Move(all.device(), all.port(), spill.of(all.source())),
                    null));
            Wiring.this.made.operators.add(new Machinery.OpPlace(stagePrefix() + op.name(), op, core, meter));
        }

        private String stagePrefix() {
            return flow.stages().size() == 1 ? "" : stage.name() + ".";
        }

        private List<Reader> readersOf(Op.Output out) {
            return readers.getOrDefault(out.stream(), List.of());
        }

        private Op maker(String stream) {
            return stage.ops().stream()
                    .filter(o -> o.outputs().stream().anyMatch(x -> x.stream().equals(stream)))
                    .findFirst()
                    .orElseThrow();
        }

        private Op.Output output(String stream) {
            return maker(stream).outputs().stream()
                    .filter(x -> x.stream().equals(stream))
                    .findFirst()
                    .orElseThrow();
        }

        private Carried carried(Op op, Loop loop) {
            return new Carried(
                    op.space(),
                    loop,
                    space(op),
                    flow.mask(),
                    () -> flow.file()
                            .complain(
                                    "/dataflow",
                                    "operator " + op.name() + " carries over " + loop.name()
                                            + ", but the mask visits tiles in another order in each iteration",
                                    "a mask whose tiles keep their order"));
        }

        /** Which firings of an operator take a token by an input of its own; null: all. */
        private @Nullable Gate taking(Op op, Op.Input in) {
            if (in.ofFiringBefore()) {
                return new FiringBefore(space(op).nest(), false);
            }
            Loop loop = in.carried();
            return loop == null ? null : carried(op, loop).before();
        }

        /** Which firings of an operator put a token for an input of a reader; null: all. */
        private @Nullable Gate putting(Op op, Op.Input in, Space space) {
            if (in.ofFiringBefore()) {
                return new FiringBefore(space.nest(), true);
            }
            Loop loop = in.carried();
            if (loop != null) {
                return carried(op, loop).after();
            }
            Loop last = in.last();
            if (last == null) {
                return null;
            }
            return new Closed(carried(op, last).after());
        }

        private void operator(Op op) {
            Space space = space(op);
            Meter meter = Objects.requireNonNull(meters.get(op));
            String on = op.common().on();
            Costs costs = on == null
                    ? null
                    : new Costs(Objects.requireNonNull(hardware.compute().get(on)), Objects.requireNonNull(op.work()));
            Layout layout =
                    op.transfer() == null ? null : layouts.get(op.transfer().memory());
            Instance instance = new Instance(op, space, meter, costs, flow.valued(), layout);
            List<InPort> in = inputs(op, space, instance);
            List<OutPort> out = outputs(op, space, instance);
            List<Claim> claims = claims(op, instance);
            operators.add(new Operator(
                    stagePrefix() + op.name() + (cores == 1 ? "" : "#" + core),
                    clockOf(op),
                    space.nest(),
                    in,
                    out,
                    costs == null ? instance.constant() : instance,
                    op.take(!claims.isEmpty()),
                    op.common().putsAll() ? Operator.Put.ALL : Operator.Put.IN_ORDER,
                    claims,
                    move(op, instance),
                    instance.acts() ? instance : null));
            Wiring.this.made.operators.add(new Machinery.OpPlace(stagePrefix() + op.name(), op, core, meter));
        }

        private int clockOf(Op op) {
            if (op.common().on() != null) {
                return hardware.clock(op.common().on());
            }
            return op.transfer() == null
                    ? 0
                    : hardware.clock(
                            Objects.requireNonNull(hardware.dmaOf(op.transfer().memory())));
        }

        private @Nullable Move move(Op op, Instance instance) {
            if (op.transfer() == null) {
                return null;
            }
            int device = new ArrayList<>(layouts.keySet()).indexOf(op.transfer().memory());
            return new Move(device, core, instance);
        }

        private List<InPort> inputs(Op op, Space space, Instance instance) {
            List<InPort> list = new ArrayList<>();
            Selection selection = op.selection() == null ? null : op.selection().get();
            for (int i = 0; i < op.inputs().size(); i++) {
                Op.Input in = op.inputs().get(i);
                Op maker = maker(in.stream());
                Op.Output out = output(in.stream());
                requireDepth(op, in.depth(), space);
                int depth = space.kernelDepth(in.depth());
                int c = channelOf(out, maker, new Reader(op, i));
                Gate gate = selection == null ? taking(op, in) : selection.takes(i);
                boolean stored = op.transfer() != null && op.transfer().write();
                boolean buffered = !out.completion()
                        && buffers.of(number, maker, out, op, in).in() != null;
                InPort.Release release =
                        stored ? InPort.Release.TRANSFER : buffered ? InPort.Release.LAST : InPort.Release.FIRST;
                Detour detour = detours.get(c);
                list.add(new InPort(
                        c,
                        depth,
                        release,
                        detour == null ? gate : detour.spill().gate(false),
                        selection == null ? null : selection.sees(i)));
                if (detour != null) {
                    list.add(new InPort(
                            detour.back(), depth, release, detour.spill().gate(true)));
                }
                if (!out.completion()) {
                    instance.inputs[i] =
                            new Instance.Lane(lanes.computeIfAbsent(c, k -> Instance.queue()), depth, gate);
                    if (buffered) {
                        instance.reads.add(out.type());
                    }
                }
            }
            if (before != null && isSource(op)) {
                list.add(new InPort(before.starts.remove(0), 0, InPort.Release.FIRST));
            }
            return list;
        }

        private void requireDepth(Op op, int depth, Space space) {
            if (!space.hasDepth(depth)) {
                throw flow.file()
                        .complain(
                                "/deal/over",
                                "work is dealt by " + flow.design().deal() + ", but operator " + op.name()
                                        + " has a stream over only " + depth + " of these loops",
                                "loops that every stream runs over");
            }
        }

        private List<OutPort> outputs(Op op, Space space, Instance instance) {
            List<OutPort> list = new ArrayList<>();
            for (int o = 0; o < op.outputs().size(); o++) {
                Op.Output out = op.outputs().get(o);
                boolean written = false;
                for (Reader r : readersOf(out)) {
                    Op.Input in = r.op().inputs().get(r.input());
                    int loops = in.last() != null || !out.completion()
                            ? out.type().space().size()
                            : in.depth();
                    requireDepth(op, loops, space);
                    int depth = space.kernelDepth(loops);
                    Gate gate = putting(op, in, space);
                    int c = channelOf(out, op, r);
                    Detour detour = detours.get(c);
                    list.add(new OutPort(
                            c, depth, detour == null ? gate : detour.spill().gate(false)));
                    if (detour != null && detour.away() >= 0) {
                        list.add(
                                new OutPort(detour.away(), depth, detour.spill().gate(true)));
                    }
                    if (!out.completion()) {
                        instance.outputs
                                .get(o)
                                .add(new Instance.Lane(lanes.computeIfAbsent(c, k -> Instance.queue()), depth, gate));
                        if (!written && buffers.of(number, op, out, r.op(), in).in() != null) {
                            instance.writes.add(new Instance.Written(out.type(), depth));
                            written = true;
                        }
                    }
                }
            }
            if (after != null && op.transfer() != null && op.transfer().write()) {
                int c = channel(
                        stage.name() + "." + op.name() + ".done#" + core, 1, 1, 1, Machinery.ChannelPlace.hidden());
                after.completions.add(c);
                list.add(new OutPort(c, 0));
            }
            return list;
        }

        private List<Claim> claims(Op op, Instance instance) {
            List<Claim> list = new ArrayList<>();
            String on = op.common().on();
            if (on != null) {
                list.add(new Claim(index(on), null, arbitration.turn(stage, number, op, space(op))));
            }
            hardware.scratchpads().forEach((name, pad) -> {
                List<StreamType> read = new ArrayList<>();
                for (int i = 0; i < op.inputs().size(); i++) {
                    Op.Output out = output(op.inputs().get(i).stream());
                    if (!out.completion()
                            && name.equals(buffers.of(
                                            number,
                                            maker(out.stream()),
                                            out,
                                            op,
                                            op.inputs().get(i))
                                    .in())) {
                        read.add(out.type());
                    }
                }
                if (!read.isEmpty() && on != null) {
                    int port = readPortsDealt++ % pad.readPorts();
                    list.add(new Claim(
                            index(readPort(name, port)), instance.hold(at -> hold(read, at, pad, true, op, name))));
                }
                List<StreamType> written = new ArrayList<>();
                for (Op.Output out : op.outputs()) {
                    for (Reader r : readersOf(out)) {
                        if (!out.completion()
                                && !written.contains(out.type())
                                && name.equals(buffers.of(number, op, out, r.op(), r.port())
                                        .in())) {
                            written.add(out.type());
                        }
                    }
                }
                if (!written.isEmpty() && (on != null || op.transfer() != null)) {
                    list.add(new Claim(
                            index(name + ".write"), instance.hold(at -> hold(written, at, pad, false, op, name))));
                }
            });
            return list;
        }

        private int index(String unit) {
            return Objects.requireNonNull(unitIndex.get(unit + "#" + core));
        }

        /** Cycles of the operator's clock for which tokens keep a port of a scratchpad busy. */
        private long hold(List<StreamType> types, Point at, Scratchpad pad, boolean read, Op op, String name) {
            long cycles = 0;
            for (StreamType t : types) {
                if (t.rows().size(at) == 0 || t.cols().size(at) == 0) {
                    continue;
                }
                // A column is kept as a row: its numbers side by side.
                boolean column = t.cols().size(at) == 1;
                long rows = column ? 1 : t.rows().size(at);
                long bytes = column ? t.bytes(at) : t.rowBytes(at);
                cycles += read ? pad.readHold(rows, bytes) : pad.writeHold(rows, bytes);
            }
            long own = hertz(clockOf(op));
            long theirs = hertz(hardware.clock(name));
            return own == theirs ? cycles : TimeBase.cycles(Math.multiplyExact(cycles, own), theirs);
        }
    }

    private long hertz(int clock) {
        return new ArrayList<>(hardware.spec().clocks().values()).get(clock).hertz();
    }

    private Machinery finish() {
        List<Clock> clocks = new ArrayList<>();
        hardware.spec().clocks().forEach((name, c) -> clocks.add(new Clock(name, c.hertz())));
        List<Graph.DeviceMaker> devices = new ArrayList<>();
        layouts.forEach((memory, layout) -> {
            MemoryUnit unit = Objects.requireNonNull(hardware.unit(MemoryUnit.class, memory));
            int clock = hardware.clock(memory);
            devices.add(
                    time -> unit.start(time.period(clock), Objects.requireNonNull(ports.get(memory)), layout.names()));
            made.memories.add(memory);
        });
        made.cores = cores;
        made.allocated.putAll(buffers.allocated());
        made.graph = new Graph(clocks, units, channels, operators, devices);
        return made;
    }
}
