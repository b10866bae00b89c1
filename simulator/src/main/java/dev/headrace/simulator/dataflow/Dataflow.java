package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.DesignSpec;
import dev.headrace.simulator.spec.Faults;
import dev.headrace.simulator.spec.Hardware;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.RecordFields;
import dev.headrace.simulator.spec.WorkloadSpec;
import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A design's operators with their streams worked out for a workload: what {@link Wiring} turns into a graph. */
public final class Dataflow {
    private final JsonFile file;
    private final DesignSpec design;
    private final Hardware hardware;
    private final WorkloadSpec workload;
    private final MaskTiles mask;
    private final Datapath datapath;
    private final @Nullable KeptTable kept;
    private final @Nullable Values values;
    private final Values.@Nullable Reader reader;
    private final Map<String, Loop> loops = new LinkedHashMap<>();
    private final List<Stage> stages = new ArrayList<>();

    /** The operators of a stage, in the design's order. */
    record Stage(String name, List<Op> ops) {}

    private Dataflow(
            JsonFile file,
            DesignSpec design,
            Hardware hardware,
            WorkloadSpec workload,
            @Nullable Values values,
            Values.@Nullable Reader reader) {
        this.reader = reader;
        this.file = file;
        this.design = design;
        this.hardware = hardware;
        this.workload = workload;
        this.values = values;
        this.mask = new MaskTiles(workload, !"compute".equals(design.maskedTiles()));
        this.datapath = Datapath.of(file, design, hardware, workload);
        this.kept = KeptSource.of(file, design, workload, mask, datapath, reader);
    }

    /**
     * Works out a design.
     *
     * @param values the numbers, or null to leave them out
     * @param reader the inputs, for operators whose timing follows numbers; null if it will not be run
     * @throws InputException if the design makes no sense, or not with this hardware or workload
     */
    public static Dataflow resolve(
            JsonFile file,
            DesignSpec design,
            Hardware hardware,
            WorkloadSpec workload,
            @Nullable Values values,
            Values.@Nullable Reader reader) {
        Dataflow d = new Dataflow(file, design, hardware, workload, values, reader);
        Faults faults = new Faults();
        design.loops().forEach((name, node) -> faults.check(() -> d.loops.put(name, d.loop(name, node))));
        List<List<Parsed>> parsed = parse(file, design, faults);
        parsed.forEach(ops -> ops.forEach(p -> faults.check(() -> d.requireUnit(p))));
        faults.check(() -> Buffers.requireScratchpads(file, design, hardware));
        faults.raise();
        for (int s = 0; s < parsed.size(); s++) {
            d.stages.add(d.stage(design.allStages().get(s).name(), parsed.get(s)));
        }
        return d;
    }

    /**
     * Checks the operators of a design by themselves: of kinds that there are, with the fields of their kind.
     *
     * @throws InputException with all that is wrong
     */
    public static void check(JsonFile file, DesignSpec design) {
        Faults faults = new Faults();
        parse(file, design, faults);
        faults.raise();
    }

    /** The operators of each stage; those that are wrong are missing. */
    private static List<List<Parsed>> parse(JsonFile file, DesignSpec design, Faults faults) {
        List<List<Parsed>> stages = new ArrayList<>();
        Set<String> stageNames = new HashSet<>();
        List<DesignSpec.Stage> specs = design.allStages();
        for (int s = 0; s < specs.size(); s++) {
            String pointer = design.stages() == null ? "/dataflow" : "/stages/" + s + "/dataflow";
            if (!stageNames.add(specs.get(s).name())) {
                faults.add(twice(file, "/stages/" + s + "/name", specs.get(s).name()));
            }
            List<Parsed> parsed = new ArrayList<>();
            Set<String> names = new HashSet<>();
            List<JsonNode> ops = specs.get(s).dataflow();
            for (int i = 0; i < ops.size(); i++) {
                JsonNode op = ops.get(i);
                String at = pointer + "/" + i;
                Parsed p = faults.of(() -> parse(file, op, at));
                if (p != null) {
                    parsed.add(p);
                    if (!names.add(p.common().name())) {
                        faults.add(twice(file, at + "/name", p.common().name()));
                    }
                }
            }
            if (ops.isEmpty()) {
                faults.add(file.complain(pointer, "empty", "at least one operator"));
            }
            stages.add(parsed);
        }
        return stages;
    }

