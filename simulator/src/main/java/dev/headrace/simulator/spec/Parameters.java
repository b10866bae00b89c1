package dev.headrace.simulator.spec;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Parameters of a file, under {@code params}: what stands in it as {@code "$name"} is that parameter's value. */
public final class Parameters {
    private Parameters() {}

    /**
     * Replaces {@code "$name"} by the parameter's value everywhere but in the parameters themselves and their presets; where
     * that is null, the field is taken away.
     *
     * @return the parameters
     * @throws InputException if a name is that of no parameter, or of one that is no single value
     */
    public static Map<String, Object> fill(JsonFile file) {
        JsonNode params = file.tree().path("params");
        Faults faults = new Faults();
        for (String field : file.tree().propertyNames().stream().toList()) {
            if (!field.equals("params") && !field.equals("presets")) {
                fill(file, file.tree(), field, params, "", faults);
            }
        }
        faults.raise();
        return params instanceof ObjectNode object ? JsonFile.plain(object) : new LinkedHashMap<>();
    }

    /** Fills in a field; one that names a parameter which is null is taken away. */
    private static void fill(
            JsonFile file, ObjectNode object, String field, JsonNode params, String pointer, Faults faults) {
        JsonNode filled = filled(file, object.path(field), params, pointer + "/" + field, faults);
        if (filled.isNull()) {
            object.remove(field);
        } else {
            object.set(field, filled);
        }
    }

    private static JsonNode filled(JsonFile file, JsonNode node, JsonNode params, String pointer, Faults faults) {
        if (node.isString() && node.asString().startsWith("$")) {
            String name = node.asString().substring(1);
            JsonNode value = params.path(name);
            if (value.isMissingNode() || value.isContainer()) {
                faults.add(file.complain(
                        pointer, "no parameter \"" + name + "\"", String.join(", ", params.propertyNames())));
                return node;
            }
            return value;
        }
        if (node instanceof ObjectNode object) {
            for (String field : object.propertyNames().stream().toList()) {
                fill(file, object, field, params, pointer, faults);
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode filled = filled(file, array.get(i), params, pointer + "/" + i, faults);
                if (filled.isNull()) {
                    faults.add(
                            file.complain(pointer + "/" + i, array.get(i) + ", which is null", "null for fields only"));
                } else {
                    array.set(i, filled);
                }
            }
        }
        return node;
    }
}
