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
     * Replaces {@code "$name"} by the parameter's value everywhere but in the parameters themselves.
     *
     * @return the parameters
     * @throws InputException if a name is that of no parameter, or of one that is no single value
     */
    public static Map<String, Object> fill(JsonFile file) {
        JsonNode params = file.tree().path("params");
        for (Map.Entry<String, JsonNode> e : file.tree().properties()) {
            if (!e.getKey().equals("params")) {
                file.tree().set(e.getKey(), filled(file, e.getValue(), params, "/" + e.getKey()));
            }
        }
        return params instanceof ObjectNode object ? JsonFile.plain(object) : new LinkedHashMap<>();
    }

    private static JsonNode filled(JsonFile file, JsonNode node, JsonNode params, String pointer) {
        if (node.isString() && node.asString().startsWith("$") && !pointer.equals("/$schema")) {
            JsonNode value = params.path(node.asString().substring(1));
            if (value.isMissingNode() || value.isContainer()) {
                throw file.complain(
                        pointer,
                        "\"" + node.asString() + "\" names no parameter",
                        "$ and one of " + String.join(", ", params.propertyNames()));
            }
            return value;
        }
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> e : object.properties()) {
                object.set(e.getKey(), filled(file, e.getValue(), params, pointer + "/" + e.getKey()));
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, filled(file, array.get(i), params, pointer + "/" + i));
            }
        }
        return node;
    }
}