    private static InputException twice(JsonFile file, String pointer, String name) {
        return file.complain(pointer, "\"" + name + "\" twice", "a name of its own");
    }

    private Loop loop(String name, JsonNode node) {
        String pointer = "/loops/" + name;
        DesignSpec.Loop spec;
        if (node.isString()) {
            spec = new DesignSpec.Loop(node.asString(), 1, null, null, null, null, null, null);
        } else {
            spec = file.as(DesignSpec.Loop.class, node, pointer);
        }
        List<String> dimensions = new ArrayList<>(DesignSpec.Loop.DIMENSIONS);
        dimensions.addAll(workload.shape().declared().keySet());
        if (!dimensions.contains(spec.of())) {
            throw file.complain(
                    node.isString() ? pointer : pointer + "/of",
                    "\"" + spec.of() + "\"",
                    String.join(", ", dimensions) + ", the dimensions of workload " + workload.name());
        }
        boolean layers = spec.of().equals("layers");
        Dimension dimension = layers ? Dimension.HEADS : new Dimension(spec.of());
        int extent = dimension.extent(workload.shape());
        int to = spec.to() == null ? extent : spec.to();
        String whole = "the " + spec.of() + " of workload " + workload.name();
        if (to > extent) {
            throw file.complain(pointer + "/to", String.valueOf(to), "up to " + extent + ", " + whole);
        }
        if (spec.last() != null && spec.last() > to) {
            throw file.complain(pointer + "/last", String.valueOf(spec.last()), "1 to " + to + ", " + whole);
        }
        int from = spec.last() == null ? spec.first() : to - spec.last();
        if (from >= extent) {
            throw file.complain(pointer + "/from", String.valueOf(from), "0 to " + (extent - 1) + ", " + whole);
        }
        int tile = layers
                ? workload.shape().heads()
                : spec.parts() == null ? spec.tileSize() : part(spec, to - from, pointer);
        if (tile > to - from) {
            throw file.complain(
                    pointer + "/tile",
                    String.valueOf(tile),
                    "1 to " + (to - from) + ", " + (to - from == extent ? "" : "its part of ") + whole);
        }
        Loop within = within(spec, dimension, extent, pointer);
        requireKept(spec, dimension, within, pointer);
        return new Loop(name, dimension, extent, tile, from, to, within, kept, kept != null && spec.keptOnly());
    }

    /** Elements of each of as many equal tiles as another dimension has elements. */
    private int part(DesignSpec.Loop spec, int elements, String pointer) {
        String name = String.valueOf(spec.parts());
        if (!workload.shape().declared().containsKey(name)
                && !List.of("heads", "layers", "queries", "keys", "head_dim", "value_dim")
                        .contains(name)) {
            throw file.complain(pointer + "/parts", "\"" + name + "\"", "a dimension of workload " + workload.name());
        }
        int parts = name.equals("heads")
                ? workload.shape().heads()
                : name.equals("layers") ? workload.shape().layerCount() : new Dimension(name).extent(workload.shape());
        if (elements % parts != 0) {
            throw file.complain(
                    pointer + "/parts",
                    elements + " " + spec.of() + " in " + parts + " parts",
                    "a divisor, as " + name + " of workload " + workload.name());
        }
        return elements / parts;
    }

