package dev.headrace.simulator.spec;

import dev.headrace.simulator.unit.Assembly;
import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.CostModel;
import dev.headrace.simulator.unit.CostNote;
import dev.headrace.simulator.unit.DmaUnit;
import dev.headrace.simulator.unit.MemoryUnit;
import dev.headrace.simulator.unit.Part;
import dev.headrace.simulator.unit.Scratchpad;
import dev.headrace.simulator.unit.Settled;
import dev.headrace.simulator.unit.UnitType;
import dev.headrace.simulator.unit.UnitTypes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A hardware file with its units built. */
public final class Hardware {
    private final HardwareSpec spec;
    private final JsonFile file;
    private final Library library;
    private final Inputs inputs;
    private final Map<String, Object> units = new LinkedHashMap<>();
    private final Map<String, String> types = new LinkedHashMap<>();
    private final Map<String, Record> parameters = new LinkedHashMap<>();
    private final Map<String, Integer> clocks = new LinkedHashMap<>();
    private final Engines engines;
    private final CostModel.Costs costs;
    private final @Nullable Path board;

    private Hardware(JsonFile file, Library library, Inputs inputs) {
        this.file = file;
        this.library = library;
        this.inputs = inputs;
        Parameters.fill(file);
        this.spec = file.as(HardwareSpec.class);
        List<String> names = new ArrayList<>(spec.clocks().keySet());
        Faults faults = new Faults();
        spec.units().forEach((name, node) -> faults.check(() -> add(name, node, names)));
        String energy = spec.energy();
        CostModel.Costs found = energy == null
                ? CostModel.NONE
                : faults.of(() -> costs(named("energy").apply(Library.path(energy))));
        String onBoard = spec.board();
        board = onBoard == null ? null : faults.of(() -> named("board").apply(Library.path(onBoard)));
        faults.raise();
        costs = Objects.requireNonNull(found);
        engines = new Engines(file, units);
        engines.check();
        String lacks = costs.whyNoStaticPower();
        if (spec.leaks() && lacks != null) {
            throw file.complain("/static_power", "true", "false or missing, or " + lacks);
        }
    }

    private void add(String name, JsonNode node, List<String> clockNames) {
        String pointer = "/units/" + name;
        if (!(node instanceof ObjectNode object)) {
            throw file.complain(pointer, JsonFile.describe(node), "an object with a type");
        }
        JsonNode given = object.path("type");
        UnitType<?> type = UnitTypes.all().get(given.asString(""));
        if (type == null) {
            throw file.complain(
                    pointer + "/type",
                    given.isString() ? "unknown unit type " + given : JsonFile.describe(given),
                    String.join(", ", UnitTypes.all().keySet()));
        }
        units.put(name, build(name, type, object, pointer));
        types.put(name, type.type());
        JsonNode clock = object.path("clock");
        if (!clock.isMissingNode() && !clockNames.contains(clock.asString(""))) {
            throw file.complain(
                    pointer + "/clock", "unknown clock " + JsonFile.describe(clock), String.join(", ", clockNames));
        }
        clocks.put(name, clock.isMissingNode() ? 0 : clockNames.indexOf(clock.asString()));
        if (units.get(name) instanceof MemoryUnit memory) {
            checkClock(memory, clock.isMissingNode() ? null : clock.asString(), pointer + "/clock");
        }
    }

    /** A memory names its clock domain, and that has the frequency of its part, in which all its times are given. */
    private void checkClock(MemoryUnit memory, @Nullable String clock, String pointer) {
        String allowed = "a clock of " + memory.clockHz() + " Hz, as its part has";
        if (clock == null) {
            throw file.complain(pointer, "missing", allowed);
        }
        long found = Objects.requireNonNull(spec.clocks().get(clock)).hertz();
        if (found != memory.clockHz()) {
            throw file.complain(pointer, "\"" + clock + "\" of " + found + " Hz", allowed);
        }
    }

    private CostModel.Costs costs(Path table) {
        CostModel model = CostModel.find();
        if (model == null) {
            throw file.complain("/energy", "\"" + table + "\"", "nothing: no model of costs is on the class path");
        }
        return model.read(table, named("energy laws"));
    }

    /** Builds what a file describes; files it names are found beside it or among those of the library. */
    public static Hardware build(JsonFile file, Library library) {
        return build(file, library, new Inputs(library));
    }

    /**
     * Builds what a file describes.
     *
     * @param inputs notes the files that it names
     */
    public static Hardware build(JsonFile file, Library library, Inputs inputs) {
        return new Hardware(file, library, inputs);
    }

    /** Finds files that this one names, beside it or among those of the library, and notes them. */
    private UnaryOperator<Path> named(String what) {
        return name -> inputs.read(what, library.hardwareFile(file.path(), name));
    }

    private <P extends Record> Object build(String name, UnitType<P> type, ObjectNode node, String pointer) {
        ObjectNode given = node.deepCopy();
        given.remove("type");
        P record = file.as(type.parameters(), given, pointer);
        parameters.put(name, record);
        try {
            return type.build(record, named("part of " + name));
        } catch (BadField e) {
            throw file.complain(pointer + "/" + e.field(), e.found(), e.allowed());
        } catch (IllegalArgumentException e) {
            throw file.refuse(pointer, String.valueOf(e.getMessage()));
        }
    }

