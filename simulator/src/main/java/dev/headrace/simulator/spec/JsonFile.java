package dev.headrace.simulator.spec;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
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

    /** What {@link #complain} has found where a field has a name that is not known. */
    static final String UNKNOWN_FIELD = "unknown field";

    private static final String READABLE = "a JSON file that can be read";

    /** The same, for maps whose order means nothing and may be another in every process. */
    private static final JsonMapper SORTED = MAPPER.rebuild()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private final Path path;
    private final ObjectNode tree;
    private final byte[] text;
    private final Map<String, String> set = new HashMap<>();
    private @Nullable Positions positions;

    private JsonFile(Path path, ObjectNode tree, byte[] text) {
        this.path = path;
        this.tree = tree;
        this.text = text;
    }

    /** Reads a file, at most 64 MiB, that holds one JSON object without any null. */
    public static JsonFile read(Path path) {
        return read(path, pointer -> false);
    }

    /**
     * Reads a file, at most 64 MiB, that holds one JSON object.
     *
     * @param nullAt the pointers at which null is a value
     */
    public static JsonFile read(Path path, Predicate<String> nullAt) {
        byte[] text = {};
        try {
            text = bytes(path);
            JsonNode node = SharedTexts.tree(path, text, MAPPER::readTree);
            if (!(node instanceof ObjectNode object)) {
                throw new InputException(
                        path.toString(), "", node.isMissingNode() ? "empty" : describe(node), "a JSON object");
            }
            object.remove("$schema");
            JsonFile file = new JsonFile(path, object, text);
            Faults faults = new Faults();
            new JsonRules(nullAt, (at, why) -> faults.add(file.complain(at, why[0], why[1]))).check(object, "");
            faults.raise();
            return file;
        } catch (JacksonException e) {
            throw new InputException(path.toString(), "", JsonSyntax.fault(e, text), JsonSyntax.ALLOWED);
        } catch (IOException e) {
            throw new InputException(path.toString(), "", "cannot be read (" + e + ")", READABLE);
        }
    }

    /** A file in which nothing is set, as a record: the same one for as long as the file stays as it is. */
    public static <T extends Record> T read(Path path, Class<T> type) {
        return SharedTexts.record(read(path), type);
    }

    /** The text as read. */
    byte[] text() {
        return text;
    }

    private static byte[] bytes(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            String found =
                    Files.isDirectory(path) ? "a folder" : Files.exists(path) ? "no regular file" : "no such file";
            throw new InputException(path.toString(), "", found, READABLE);
        }
        if (!Files.isReadable(path)) {
            throw new InputException(path.toString(), "", "no permission to read", READABLE);
        }
        if (Files.size(path) > LARGEST) {
            throw new InputException(path.toString(), "", Files.size(path) + " bytes", "at most " + LARGEST);
        }
        return Files.readAllBytes(path);
    }

    /** Where the file is. */
    public Path path() {
        return path;
    }

    /** Its tree; changes to it count. */
    public ObjectNode tree() {
        return tree;
    }

    /** Takes over what this file does not say itself from another one: objects member by member, anything else whole. */
    public void inherit(JsonFile base) {
        inherit(tree, base.tree());
    }

    private static void inherit(ObjectNode own, ObjectNode base) {
        base.properties().forEach(e -> {
            JsonNode here = own.get(e.getKey());
            if (here == null) {
                own.set(e.getKey(), e.getValue());
            } else if (here instanceof ObjectNode inner && e.getValue() instanceof ObjectNode outer) {
                inherit(inner, outer);
            }
        });
    }

    /** A part of the tree, in this file, as a record. */
    public <T> T as(Class<T> type, JsonNode part, String pointer) {
        // The shape first: a record is made of fields that are there and of the right kind, or not at all.
        if (!RecordShape.faults(this, type, part, pointer, false).isEmpty()) {
            throw InputException.all(RecordShape.faults(this, type, part, pointer, true));
        }
        try {
            return MAPPER.treeToValue(part, type);
        } catch (JacksonException e) {
            List<InputException> all = RecordShape.faults(this, type, part, pointer, true);
            throw all.isEmpty() ? complaint(e, part, pointer) : InputException.all(all);
        }
    }

    /** The whole file as a record. */
    public <T> T as(Class<T> type) {
        return as(type, tree, "");
    }

    /** A complaint about this file. */
    public InputException complain(String pointer, String found, String allowed) {
        return new InputException(path.toString(), pointer, where(pointer), found, allowed);
    }

    /** Name of the list element and position, for people; empty if neither is known. */
    private String where(String pointer) {
        List<String> where = new ArrayList<>();
        String name = nameAt(pointer);
        if (name != null) {
            where.add(name);
        }
        String position = setBy(pointer);
        if (position == null) {
            positions = positions == null ? new Positions(text) : positions;
            position = positions.at(pointer);
        }
        if (position != null) {
            where.add(position);
        }
        return String.join(", ", where);
    }

    /** A complaint about this file in words that say what was found and what is allowed. */
    public InputException refuse(String pointer, String message) {
        int split = message.lastIndexOf("; allowed: ");
        return split < 0
                ? new InputException(path + (pointer.isEmpty() ? "" : " " + pointer)
                        + (where(pointer).isEmpty() ? "" : " (" + where(pointer) + ")") + ": " + message)
                : complain(pointer, message.substring(0, split), message.substring(split + "; allowed: ".length()));
    }

    /** Notes that the value at a place is not the file's own. */
    void set(String pointer, String by) {
        set.put(pointer, by);
    }

    private @Nullable String setBy(String pointer) {
        for (String p = pointer; !p.isEmpty(); p = p.substring(0, p.lastIndexOf('/'))) {
            if (set.containsKey(p)) {
                return set.get(p);
            }
        }
        return null;
    }

    /** The name of the innermost element of a list on the way to a place; null if there is none. */
    private @Nullable String nameAt(String pointer) {
        String name = null;
        JsonNode at = tree;
        for (String step : pointer.replaceFirst("^/", "").split("/", -1)) {
            boolean element = at.isArray();
            at = element && step.matches("[0-9]{1,9}") ? at.path(Integer.parseInt(step)) : at.path(step);
            JsonNode own = at.path("name").isString() ? at.path("name") : at.path("id");
            name = element && own.isString() ? describe(own) : name;
        }
        return name;
    }

    /** A complaint of the reader of records. */
    InputException complaint(JacksonException e, JsonNode part, String base) {
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
            return complain(pointer.toString(), UNKNOWN_FIELD, known);
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BadField bad) {
                return complain(pointer + "/" + bad.field(), bad.found(), bad.allowed());
            }
            if (cause instanceof IllegalArgumentException && !(cause instanceof JacksonException)) {
                return refuse(pointer.toString(), String.valueOf(cause.getMessage()));
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

    /** A value as a plain Java value (number, text, truth value, list, map); null if it is missing or null. */
    public static @Nullable Object value(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? null : MAPPER.treeToValue(node, Object.class);
    }

    /** The components of a record as plain Java values, by their JSON names, in order; maps in it sorted by key. */
    public static Map<String, Object> components(Record record) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                Object part = component.getAccessor().invoke(record);
                String name = component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
                all.put(name, part == null ? null : value(SORTED.valueToTree(part)));
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("record without accessor: " + component, e);
            }
        }
        return all;
    }

    /** An object's fields as plain Java values (numbers, texts, lists, maps), in order. */
    public static Map<String, Object> plain(JsonNode object) {
        Map<String, Object> map = new LinkedHashMap<>();
        object.properties().forEach(e -> map.put(e.getKey(), MAPPER.treeToValue(e.getValue(), Object.class)));
        return map;
    }
}