    private void requireKept(DesignSpec.Loop spec, Dimension dimension, @Nullable Loop within, String pointer) {
        if (!spec.keptOnly()) {
            return;
        }
        boolean heads = dimension.equals(Dimension.HEADS);
        if (!heads && !dimension.equals(Dimension.QUERIES) && !dimension.equals(Dimension.REFETCH)) {
            throw file.complain(pointer + "/kept", "a loop over " + spec.of(), "one over heads, queries or refetch");
        }
        if (spec.tileSize() != 1
                || spec.from() != null
                || spec.to() != null
                || spec.last() != null
                || spec.parts() != null) {
            throw file.complain(
                    pointer, "tile, from or to in a loop over what is kept", "single elements, all of them");
        }
        if (heads && (within == null || within.tile() != workload.shape().heads())) {
            throw file.complain(
                    pointer + "/inside", "missing", "a loop over layers, of which it visits the kept heads");
        }
    }

    private @Nullable Loop within(DesignSpec.Loop spec, Dimension dimension, int extent, String pointer) {
        if (spec.inside() == null) {
            return null;
        }
        Loop outer = loops.get(spec.inside());
        if (outer == null || !outer.dimension().equals(dimension)) {
            throw file.complain(
                    pointer + "/inside",
                    "\"" + spec.inside() + "\"",
                    "a loop over " + spec.of() + " that is declared before");
        }
        if (outer.tile() % spec.tileSize() != 0 || (outer.to() - outer.from()) % outer.tile() != 0) {
            throw file.complain(
                    pointer + "/tile",
                    spec.tileSize() + " inside tiles of " + outer.tile() + ", of " + extent + " " + spec.of(),
                    "a divisor of the outer tile, which divides the dimension");
        }
        return outer;
    }

    private record Parsed(OpCommon common, OpSpec spec, String pointer) {}

    private Stage stage(String name, List<Parsed> parsed) {
        requireNoCircle(parsed);
        Faults faults = new Faults();
        Set<Parsed> wrong = new HashSet<>();
        Map<String, StreamType> streams = types(parsed, faults, wrong);
        List<Op> ops = new ArrayList<>();
        for (Parsed p : parsed) {
            Op op = wrong.contains(p) ? null : faults.of(() -> complete(p, streams));
            if (op != null) {
                ops.add(op);
            }
        }
        faults.raise();
        requireReaders(parsed, ops);
        return new Stage(name, ops);
    }

    /**
     * Types of all streams: of each operator when those it reads are known. Where streams come back from an iteration
     * before, an operator is resolved as soon as those are known that its types depend on.
     *
     * @param wrong gets the operators that are wrong, and those that cannot be resolved because they read from such
     */
    private Map<String, StreamType> types(List<Parsed> parsed, Faults faults, Set<Parsed> wrong) {
        Map<String, StreamType> streams = new LinkedHashMap<>();
        Set<String> signals = new LinkedHashSet<>();
        parsed.forEach(p -> p.common().waits().forEach(w -> signals.add(StreamRef.nameIn(w))));
        Set<Parsed> done = new HashSet<>();
        boolean eager = false;
        while (done.size() < parsed.size()) {
            int before = done.size();
            for (Parsed p : parsed) {
                List<String> wanted = eager ? p.spec().typedBy() : p.spec().needs();
                if (!done.contains(p) && ready(wanted, parsed, done)) {
                    Op op = readsFrom(p, wrong) ? null : faults.of(() -> resolve(p, streams));
                    done.add(p);
                    eager = false;
                    if (op == null) {
                        wrong.add(p);
                        continue;
                    }
                    op.outputs().forEach(o -> streams.put(o.stream(), o.type()));
                    String signal = op.name() + ".done";
                    if (signals.contains(signal)) {
                        streams.put(signal, new StreamType(op.space(), Axis.ONE, Axis.ONE, "int8"));
                    }
                }
            }
            if (done.size() == before) {
                if (eager) {
                    throw circle(parsed, done);
                }
                eager = true;
            }
        }
        settle(parsed, streams);
        return streams;
    }

