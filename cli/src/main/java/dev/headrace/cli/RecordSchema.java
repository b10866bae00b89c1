package dev.headrace.cli;

import dev.headrace.simulator.run.Parts;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.RecordFields;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON Schema of a record: names in snake_case, types, what is required, and that nothing else is allowed. Components
 * that are {@code @Nullable} may be missing. {@link JsonNode} and {@link Object} stand for anything.
 *
 * @param nullable true if what may be missing may be null too, and a number that is not finite is null: as in results
 */
record RecordSchema(boolean nullable) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Schema of a record. */
    ObjectNode of(Class<?> type) {
        ObjectNode schema = typed("object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = NODES.arrayNode();
        RecordComponent[] components = type.getRecordComponents();
        for (RecordComponent c : components == null ? new RecordComponent[0] : components) {
            if (c.getType() == Parts.class) {
                // In the file each stands under its key, beside what the record has itself.
                Parts.KINDS.forEach((key, kind) -> properties.set(key, orNull(of(kind))));
                continue;
            }
            AnnotatedType annotated = c.getAnnotatedType();
            String name = RecordFields.jsonName(c);
            boolean optional = RecordFields.optional(annotated);
            ObjectNode property = of(annotated.getType());
            if (nullable && (optional || c.getType() == double.class)) {
                orNull(property);
            }
            properties.set(name, property);
            if (!optional) {
                required.add(name);
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema.put("additionalProperties", false);
    }

    private ObjectNode of(Type type) {
        if (type instanceof ParameterizedType p && p.getRawType() instanceof Class<?> raw) {
            if (Map.class.isAssignableFrom(raw)) {
                ObjectNode schema = typed("object");
                schema.set("additionalProperties", of(p.getActualTypeArguments()[1]));
                return schema;
            }
            if (Collection.class.isAssignableFrom(raw)) {
                ObjectNode schema = typed("array");
                schema.set("items", of(p.getActualTypeArguments()[0]));
                return schema;
            }
        }
        if (!(type instanceof Class<?> c)) {
            throw new IllegalArgumentException("no schema for " + type);
        }
        if (c.isRecord()) {
            return of(c);
        }
        if (c.isEnum()) {
            ObjectNode schema = typed("string");
            ArrayNode names = schema.putArray("enum");
            for (Object constant : c.getEnumConstants()) {
                names.add(JsonFile.MAPPER.valueToTree(constant).asString());
            }
            return schema;
        }
        String name = name(c);
        return name.isEmpty() ? NODES.objectNode() : typed(name);
    }

    private static String name(Class<?> c) {
        if (c == int.class || c == long.class || c == Integer.class || c == Long.class) {
            return "integer";
        }
        if (c == double.class || c == Double.class) {
            return "number";
        }
        if (c == boolean.class || c == Boolean.class) {
            return "boolean";
        }
        if (c == String.class) {
            return "string";
        }
        if (c == Object.class || JsonNode.class.isAssignableFrom(c)) {
            return "";
        }
        throw new IllegalArgumentException("no schema for " + c);
    }

    private static ObjectNode typed(String name) {
        return NODES.objectNode().put("type", name);
    }

    private static ObjectNode orNull(ObjectNode schema) {
        String type = schema.path("type").asString("");
        if (!type.isEmpty()) {
            schema.set("type", NODES.arrayNode().add(type).add("null"));
        }
        return schema;
    }
}
