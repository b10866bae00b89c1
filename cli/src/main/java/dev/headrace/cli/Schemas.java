package dev.headrace.cli;

import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.spec.DesignSpec;
import dev.headrace.simulator.spec.Formats;
import dev.headrace.simulator.spec.HardwareSpec;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.WorkloadSpec;
import dev.headrace.simulator.unit.UnitType;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON Schemas, made from the records that the files are read into: names, types, what is optional, and that nothing else
 * is allowed. What only a record's constructor knows (ranges, and how fields depend on each other) is checked when the
 * file is read, not by the schema.
 */
final class Schemas {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final SchemaGenerator generator = generator(false);
    private final SchemaGenerator results = generator(true);

    private static SchemaGenerator generator(boolean nullableNumbers) {
        SchemaGeneratorConfigBuilder builder = new SchemaGeneratorConfigBuilder(
                        JsonFile.MAPPER, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(
                        Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES,
                        Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT,
                        Option.INLINE_ALL_SCHEMAS);
        builder.forFields()
                .withPropertyNameOverrideResolver(f -> Fields.jsonName(f.getDeclaredName()))
                .withRequiredCheck(f -> !optional(f))
                .withNullableCheck(f -> nullableNumbers && (optional(f) || isDouble(f)));
        builder.forTypesInGeneral().withPropertySorter((a, b) -> 0).withCustomDefinitionProvider((type, at) -> {
            Class<?> raw = type.getErasedType();
            return JsonNode.class.isAssignableFrom(raw) || raw == Object.class
                    ? new CustomDefinition(NODES.objectNode())
                    : null;
        });
        return new SchemaGenerator(builder.build());
    }

    private static boolean optional(FieldScope field) {
        return Fields.optional(field.getRawMember().getAnnotatedType());
    }

    private static boolean isDouble(FieldScope field) {
        return field.getRawMember().getType() == double.class;
    }

    /** Schema of a kind of file. */
    ObjectNode of(FileKind kind) {
        return switch (kind) {
            case DESIGN -> design();
            case HARDWARE -> hardware();
            case WORKLOAD -> workload();
            case RESULT -> titled("Headrace result", results.generateSchema(Result.class));
        };
    }

    /** Schema of the parameters of a type of unit, its type included. */
    ObjectNode unit(UnitType<?> type) {
        ObjectNode schema = generator.generateSchema(type.parameters());
        ObjectNode properties = schema.withObject("/properties");
        ObjectNode all = NODES.objectNode();
        all.putObject("type").put("const", type.type());
        all.setAll(properties);
        schema.set("properties", all);
        ArrayNode required = NODES.arrayNode().add("type");
        schema.path("required").forEach(required::add);
        schema.set("required", required);
        return titled(type.about(), schema);
    }

    private ObjectNode workload() {
        ObjectNode schema = titled("Headrace workload", generator.generateSchema(WorkloadSpec.class));
        allow(schema, "/properties/mask", List.of("none", "causal"));
        allow(schema, "/properties/format", Formats.NAMES);
        allow(
                schema,
                "/properties/tensors/properties/distribution",
                List.of("normal", "uniform", "constant", "outlier"));
        return schema;
    }

    private ObjectNode hardware() {
        ObjectNode schema = titled("Headrace hardware", generator.generateSchema(HardwareSpec.class));
        ArrayNode types = NODES.arrayNode();
        for (UnitType<?> type : UnitTypes.all()) {
            ObjectNode unit = unit(type);
            unit.remove("$schema");
            types.add(unit);
        }
        schema.withObject("/properties/units").putObject("additionalProperties").set("oneOf", types);
        return schema;
    }

    private ObjectNode design() {
        ObjectNode schema = titled("Headrace design", generator.generateSchema(DesignSpec.class));
        ObjectNode loop = generator.generateSchema(DesignSpec.Loop.class);
        loop.remove("$schema");
        allow(loop, "/properties/of", DesignSpec.Loop.DIMENSIONS);
        ObjectNode dimension = NODES.objectNode();
        dimension.set("enum", texts(DesignSpec.Loop.DIMENSIONS));
        schema.withObject("/properties/loops")
                .putObject("additionalProperties")
                .putArray("anyOf")
                .add(dimension)
                .add(loop);
        allow(schema, "/properties/masked_tiles", List.of("skip", "compute"));
        allow(schema, "/properties/deal/properties/policy", List.of("cyclic", "blocks"));
        for (String part : List.of("loops", "buffers", "deal")) {
            parameters(schema.path("properties").path(part));
        }
        return schema;
    }

    /** Lets every number in a part of a design be the name of a parameter instead. */
    private static void parameters(JsonNode at) {
        if (at instanceof ObjectNode object && object.path("type").asString("").equals("integer")) {
            object.remove("type");
            ArrayNode either = object.putArray("anyOf");
            either.addObject().put("type", "integer");
            either.addObject().put("type", "string").put("pattern", "^\\$");
        } else {
            at.forEach(Schemas::parameters);
        }
    }

    private static void allow(ObjectNode schema, String pointer, List<String> texts) {
        schema.withObject(pointer).set("enum", texts(texts));
    }

    private static ArrayNode texts(List<String> texts) {
        ArrayNode array = NODES.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    /** With a title, and for a file also the "$schema" that editors look for. */
    private static ObjectNode titled(String title, ObjectNode schema) {
        ObjectNode all = NODES.objectNode();
        all.set("$schema", schema.path("$schema"));
        all.put("title", title);
        schema.properties().forEach(e -> {
            if (!e.getKey().equals("$schema")) {
                all.set(e.getKey(), e.getValue());
            }
        });
        if (title.startsWith("Headrace ")) {
            ObjectNode properties = NODES.objectNode();
            properties.putObject("$schema").put("type", "string");
            properties.setAll(all.withObject("/properties"));
            all.set("properties", properties);
        }
        return all;
    }
}