    /** What numbers are may follow from a stream that comes back, and so is known only after the types of all others. */
    private void settle(List<Parsed> parsed, Map<String, StreamType> streams) {
        boolean changed = true;
        for (int i = 0; changed && i <= parsed.size(); i++) {
            changed = false;
            for (Parsed p : parsed) {
                for (Op.Output o : resolve(p, streams).outputs()) {
                    changed |= !o.type().equals(streams.put(o.stream(), o.type()));
                }
            }
        }
    }

    /** An operator with every stream known: all checks, and the signals that come and go. */
    private Op complete(Parsed p, Map<String, StreamType> streams) {
        Op resolved = resolve(p, streams);
        Op rounding = resolved.rounding(
                p.spec().roundings(resolved, scope(p, streams)),
                (stream, in, format) -> p.spec().entering(resolved, stream, in, format));
        Op op = entering(p, rounding, streams);
        List<Op.Output> signals = new ArrayList<>();
        StreamType signal = streams.get(op.name() + ".done");
        if (signal != null && op.outputs().stream().noneMatch(o -> o.stream().equals(op.name() + ".done"))) {
            signals.add(new Op.Output(op.name() + ".done", signal, true));
        }
        return op.with(scope(p, streams).waits(p.common(), op.space()), signals);
    }

    /** The operator with its unit's operands: streams of other numbers are rounded as they come in. */
    private Op entering(Parsed p, Op op, Map<String, StreamType> streams) {
        Scope scope = scope(p, streams);
        List<@Nullable String> formats = new ArrayList<>();
        List<Rounding> what = new ArrayList<>();
        List<String> operands =
                p.spec().operands().stream().map(StreamRef::nameIn).toList();
        for (Op.Input in : op.inputs().subList(0, op.computed())) {
            StreamType type = Objects.requireNonNull(streams.get(in.stream()), in.stream());
            String format = operands.contains(in.stream()) ? scope.entering(p.common(), type.format()) : null;
            formats.add(format);
            if (format != null) {
                what.add(op.effect().of(in.stream(), type, format));
            }
        }
        return what.isEmpty() ? op : op.entering(scope, formats, what);
    }

    /** Refuses operators that need each other's tokens of one and the same iteration. */
    private void requireNoCircle(List<Parsed> parsed) {
        Set<Parsed> done = new HashSet<>();
        int before = -1;
        while (done.size() > before) {
            before = done.size();
            for (Parsed p : parsed) {
                List<String> wanted = new ArrayList<>(p.spec().needs());
                wanted.addAll(p.common().waits());
                wanted.removeIf(w -> !StreamRef.parse(w).isOfTheSameRound());
                if (ready(wanted, parsed, done)) {
                    done.add(p);
                }
            }
        }
        if (done.size() < parsed.size()) {
            throw circle(parsed, done);
        }
    }

    private static Parsed parse(JsonFile file, JsonNode node, String pointer) {
        if (!(node instanceof ObjectNode object)) {
            throw file.complain(pointer, JsonFile.describe(node), "an operator: an object with name and op");
        }
        String op = object.path("op").asString("");
        OpKind kind = OpKind.all().stream()
                .filter(k -> k.name().equals(op))
                .findFirst()
                .orElseThrow(() -> file.complain(
                        pointer + "/op", "unknown operator \"" + op + "\"", String.join(", ", OpKind.names())));
        ObjectNode common = object.objectNode();
        ObjectNode own = object.objectNode();
        object.properties()
                .forEach(e -> (OpCommon.FIELDS.contains(e.getKey()) ? common : own).set(e.getKey(), e.getValue()));
        Faults faults = new Faults();
        own.propertyNames().stream()
                .filter(field -> !fields(kind).contains(field))
                .toList()
                .forEach(field -> {
                    own.remove(field);
                    List<String> known = new ArrayList<>(fields(kind));
                    known.addAll(OpCommon.FIELDS);
                    faults.add(file.complain(pointer + "/" + field, "unknown field", String.join(", ", known)));
                });
        OpCommon c = faults.of(() -> file.as(OpCommon.class, common, pointer));
        OpSpec spec = faults.of(() -> (OpSpec) file.as(kind.fields(), own, pointer));
        faults.raise();
        return new Parsed(Objects.requireNonNull(c), Objects.requireNonNull(spec), pointer);
    }

