package dev.headrace.cli;

import dev.headrace.explore.Paper;
import dev.headrace.explore.PaperSpec;
import dev.headrace.hw.cost.fpga.Fit;
import dev.headrace.reports.Style;
import dev.headrace.reports.Table;
import dev.headrace.reports.Units;
import dev.headrace.simulator.dataflow.Dataflow;
import dev.headrace.simulator.dataflow.Machinery;
import dev.headrace.simulator.dataflow.OpKind;
import dev.headrace.simulator.dataflow.Passes;
import dev.headrace.simulator.dataflow.Wiring;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.spec.DesignSpec;
import dev.headrace.simulator.spec.Formats;
import dev.headrace.simulator.spec.Hardware;
import dev.headrace.simulator.spec.HardwareSpec;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.WorkloadSpec;
import dev.headrace.simulator.unit.CostModel;
import dev.headrace.simulator.unit.Logic;
import dev.headrace.simulator.unit.UnitType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Texts about files and types, as {@code headrace describe} prints them. */
final class Descriptions {
    private static final Set<String> OWN_COLUMN = Set.of("name", "op", "over", "on");

    private final Style style;

    Descriptions(Style style) {
        this.style = style;
    }

    /**
     * A design: parameters, loops, operators, buffers.
     *
     * @param placed the same on a workload, which tells bytes; null to leave them out
     */
    String design(Path path, @Nullable Placed placed) {
        DesignSpec d =
                placed != null ? placed.setup().design() : DesignSpec.read(path).as(DesignSpec.class);
        StringBuilder text = heading(d.name(), "design", d.about(), path);
        text.append("hardware    ").append(d.hardware()).append('\n');
        if (d.workload() != null) {
            text.append("workload    ").append(d.workload()).append('\n');
        }
        Table params = new Table("Parameters").left("name").left("value").left("source");
        Map<String, String> sources = d.sources() == null ? Map.of() : d.sources();
        values(d.params()).forEach((name, value) -> params.row(name, plain(value), source(sources, "params." + name)));
        Table loops = new Table("Loops").left("name").left("over").left("tile");
        d.loops()
                .forEach((name, loop) -> loops.row(
                        name,
                        plain(loop.isString() ? loop : loop.path("of")),
                        loop.has("tile") ? resolved(loop.path("tile"), d) : "1"));
        add(text, params);
        add(text, loops);
        for (DesignSpec.Stage stage : d.allStages()) {
            add(text, operators(stage, d.stages() != null));
        }
        add(text, buffers(d, placed));
        if (placed != null) {
            add(text, scratchpads(placed));
            text.append(resources(placed.setup().hardware()));
            add(text, area(placed.setup().hardware()));
            int passes = Passes.of(placed.flow());
            if (passes > 0 && placed.setup().workload().declared().isEmpty()) {
                text.append('\n')
                        .append("passes over the keys: ")
                        .append(passes)
                        .append('\n');
            }
        }
        return text.toString();
    }

    /** A paper: its runs and the figures they should give. */
    String paper(Path path) {
        PaperSpec p = Paper.load(path).spec();
        StringBuilder text = heading(p.name(), "paper", p.about(), path);
        text.append(p.title()).append('\n').append(p.citation()).append('\n');
        Table runs = new Table("Runs").left("name").right("runs").left("design").left("with");
        for (PaperSpec.RunSpec run : p.runs()) {
            runs.row(run.name(), run.rows(), run.design(), run.set() == null ? "" : String.join(" ", run.set()));
        }
        Table figures = new Table("Figures")
                .left("id")
                .left("what it is")
                .left("allowed")
                .left("source");
        for (PaperSpec.Figure f : p.figures()) {
            figures.row(f.id(), f.about(), f.tolerance(), "[" + f.tag() + "] " + f.source());
        }
        p.tags().forEach((tag, meaning) -> figures.note("[" + tag + "] " + meaning));
        add(text, runs);
        add(text, figures);
        return text.toString();
    }

    /** A design as wired for a workload. */
    record Placed(Setup setup, Dataflow flow, Machinery made) {
        static Placed of(Setup setup) {
            Dataflow flow = Dataflow.resolve(
                    setup.designFile(), setup.design(), setup.hardware(), setup.workload(), null, null);
            return new Placed(setup, flow, Wiring.wire(flow));
        }

        /** Bytes of a stream's largest token; 0 if it has none. */
        long tokenBytes(String stream) {
            return made.channels().stream()
                    .filter(c -> c.stream().equals(stream))
                    .mapToLong(Machinery.ChannelPlace::tokenBytes)
                    .max()
                    .orElse(0);
        }
    }

