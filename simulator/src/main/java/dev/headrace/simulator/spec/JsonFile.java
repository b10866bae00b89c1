package dev.headrace.simulator.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON file as a tree that can still be changed by {@code --set}, and read into records. Strict: duplicate names,
 * unknown fields, wrong types and trailing text are refused.
 */
public final class JsonFile {
    private static final long LARGEST = 64L << 20;

    /** The mapper of all of Headrace's JSON: snake_case, strict. */
    public static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private final Path path;
    private final ObjectNode tree;

    private JsonFile(Path path, ObjectNode tree) {
        this.path = path;
        this.tree = tree;
    }

    /** Reads a file, at most 64 MiB, that holds one JSON object. */
    public static JsonFile read(Path path) {
        try {
            if (!Files.isRegularFile(path)) {
                throw new InputException(path.toString(), "", "no such file", "a JSON file that can be read");
            }
            if (Files.size(path) > LARGEST) {
                throw new InputException(path.toString(), "", Files.size(path) + " bytes", "at most " + LARGEST);
            }
            JsonNode node = MAPPER.readTree(Files.readAllBytes(path));
            if (!(node instanceof ObjectNode object)) {
                throw new InputException(path.toString(), "", describe(node), "a JSON object");
            }
            object.remove("$schema");
            return new JsonFile(path, object);
        } catch (JacksonException e) {
            throw new InputException(path.toString(), "", syntax(e), "well-formed JSON, no name twice in an object");
        } catch (IOException e) {
            throw new InputException(path.toString(), "", "cannot be read (" + e + ")", "a JSON file that can be read");
        }
    }

    private static String syntax(JacksonException e) {
        var at = e.getLocation();
        String where = at == null ? "" : "line " + at.getLineNr() + " column " + at.getColumnNr() + ": ";
        return where + e.getOriginalMessage();
    }

    /** Where the file is. */
    public Path path() {
        return path;
    }

    /** Its tree; changes to it count. */
    public ObjectNode tree() {
        return tree;
    }

    /** A part of the tree, in this file, as a record. */
    public <T> T as(Class<T> type, JsonNode part, String pointer) {
        try {
            return MAPPER.treeToValue(part, type);
        } catch (JacksonException e) {
            throw complaint(e, part, pointer);
        }
    }

    /** The whole file as a record. */
    public <T> T as(Class<T> type) {
        return as(type, tree, "");
    }

    /** A complaint about this file. */
    public InputException complain(String pointer, String found, String allowed) {
        return new InputException(path.toString(), pointer, found, allowed);
    }

    private InputException complaint(JacksonException e, JsonNode part, String base) {
        StringBuilder pointer = new StringBuilder(base);
        for (var ref : e.getPath()) {
            String name = ref.getPropertyName();
            pointer.append('/').append(name == null ? String.valueOf(ref.getIndex()) : name);
        }
        if (e instanceof UnrecognizedPropertyException u) {
            String known = u.getKnownPropertyIds() == null
                    ? "nothing"
                    : u.getKnownPropertyIds().stream()
                            .map(String::valueOf)
                            .sorted()
                            .collect(Collectors.joining(", "));
            return complain(pointer.toString(), "unknown field", known);
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BadField bad) {
                return complain(pointer + "/" + bad.field(), bad.found(), bad.allowed());
            }
            if (cause instanceof IllegalArgumentException && !(cause instanceof JacksonException)) {
                return new InputException(path + " " + pointer + ": " + cause.getMessage());
            }
        }
        JsonNode at = part.at(pointer.substring(base.length()));
        return complain(pointer.toString(), describe(at), wanted(e));
    }

    private static String wanted(JacksonException e) {
        Class<?> t = target(e);
        if (t != null) {
            if (t == int.class || t == Integer.class || t == long.class || t == Long.class) {
                return "a whole number of " + (t == int.class || t == Integer.class ? "32" : "64") + " bits";
            }
            if (t == boolean.class || t == Boolean.class) {
                return "true or false";
            }
            if (t == String.class) {
                return "a text";
            }
            if (t == double.class || t == Double.class) {
                return "a number";
            }
            return "a value for " + t.getSimpleName();
        }
        return e.getOriginalMessage();
    }

    private static @Nullable Class<?> target(JacksonException e) {
        if (e instanceof MismatchedInputException m) {
            return m.getTargetType();
        }
        return e instanceof InputCoercionException c ? c.getTargetType() : null;
    }

    /** A value as it is shown in complaints. */
    public static String describe(JsonNode node) {
        if (node.isMissingNode()) {
            return "missing";
        }
        String text = node.toString();
        return text.length() > 60 ? text.substring(0, 57) + "..." : text;
    }

    /** An object's fields as plain Java values (numbers, texts, lists, maps), in order. */
    public static Map<String, Object> plain(JsonNode object) {
        Map<String, Object> map = new LinkedHashMap<>();
        object.properties().forEach(e -> map.put(e.getKey(), MAPPER.treeToValue(e.getValue(), Object.class)));
        return map;
    }
}