    /** The fields of a kind of operator, beside those that all have. */
    private static List<String> fields(OpKind kind) {
        return Arrays.stream(kind.fields().getRecordComponents())
                .map(RecordFields::jsonName)
                .toList();
    }

    /** Whether an operator reads a stream of one of some others. */
    private static boolean readsFrom(Parsed p, Set<Parsed> others) {
        return p.spec().needs().stream()
                .anyMatch(need -> others.stream().anyMatch(o -> makes(o.common().name(), StreamRef.nameIn(need))));
    }

    private static boolean makes(String operator, String stream) {
        return stream.equals(operator) || stream.startsWith(operator + ".");
    }

    /** True if everything that makes the streams an operator needs is worked out, or will never be. */
    private static boolean ready(List<String> wanted, List<Parsed> all, Set<Parsed> done) {
        for (String w : wanted) {
            String need = StreamRef.nameIn(w);
            for (Parsed maker : all) {
                if (makes(maker.common().name(), need) && !done.contains(maker)) {
                    return false;
                }
            }
        }
        return true;
    }

    private InputException circle(List<Parsed> all, Set<Parsed> done) {
        TreeSet<String> waiting = new TreeSet<>();
        Parsed first = null;
        for (Parsed p : all) {
            if (!done.contains(p)) {
                waiting.add(p.common().name());
                first = first == null ? p : first;
            }
        }
        return file.complain(
                Objects.requireNonNull(first).pointer(),
                "operators " + String.join(", ", waiting) + " need each other's streams in a circle",
                "a dataflow without circles (what one iteration of loop m hands to the next is named X[m-1], or goes"
                        + " through a store and a load with after and carried)");
    }

    private Scope scope(Parsed p, Map<String, StreamType> streams) {
        Scope.Place place = new Scope.Place(file, p.pointer());
        return new Scope(place, workload, loops, streams, hardware.compute(), mask, values, reader);
    }

    /** The unit that an operator names. */
    private @Nullable ComputeUnit requireUnit(Parsed p) {
        String on = p.common().on();
        ComputeUnit unit = on == null ? null : hardware.compute().get(on);
        if (on != null && unit == null) {
            throw file.complain(
                    p.pointer() + "/on",
                    "unknown unit \"" + on + "\"",
                    String.join(", ", hardware.compute().keySet()));
        }
        return unit;
    }

    private Op resolve(Parsed p, Map<String, StreamType> streams) {
        Scope scope = scope(p, streams);
        Op op = p.spec().resolve(p.common(), scope);
        String on = p.common().on();
        if (on != null) {
            ComputeUnit unit = Objects.requireNonNull(requireUnit(p));
            List<String> operations = new ArrayList<>(p.spec().alsoDoes());
            operations.add(operation(op));
            for (String operation : operations) {
                if (!unit.does(operation)) {
                    throw scope.fail(
                            "on",
                            "unit \"" + on + "\" does not do " + operation,
                            "a unit that does; " + on + " does " + String.join(", ", unit.operations()));
                }
            }
        } else if (op.work() != null && p.common().ii() == null) {
            throw scope.fail("on", "missing", "a unit, or an ii (and latency) of its own");
        }
        Op.Access transfer = op.transfer();
        if (transfer != null) {
            String memory = transfer.memory();
            String field = transfer.write() ? "to" : "from";
            if (hardware.dmaOf(memory) == null) {
                throw scope.fail(
                        field,
                        "\"" + memory + "\" is not a memory with a dma unit",
                        String.join(", ", hardware.of(dev.headrace.simulator.unit.MemoryUnit.class)));
            }
        }
        if (transfer != null && transfer.by() != null) {
            List<String> engines = hardware.dmasOf(transfer.memory());
            scope.require(
                    engines.contains(transfer.by()), "by", "\"" + transfer.by() + "\"", String.join(", ", engines));
        }
        if (op.access() != null) {
            requireMatrices(op, op.access().tensor(), scope);
        }
        return op;
    }

