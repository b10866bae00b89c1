package dev.headrace.cli;

import dev.headrace.explore.Known;
import dev.headrace.explore.PaperSpec;
import dev.headrace.explore.sweep.SweepSpec;
import dev.headrace.hw.cost.CostTable;
import dev.headrace.hw.cost.Technology;
import dev.headrace.hw.cost.fpga.Board;
import dev.headrace.hw.cost.fpga.Fabric;
import dev.headrace.hw.cost.fpga.FpgaPower;
import dev.headrace.hw.cost.law.Laws;
import dev.headrace.hw.cost.money.DieCost;
import dev.headrace.hw.cost.published.Comparison;
import dev.headrace.hw.cost.published.Published;
import dev.headrace.hw.dram.DramCurrents;
import dev.headrace.hw.dram.DramPart;
import dev.headrace.simulator.dataflow.OpCommon;
import dev.headrace.simulator.dataflow.OpKind;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.spec.DesignSpec;
import dev.headrace.simulator.spec.Formats;
import dev.headrace.simulator.spec.HardwareSpec;
import dev.headrace.simulator.spec.WorkloadSpec;
import dev.headrace.simulator.unit.UnitType;
import dev.headrace.simulator.unit.UnitTypes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON Schemas of the files, made from the records that these are read into. What only a record's constructor knows
 * (ranges, and how fields depend on each other) is checked when the file is read, not by the schema.
 */
final class Schemas {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
    private static final RecordSchema INPUT = new RecordSchema(false);

    private Schemas() {}

    /** Schema of a kind of file. */
    static ObjectNode of(FileKind kind) {
        ObjectNode schema = switch (kind) {
            case DESIGN -> design();
            case HARDWARE -> hardware();
            case WORKLOAD -> workload();
            case PAPER -> paper();
            case SWEEP -> sweep();
            case PART -> part();
            case ENERGY -> energy();
            case LAWS -> INPUT.of(Laws.class);
            case PUBLISHED -> published();
            case FABRIC -> INPUT.of(Fabric.class);
            case MONEY -> INPUT.of(DieCost.class);
            case BOARD -> INPUT.of(Board.class);
            case RESULT -> new RecordSchema(true).of(Result.class);
        };
        if (kind == FileKind.ENERGY) {
            schema.path("oneOf")
                    .forEach(form -> first(
                            ((ObjectNode) form).withObject("/properties"),
                            "$schema",
                            NODES.objectNode().put("type", "string")));
        } else if (kind != FileKind.RESULT) {
            first(
                    schema.withObject("/properties"),
                    "$schema",
                    NODES.objectNode().put("type", "string"));
        }
        return titled("Headrace " + kind.label(), schema);
    }

    /** Schema of a unit in a hardware file: its type and parameters. */
    static ObjectNode unit(UnitType<?> type) {
        return titled(type.about(), tagged("type", type.type(), INPUT.of(type.parameters())));
    }

    private static ObjectNode workload() {
        ObjectNode schema = INPUT.of(WorkloadSpec.class);
        allow(schema, "/properties/mask", List.of("none", "causal"));
        allow(schema, "/properties/format", Formats.spellings());
        allow(
                schema,
                "/properties/tensors/properties/distribution",
                List.of("normal", "uniform", "constant", "outlier", "ascending"));
        return schema;
    }

    /** Everything may be left out, because a part may inherit it. */
    private static ObjectNode part() {
        ObjectNode schema = INPUT.of(DramPart.class);
        first(schema.withObject("/properties"), "inherits", NODES.objectNode().put("type", "string"));
        schema.remove("required");
        for (String group : List.of("geometry", "command_bus", "timing", "energy")) {
            schema.withObject("/properties/" + group).remove("required");
        }
        schema.withObject("/properties/energy/properties").set("currents", INPUT.of(DramCurrents.class));
        return schema;
    }

    /** A table of numbers, a technology for which laws give them, or power on an FPGA. */
    private static ObjectNode energy() {
        ObjectNode schema = NODES.objectNode();
        schema.putArray("oneOf")
                .add(INPUT.of(CostTable.class))
                .add(INPUT.of(Technology.class))
                .add(INPUT.of(FpgaPower.class));
        return schema;
    }