    private static Table buffers(DesignSpec d, @Nullable Placed placed) {
        Table table = new Table("Buffers").left("stream").left("in").right("tokens");
        if (placed != null) {
            table.right("token").right("all");
            table.note("tokens on workload " + placed.setup().workload().name() + ", for each core");
        }
        Map<String, DesignSpec.Buffer> buffers = d.buffers() == null ? Map.of() : d.buffers();
        buffers.forEach((name, b) -> {
            long tokens = b.tiles() == null ? 1 : b.tiles();
            List<Object> row = new ArrayList<>(List.of(
                    name, b.in() == null ? "registers" : b.in(), b.tiles() == null ? "-" : Units.count(tokens)));
            if (placed != null) {
                long bytes = placed.tokenBytes(name);
                row.add(Units.bytes(bytes));
                row.add(b.tiles() == null ? "-" : Units.bytes(Math.multiplyExact(bytes, tokens)));
            }
            table.row(row);
        });
        return table;
    }

    private static Table scratchpads(Placed placed) {
        Table table = new Table("On chip").left("scratchpad").right("allocated").right("capacity");
        placed.setup()
                .hardware()
                .scratchpads()
                .forEach((name, pad) -> table.row(
                        name,
                        Units.bytes(placed.made().allocated().getOrDefault(name, 0L)),
                        Units.bytes(pad.capacityBytes())));
        return table;
    }

    /** Area of all cores by unit, and the static power, which counts only if the hardware file says so. */
    static Table area(Hardware hardware) {
        Table table = new Table("Area on chip")
                .left("unit")
                .right("area")
                .right("static power")
                .left("parts");
        int cores = hardware.spec().coreCount();
        List<String> unknown = new ArrayList<>();
        double sum = 0;
        for (Map.Entry<String, CostModel.Silicon> e : hardware.silicon().entrySet()) {
            CostModel.Silicon s = e.getValue();
            s.unknown().forEach(part -> unknown.add(e.getKey() + "." + part));
            if (!s.um2().isEmpty()) {
                sum += s.mm2() * cores;
                table.row(
                        e.getKey(),
                        Units.area(s.mm2() * cores),
                        s.staticWatts() == 0 ? "-" : Units.si(s.staticWatts() * cores, "W"),
                        String.join(", ", s.um2().keySet()));
            }
        }
        if (!table.isEmpty()) {
            table.row("all", Units.area(sum), "", "");
            if (!unknown.isEmpty()) {
                table.note("area not known: " + String.join(", ", unknown));
            }
        }
        return table;
    }

    private static Table operators(DesignSpec.Stage stage, boolean several) {
        Table table = new Table(several ? "Operators of stage " + stage.name() : "Operators")
                .left("name")
                .left("op")
                .left("over")
                .left("on")
                .left("fields");
        for (JsonNode op : stage.dataflow()) {
            StringJoiner fields = new StringJoiner(", ");
            op.properties().forEach(e -> {
                if (!OWN_COLUMN.contains(e.getKey())) {
                    fields.add(e.getKey() + " " + plain(e.getValue()));
                }
            });
            table.row(
                    plain(op.path("name")),
                    plain(op.path("op")),
                    plain(op.path("over")),
                    plain(op.path("on")),
                    fields.toString());
        }
        return table;
    }

    /** What the units take of the board, if the hardware names one; empty otherwise. */
    String resources(Hardware hardware) {
        Fit fit = Fit.of(hardware);
        if (fit == null) {
            return "";
        }
        Table table = new Table("Resources of " + fit.board().name())
                .left("unit")
                .right("LUT")
                .right("FF")
                .right("DSP")
                .right("BRAM36")
                .right("URAM");
        fit.units().forEach((name, logic) -> row(table, name, logic));
        row(table, "platform", fit.board().taken());
        row(table, fit.cores() == 1 ? "sum" : "sum of " + fit.cores() + " cores", fit.sum());
        row(table, "board", fit.board().has());
        List<Object> shares = new ArrayList<>(List.of("share"));
        fit.resources()
                .forEach(r -> shares.add(r.has() == 0 && r.taken() > 0 ? "none there" : Units.percent(r.share())));
        table.row(shares);
        table.note(fit.verdict());
        if (!fit.unknown().isEmpty()) {
            table.note("not counted: " + String.join(", ", fit.unknown()));
        }
        return "\n" + table.text(style);
    }

    private static void row(Table table, String name, Logic l) {
        table.row(
                name,
                Units.count(l.luts()),
                Units.count(l.flipFlops()),
                Units.count(l.dsps()),
                Units.count(l.brams()),
                Units.count(l.urams()));
    }

    /** Hardware: clocks, and units with every number and its source. */
    String hardware(Path path, Hardware built) {
        HardwareSpec h = built.spec();
        StringBuilder text = heading(h.name(), "hardware", h.about(), path);
        text.append("cores       ").append(h.coreCount()).append('\n');
        if (h.energy() != null) {
            text.append("energy      ").append(h.energy()).append('\n');
        }
        Map<String, String> sources = h.sources() == null ? Map.of() : h.sources();
        Table clocks = new Table("Clocks").left("name").right("frequency").left("source");
        h.clocks()
                .forEach((name, clock) -> clocks.row(
                        name,
                        Units.hertz(clock.hertz()),
                        source(sources, "clocks." + name + (clock.mhz() != null ? ".mhz" : ".hz"))));
        add(text, clocks);
        Table units =
                new Table("Units").left("unit").left("parameter").left("value").left("source");
        h.units().forEach((name, unit) -> {
            units.row(name, "type", plain(unit.path("type")), "");
            unit.properties().forEach(e -> {
                if (!e.getKey().equals("type")) {
                    units.row("", e.getKey(), plain(e.getValue()), source(sources, "units." + name + "." + e.getKey()));
                }
            });
        });
        add(text, units);
        add(text, area(built));
        return text.toString();
    }