    /** The file's record. */
    public HardwareSpec spec() {
        return spec;
    }

    /** The file of the board that it has to fit; null if it names none. */
    public @Nullable Path board() {
        return board;
    }

    /** Where it was read. */
    public JsonFile file() {
        return file;
    }

    /** What actions and parts cost. */
    public CostModel.Costs costs() {
        return costs;
    }

    /** Area and static power of each unit (one of them, whatever the cores) that says what it is made of; of a memory on chip. */
    public Map<String, CostModel.Silicon> silicon() {
        Map<String, CostModel.Silicon> map = new LinkedHashMap<>();
        units.forEach((name, unit) -> {
            if (unit instanceof Assembly made) {
                map.put(name, costs.silicon(name, made.parts()));
            }
        });
        return map;
    }

    /** What has to be known about everything that is priced here, before anything runs. */
    public List<CostNote> costNotes() {
        List<CostNote> notes = new ArrayList<>(costs.notes());
        silicon().values().forEach(s -> notes.addAll(s.notes()));
        units.forEach((name, unit) -> {
            if (unit instanceof MemoryUnit memory && spec.energy() != null) {
                memory.unpriced()
                        .forEach(what -> notes.add(new CostNote(CostNote.Kind.MISSING, name, "nothing tells " + what)));
            }
        });
        Plausible.check(this, notes);
        return notes;
    }

    /** How many there are of a unit: of one on a core as many as cores, of a memory one. */
    public int copies(String unit) {
        return units.get(unit) instanceof MemoryUnit ? 1 : spec.coreCount();
    }

    /** What a unit is made of; empty if it does not say. */
    public List<Part> parts(@Nullable String unit) {
        Assembly made = unit(Assembly.class, unit);
        return made == null ? List.of() : made.parts();
    }

    /** Names of the units of a kind. */
    public List<String> of(Class<?> kind) {
        return units.entrySet().stream()
                .filter(e -> kind.isInstance(e.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Type of a unit, as in the file. */
    public String type(String unit) {
        return types.getOrDefault(unit, "");
    }

    /** Index of a unit's clock among the file's clocks. */
    public int clock(String unit) {
        return clocks.getOrDefault(unit, 0);
    }

    /** A unit of a kind, or null if there is none of that name and kind. */
    public <T> @Nullable T unit(Class<T> kind, @Nullable String name) {
        Object u = name == null ? null : units.get(name);
        return kind.isInstance(u) ? kind.cast(u) : null;
    }

    /** Compute units by name. */
    public Map<String, ComputeUnit> compute() {
        Map<String, ComputeUnit> map = new LinkedHashMap<>();
        units.forEach((n, u) -> {
            if (u instanceof ComputeUnit c) {
                map.put(n, c);
            }
        });
        return map;
    }

    /** Scratchpads by name. */
    public Map<String, Scratchpad> scratchpads() {
        Map<String, Scratchpad> map = new LinkedHashMap<>();
        units.forEach((n, u) -> {
            if (u instanceof Scratchpad s) {
                map.put(n, s);
            }
        });
        return map;
    }

    /** The DMA engine in front of a memory: the first declared; null if there is none. */
    public @Nullable String dmaOf(String memory) {
        List<String> all = dmasOf(memory);
        return all.isEmpty() ? null : all.get(0);
    }

    /** All DMA engines in front of a memory, as declared. */
    public List<String> dmasOf(String memory) {
        return of(DmaUnit.class).stream()
                .filter(name -> Objects.requireNonNull(unit(DmaUnit.class, name))
                        .memory()
                        .equals(memory))
                .toList();
    }

    /** An engine that reads through a fetcher, and those before whose requests its own go: the last one's turn is that of all. */
    public List<String> before(String dma) {
        return engines.before(dma);
    }

    /**
     * All of it as it is: every unit with every parameter, defaults filled in, and what it takes from files of its own; clocks
     * in hertz. Null stands for a parameter that is left out where that means something.
     */
    public Map<String, Object> effective() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", spec.name());
        Map<String, Object> hertz = new LinkedHashMap<>();
        spec.clocks().forEach((clock, c) -> hertz.put(clock, Map.of("hz", c.hertz())));
        all.put("clocks", hertz);
        all.put("cores", spec.coreCount());
        all.put("energy", spec.energy());
        all.put("static_power", spec.leaks());
        all.put("board", spec.board());
        List<String> clockNames = List.copyOf(spec.clocks().keySet());
        Map<String, Object> described = new LinkedHashMap<>();
        parameters.forEach((unit, record) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("type", type(unit));
            one.putAll(JsonFile.components(record));
            if (units.get(unit) instanceof Settled settled) {
                one.putAll(settled.settled());
            }
            if (one.containsKey("clock")) {
                one.put("clock", clockNames.get(clock(unit)));
            }
            described.put(unit, one);
        });
        all.put("units", described);
        return all;
    }

    /** Parameters of a unit as in the file. */
    public @Nullable JsonNode node(String unit) {
        return spec.units().get(unit);
    }
}