    private static ObjectNode published() {
        ObjectNode schema = INPUT.of(Published.class);
        allow(schema, "/properties/points/items/properties/model", List.copyOf(Comparison.models()));
        return schema;
    }

    private static ObjectNode paper() {
        ObjectNode schema = INPUT.of(PaperSpec.class);
        allow(schema, "/properties/runs/items/properties/check", List.of("auto", "full", "sample", "off"));
        ObjectNode figure = schema.withObject("/properties/figures/items/properties");
        figure.set("simulated", reference());
        ObjectNode known = INPUT.of(Known.class);
        ObjectNode knownOrNot = NODES.objectNode();
        knownOrNot.putArray("oneOf").add(known.deepCopy()).addObject().put("type", "null");
        ObjectNode rows = NODES.objectNode().put("type", "array");
        rows.set("items", knownOrNot);
        figure.putObject("known").putArray("oneOf").add(known).add(rows);
        figure.withObject("/tolerance").put("pattern", "^(exact|quoted|[0-9].*)$");
        ObjectNode series = schema.withObject("/properties/charts/items/properties/series/items/properties");
        series.set("value", oneOrMore());
        ObjectNode along = oneOrMore();
        along.withArray("oneOf").addObject().put("type", "string");
        series.set("along", along);
        ObjectNode breakdown = schema.withObject("/properties/breakdowns/items/properties");
        breakdown.set("from", reference());
        breakdown.set("to", reference());
        breakdown.withObject("/parts/items/properties").set("value", reference());
        schema.putObject("$defs").set("value", value());
        return schema;
    }

    private static ObjectNode sweep() {
        ObjectNode schema = INPUT.of(SweepSpec.class);
        allow(schema, "/properties/check", List.of("auto", "full", "sample", "off"));
        allow(schema, "/properties/sampling/properties/method", SweepSpec.SamplingSpec.METHODS);
        return schema;
    }

    /** A value, or a list of them. */
    private static ObjectNode oneOrMore() {
        ObjectNode node = NODES.objectNode();
        ArrayNode forms = node.putArray("oneOf");
        forms.add(reference());
        forms.addObject().put("type", "array").put("minItems", 1).set("items", reference());
        return node;
    }

    /** A value made of results: one place of one, or several values folded. */
    private static ObjectNode value() {
        ArrayNode forms = NODES.arrayNode();
        ObjectNode place = NODES.objectNode().put("type", "object");
        ObjectNode fields = place.putObject("properties");
        fields.putObject("run").put("type", "string");
        fields.putObject("where").put("type", "object");
        fields.putObject("at").put("type", "string").put("pattern", "^/");
        place.put("additionalProperties", false).putArray("required").add("run").add("at");
        forms.add(place);
        for (String name : List.of("ratio", "difference", "sum", "mean", "geometric_mean")) {
            boolean two = name.equals("ratio") || name.equals("difference");
            ObjectNode items = NODES.objectNode();
            items.putArray("anyOf").add(reference()).add(single("rows", reference()));
            ObjectNode list = NODES.objectNode().put("type", "array");
            list.set("items", two ? reference() : items);
            list.put("minItems", two ? 2 : 1);
            if (two) {
                list.put("maxItems", 2);
            }
            forms.add(single(name, list));
        }
        ObjectNode value = NODES.objectNode();
        value.set("oneOf", forms);
        return value;
    }

    /** An object of one field. */
    private static ObjectNode single(String field, ObjectNode schema) {
        ObjectNode object = NODES.objectNode().put("type", "object");
        object.putObject("properties").set(field, schema);
        object.put("additionalProperties", false).putArray("required").add(field);
        return object;
    }

    private static ObjectNode reference() {
        return NODES.objectNode().put("$ref", "#/$defs/value");
    }

    private static ObjectNode hardware() {
        ObjectNode schema = INPUT.of(HardwareSpec.class);
        ArrayNode types = NODES.arrayNode();
        for (UnitType<?> type : UnitTypes.all().values()) {
            types.add(tagged("type", type.type(), INPUT.of(type.parameters())));
        }
        schema.withObject("/properties/units").putObject("additionalProperties").set("oneOf", types);
        for (String part : List.of("clocks", "units", "cores", "static_power")) {
            orParameter(schema.path("properties").path(part));
        }
        return schema;
    }