    /** Each firing moves a tile of one matrix: the nest tells which, if the tensor has more than one. */
    private void requireMatrices(Op op, Tensor tensor, Scope scope) {
        int together = tensor.headsTogether(workload.shape());
        boolean told = op.space().stream()
                .anyMatch(l ->
                        l.dimension().equals(Dimension.HEADS) && together % l.tile() == 0 && l.from() % l.tile() == 0);
        if (!told && tensor.matrices(workload.shape()) > 1) {
            throw scope.fail(
                    "over",
                    Scope.names(op.space()),
                    together == 1
                            ? "a nest with a loop over single heads"
                            : "a nest with a loop over heads in tiles of " + together + " or of divisors of it");
        }
    }

    private static String operation(Op op) {
        Point at = new Point(op.space());
        Work w = Objects.requireNonNull(op.work()).at(at, true, true);
        return w.operation();
    }

    private void requireReaders(List<Parsed> parsed, List<Op> ops) {
        Set<String> read = new HashSet<>();
        for (Op op : ops) {
            op.inputs().forEach(i -> read.add(i.stream()));
        }
        for (int i = 0; i < ops.size(); i++) {
            Op op = ops.get(i);
            Op.Output primary = op.primary();
            boolean used = op.outputs().stream().anyMatch(o -> read.contains(o.stream()));
            if (!used && !primary.completion()) {
                throw file.complain(
                        parsed.get(i).pointer(),
                        "stream \"" + primary.stream() + "\" is read by nobody",
                        "an operator that reads it, such as a store");
            }
        }
        Set<String> known = new TreeSet<>();
        ops.forEach(op -> op.outputs().forEach(o -> known.add(o.stream())));
        for (int i = 0; i < ops.size(); i++) {
            for (Op.Input in : ops.get(i).inputs()) {
                if (!known.contains(in.stream())) {
                    throw file.complain(
                            parsed.get(i).pointer(),
                            "unknown stream \"" + in.stream() + "\"",
                            String.join(", ", known));
                }
            }
        }
    }

    /** The tensors given by the workload that the design loads, each once. */
    public List<Tensor> inputs() {
        return stages.stream()
                .flatMap(stage -> stage.ops().stream())
                .map(Op::access)
                .filter(access -> access != null && access.tensor().isInput())
                .map(access -> Objects.requireNonNull(access).tensor().name())
                .filter(Tensor.names(workload)::contains)
                .distinct()
                .map(name -> Tensor.of(name, workload))
                .toList();
    }

    /** What every operator's firing needs of the loops around it, stage by stage, in the design's order. */
    public List<LoopUse> loopUses() {
        List<LoopUse> all = new ArrayList<>();
        for (Stage stage : stages) {
            stage.ops().forEach(op -> all.add(LoopUse.of(stage.name(), op, stage.ops(), workload.shape())));
        }
        return all;
    }

    /** The stages. */
    List<Stage> stages() {
        return stages;
    }

    /** What the workload keeps, in a design that asks for it; null otherwise. */
    public @Nullable KeptTable kept() {
        return kept;
    }

    /** The number formats that what is kept was decided with. */
    public Datapath datapath() {
        return datapath;
    }

    /** The loops by name. */
    public Map<String, Loop> loops() {
        return loops;
    }

    JsonFile file() {
        return file;
    }

    DesignSpec design() {
        return design;
    }

    Hardware hardware() {
        return hardware;
    }

    WorkloadSpec workload() {
        return workload;
    }

    MaskTiles mask() {
        return mask;
    }

    /** Sees the numbers; null if there are none. */
    Instance.@Nullable Look look() {
        return values == null
                ? null
                : (op, output, tile, tick, at) ->
                        values.notFinite().look(op, output, tile, tick, at, values, workload.shape());
    }
}