    /** A workload: shape, mask, format and where the numbers come from. */
    String workload(Path path) {
        WorkloadSpec w = JsonFile.read(path).as(WorkloadSpec.class);
        WorkloadSpec.Shape s = w.shape();
        StringBuilder text = heading(w.name(), "workload", w.about(), path);
        text.append("mask        ").append(w.causal() ? "causal" : "none").append('\n');
        text.append("scale       ").append(w.scaleFactor()).append('\n');
        text.append("format      ").append(w.formatName()).append('\n');
        text.append("numbers     ").append(numbers(w.tensors())).append('\n');
        Table shape = new Table("Shape").left("dimension").right("size");
        shape.row("batch", s.batchSize())
                .row("layers", s.layerCount())
                .row("heads", s.heads())
                .row("kv_heads", s.kvHeadCount())
                .row("queries", s.queries())
                .row("keys", s.keys())
                .row("head_dim", s.headDim())
                .row("value_dim", s.valueColumns());
        add(text, shape);
        Table tensors = new Table("Tensors").left("tensor").right("elements").right("bytes");
        long groups = (long) s.batchSize() * s.layerCount();
        tensor(tensors, "q", groups * s.heads(), s.queries(), s.headDim(), w);
        tensor(tensors, "k", groups * s.kvHeadCount(), s.keys(), s.headDim(), w);
        tensor(tensors, "v", groups * s.kvHeadCount(), s.keys(), s.valueColumns(), w);
        tensor(tensors, "o", groups * s.heads(), s.queries(), s.valueColumns(), w);
        add(text, tensors);
        return text.toString();
    }

    private static void tensor(Table table, String name, long heads, long rows, long columns, WorkloadSpec w) {
        long elements = Math.multiplyExact(Math.multiplyExact(heads, rows), columns);
        table.row(name, Units.count(elements), Units.bytes(Formats.bytes(w.formatName(), elements)));
    }

    private static String numbers(WorkloadSpec.@Nullable Tensors t) {
        if (t == null) {
            return "none: timing only";
        }
        if (t.file() != null) {
            return t.file() + (t.reference() == null ? "" : ", reference " + t.reference());
        }
        return t.distribution() + ", seed " + t.seed();
    }

    /** A type of unit and its parameters. */
    String unit(UnitType<?> type) {
        return fields(type.type(), "type of unit", type.about(), type.parameters());
    }

    /** An operator and its fields. */
    String operator(OpKind kind) {
        return fields(kind.name(), "operator", kind.about(), kind.fields());
    }

    private String fields(String name, String what, String about, Class<?> record) {
        StringBuilder text = heading(name, what, about, null);
        Table table = new Table("Parameters").left("name").left("holds").left("");
        Fields.of(record).forEach(f -> table.row(f.name(), f.type(), f.optional() ? "optional" : "required"));
        add(text, table);
        return text.toString();
    }

    private static StringBuilder heading(String name, String what, @Nullable String about, @Nullable Path path) {
        StringBuilder text = new StringBuilder();
        text.append(name).append(" (").append(what).append(")\n");
        if (about != null) {
            text.append(about).append('\n');
        }
        if (path != null) {
            text.append("file        ").append(path).append('\n');
        }
        return text;
    }

    private void add(StringBuilder text, Table table) {
        if (!table.isEmpty()) {
            text.append('\n').append(table.text(style));
        }
    }

    private static Map<String, JsonNode> values(@Nullable Map<String, JsonNode> map) {
        return map == null ? Map.of() : map;
    }

    /** A value, and what it stands for if it names a parameter. */
    private static String resolved(JsonNode value, DesignSpec d) {
        String text = plain(value);
        JsonNode parameter = text.startsWith("$") ? values(d.params()).get(text.substring(1)) : null;
        return parameter == null ? text : text + " = " + plain(parameter);
    }

    /** The source of a number: its own, or that of what it belongs to. */
    private static String source(Map<String, String> sources, String path) {
        for (String at = path; !at.isEmpty(); at = at.substring(0, Math.max(0, at.lastIndexOf('.')))) {
            String source = sources.get(at);
            if (source != null) {
                return source;
            }
        }
        return "";
    }

    private static String plain(JsonNode value) {
        if (value.isMissingNode()) {
            return "";
        }
        if (value.isArray()) {
            List<String> parts = value.valueStream().map(Descriptions::plain).toList();
            return String.join(" ", parts);
        }
        return value.isString() ? value.asString() : value.toString();
    }
}
