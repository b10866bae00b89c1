package dev.headrace.simulator.spec;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Compares a tree with the record that it is to become, all of it: fields that are unknown, missing, null or of another type,
 * and what the records themselves refuse.
 */
final class RecordShape {
    /** Fields by which things are called. */
    private static final Set<String> NAMES = Set.of("name", "id");

    private final JsonFile file;
    private final boolean values;
    private final List<InputException> faults = new ArrayList<>();

    private RecordShape(JsonFile file, boolean values) {
        this.file = file;
        this.values = values;
    }

    /**
     * What is wrong.
     *
     * @param values whether records whose fields are fine are made as well, to hear what they refuse
     */
    static List<InputException> faults(JsonFile file, Class<?> type, JsonNode node, String pointer, boolean values) {
        RecordShape shape = new RecordShape(file, values);
        shape.walk(type, node, pointer, null);
        return shape.faults;
    }

    /** Walks through a value; what it takes is what its field says of it, if it says anything. */
    private void walk(Type type, JsonNode node, String pointer, @Nullable String takes) {
        if (type instanceof ParameterizedType p && p.getRawType() instanceof Class<?> raw) {
            Type[] of = p.getActualTypeArguments();
            if (Map.class.isAssignableFrom(raw)) {
                if (is(node.isObject(), node, pointer, "an object")) {
                    node.properties().forEach(e -> walk(of[1], e.getValue(), pointer + "/" + e.getKey(), takes));
                }
                return;
            }
            if (Collection.class.isAssignableFrom(raw)) {
                if (is(node.isArray(), node, pointer, "a list")) {
                    for (int i = 0; i < node.size(); i++) {
                        walk(of[0], node.get(i), pointer + "/" + i, takes);
                    }
                }
                return;
            }
        }
        if (type == String.class) {
            // Jackson would write numbers as texts.
            is(node.isString(), node, pointer, "a text");
        } else if (type instanceof Class<?> c && c.isRecord()) {
            record(c, node, pointer);
        } else if (type instanceof Class<?> c && c != Object.class && !JsonNode.class.isAssignableFrom(c)) {
            make(c, node, pointer, takes);
        }
    }

    private void record(Class<?> type, JsonNode node, String pointer) {
        if (!is(node.isObject(), node, pointer, "an object")) {
            return;
        }
        int before = faults.size();
        Map<String, RecordComponent> components = new LinkedHashMap<>();
        for (RecordComponent c : type.getRecordComponents()) {
            components.put(RecordFields.jsonName(c), c);
        }
        for (String name : ((ObjectNode) node).propertyNames()) {
            if (!components.containsKey(name)) {
                String known =
                        String.join(", ", components.keySet().stream().sorted().toList());
                faults.add(file.complain(pointer + "/" + name, JsonFile.UNKNOWN_FIELD, known));
            }
        }
        components.forEach((name, c) -> {
            JsonNode field = node.get(name);
            if (field != null
                    && NAMES.contains(name)
                    && field.isString()
                    && field.asString().isBlank()) {
                faults.add(file.complain(pointer + "/" + name, JsonFile.describe(field), "a name"));
            } else if (field != null) {
                walk(c.getAnnotatedType().getType(), field, pointer + "/" + name, RecordFields.takes(c));
            } else if (!RecordFields.optional(c.getAnnotatedType())) {
                faults.add(file.complain(pointer + "/" + name, "missing", "a value"));
            }
        });
        if (values && faults.size() == before) {
            make(type, node, pointer, null);
        }
    }

    private void make(Class<?> type, JsonNode node, String pointer, @Nullable String takes) {
        try {
            JsonFile.MAPPER.treeToValue(node, type);
        } catch (JacksonException e) {
            // A whole number that is refused is too large for its field: that is said instead.
            faults.add(
                    takes == null || node.isIntegralNumber()
                            ? file.complaint(e, node, pointer)
                            : file.complain(pointer, JsonFile.describe(node), takes));
        }
    }

    private boolean is(boolean right, JsonNode node, String pointer, String allowed) {
        if (!right) {
            faults.add(file.complain(pointer, JsonFile.describe(node), allowed));
        }
        return right;
    }
}