    private static ObjectNode design() {
        ObjectNode schema = INPUT.of(DesignSpec.class);
        ObjectNode properties = schema.withObject("/properties");
        ObjectNode loop = INPUT.of(DesignSpec.Loop.class);
        // Beside those of attention, a loop may run over a dimension that the workload declares.
        ObjectNode loops = NODES.objectNode();
        loops.putArray("anyOf")
                .add(NODES.objectNode().set("enum", texts(DesignSpec.Loop.DIMENSIONS)))
                .add(NODES.objectNode().put("type", "string"))
                .add(loop);
        properties.withObject("/loops").set("additionalProperties", loops);
        properties.withObject("/dataflow").set("items", operators());
        properties.withObject("/stages/items/properties/dataflow").set("items", operators());
        allow(properties, "/masked_tiles", List.of("skip", "compute"));
        allow(properties, "/deal/properties/policy", List.of("cyclic", "blocks"));
        allow(
                properties,
                "/arbitration/additionalProperties/properties/policy",
                List.of("oldest-first", "round-robin", "order"));
        for (String part : List.of("loops", "dataflow", "stages", "buffers", "deal", "arbitration")) {
            orParameter(properties.path(part));
        }
        return schema;
    }

    /** One of the kinds of operators, each with its own fields and those that all have. */
    private static ObjectNode operators() {
        ArrayNode kinds = NODES.arrayNode();
        for (OpKind kind : OpKind.all()) {
            ObjectNode schema = INPUT.of(OpCommon.class);
            ObjectNode own = INPUT.of(kind.fields());
            own.path("properties")
                    .properties()
                    .forEach(e -> schema.withObject("/properties").set(e.getKey(), e.getValue()));
            own.path("required").forEach(schema.withArray("/required")::add);
            schema.withObject("/properties").set("op", NODES.objectNode().put("const", kind.name()));
            kinds.add(schema);
        }
        ObjectNode operators = NODES.objectNode();
        operators.set("oneOf", kinds);
        return operators;
    }

    /** Lets the name of a parameter stand for every number, truth value or choice in a part of a file. */
    private static void orParameter(JsonNode at) {
        if (at instanceof ObjectNode object) {
            String type = object.path("type").asString("");
            boolean choice = type.equals("string") && object.has("enum");
            if (choice || type.equals("integer") || type.equals("number") || type.equals("boolean")) {
                ObjectNode own = object.deepCopy();
                object.removeAll();
                object.putArray("anyOf")
                        .add(own)
                        .add(NODES.objectNode().put("type", "string").put("pattern", "^\\$"));
                return;
            }
        }
        at.forEach(Schemas::orParameter);
    }

    /** A record's schema with one more required field, first, of a fixed value. */
    private static ObjectNode tagged(String field, String value, ObjectNode schema) {
        first(schema.withObject("/properties"), field, NODES.objectNode().put("const", value));
        ArrayNode required = NODES.arrayNode().add(field);
        schema.path("required").forEach(required::add);
        schema.set("required", required);
        return schema;
    }

    private static ObjectNode titled(String title, ObjectNode schema) {
        first(schema, "title", NODES.stringNode(title));
        first(schema, "$schema", NODES.stringNode(DIALECT));
        return schema;
    }

    /** Puts a field before all others. */
    private static void first(ObjectNode object, String name, JsonNode value) {
        Map<String, JsonNode> rest = new LinkedHashMap<>();
        object.properties().forEach(e -> rest.put(e.getKey(), e.getValue()));
        object.removeAll();
        object.set(name, value);
        rest.forEach(object::set);
    }

    private static void allow(ObjectNode schema, String pointer, List<String> texts) {
        schema.withObject(pointer).set("enum", texts(texts));
    }

    private static ArrayNode texts(List<String> texts) {
        ArrayNode array = NODES.arrayNode();
        texts.forEach(array::add);
        return array;
    }
}
