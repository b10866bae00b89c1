package dev.headrace.reports;

import dev.headrace.simulator.run.Parts;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.spec.JsonSyntax;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.std.StdScalarSerializer;

/**
 * {@code result.json}, schema {@value dev.headrace.simulator.run.Result#SCHEMA}. Keys are the record components in
 * snake_case, in the order of their declaration; maps keep the order they have, so a producer should hand over ordered
 * ones. Doubles are written in the shortest form that reads back to the same bits, by the same code on every JDK.
 * JSON knows no NaN and no infinity: a double that is not finite is written as null, and null reads as NaN. In the free
 * maps ({@code workload}, {@code params}) whole numbers read back as {@code Long}.
 */
public final class ResultJson {
    private static final JsonMapper MAPPER = mapper();

    private ResultJson() {}

    private static JsonMapper mapper() {
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                .build();
        DefaultIndenter indent = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter.Indenter lists = new DefaultPrettyPrinter.Indenter() {
            @Override
            public void writeIndentation(JsonGenerator out, int level) {
                if (isSeries(out.streamWriteContext())) {
                    out.writeRaw(' ');
                } else {
                    indent.writeIndentation(out, level);
                }
            }

            @Override
            public boolean isInline() {
                return false;
            }
        };
        return JsonMapper.builder(factory)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(DeserializationFeature.USE_LONG_FOR_INTS)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .defaultPrettyPrinter(
                        new DefaultPrettyPrinter().withObjectIndenter(indent).withArrayIndenter(lists))
                .addModule(doubles())
                .build();
    }

    /** True for the lists of the activity that numbers stand in, thousands of them: they go on one line. */
    private static boolean isSeries(TokenStreamContext list) {
        TokenStreamContext at = list;
        int levels = 0;
        while (at.inArray() && at.getParent() != null) {
            at = at.getParent();
            levels++;
        }
        for (TokenStreamContext up = at; up != null; up = up.getParent()) {
            if ("activity".equals(up.currentName())) {
                return levels > 1 || !SPREAD.contains(String.valueOf(at.currentName()));
            }
        }
        return false;
    }

    /** Lists of the activity with an object or a track on each line. */
    private static final Set<String> SPREAD =
            Set.of("units", "operators", "fifos", "windows", "firings", "holds", "tokens");

    private static SimpleModule doubles() {
        return new SimpleModule("doubles")
                .addSerializer(Double.class, new Writer())
                .addSerializer(double.class, new Writer())
                .addDeserializer(Parts.class, new PartsReader())
                .addDeserializer(Double.class, new Reader())
                .addDeserializer(double.class, new Reader());
    }

    /** Keys of the core, which are no parts. */
    private static final Set<String> CORE = Arrays.stream(Result.class.getRecordComponents())
            .map(component -> key(component.getName()))
            .collect(Collectors.toUnmodifiableSet());

    /** An object with a record for each kind that is there, and whatever else there is as it is. */
    private static final class PartsReader extends StdDeserializer<Parts> {
        PartsReader() {
            super(Parts.class);
        }

        @Override
        public Parts deserialize(JsonParser in, DeserializationContext context) {
            JsonNode tree = context.readTree(in);
            Map<String, Record> parts = new LinkedHashMap<>();
            Parts.KINDS.forEach((key, kind) -> {
                JsonNode part = tree.path(key);
                if (!part.isMissingNode() && !part.isNull()) {
                    try {
                        parts.put(key, context.readTreeAsValue(part, kind));
                    } catch (JacksonException e) {
                        throw DatabindException.wrapWithPath(e, new JacksonException.Reference(kind, key));
                    }
                }
            });
            tree.properties().forEach(other -> {
                if (!Parts.KINDS.containsKey(other.getKey())
                        && !other.getValue().isNull()) {
                    parts.put(
                            other.getKey(), new Parts.Unknown(context.readTreeAsValue(other.getValue(), Object.class)));
                }
            });
            return new Parts(parts, Map.of());
        }
    }

    /** Finite or null. */
    private static final class Writer extends StdScalarSerializer<Double> {
        Writer() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator out, SerializationContext context) {
            if (Double.isFinite(value)) {
                out.writeNumber(value.doubleValue());
            } else {
                out.writeNull();
            }
        }
    }

    /** A number, or NaN for null; never a string. */
    private static final class Reader extends StdScalarDeserializer<Double> {
        Reader() {
            super(Double.class);
        }

        @Override
        public Double deserialize(JsonParser in, DeserializationContext context) {
            if (!in.currentToken().isNumeric()) {
                return (Double) context.handleUnexpectedToken(Double.class, in);
            }
            return in.getDoubleValue();
        }

        @Override
        public Double getNullValue(DeserializationContext context) {
            return Double.NaN;
        }
    }

    /** The file's text, with a newline at its end. */
    public static String text(Result result) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree(result)) + "\n";
    }

    /** A part of a result alone, on one line. */
    static String line(Record part) {
        return MAPPER.writeValueAsString(part);
    }

    /** The file as a tree: the core, then each part under its key, and at last what differs from run to run. */
    public static ObjectNode tree(Result result) {
        ObjectNode tree = MAPPER.valueToTree(result);
        JsonNode simulation = tree.remove("simulation");
        JsonNode parts = tree.remove("parts");
        parts.properties().forEach(part -> tree.set(part.getKey(), part.getValue()));
        tree.set("simulation", simulation);
        result.parts().further().forEach((pointer, field) -> {
            JsonPointer place = JsonPointer.compile(pointer);
            if (tree.at(place.head()) instanceof ObjectNode object) {
                object.set(place.last().getMatchingProperty(), MAPPER.valueToTree(field));
            }
        });
        return tree;
    }

    /** The result with all that was in its file and that this version has no place for. */
    private static Result keeping(JsonNode file, Result result) {
        Map<String, Parts.Unknown> further = new LinkedHashMap<>();
        unknown(file, tree(result), JsonPointer.empty(), further);
        return further.isEmpty() ? result : result.with(further);
    }

    /** Gathers fields of one tree that another lacks. */
    private static void unknown(JsonNode file, JsonNode known, JsonPointer at, Map<String, Parts.Unknown> into) {
        if (file instanceof ObjectNode && known instanceof ObjectNode) {
            file.properties().forEach(field -> {
                JsonPointer place = at.appendProperty(field.getKey());
                if (known.has(field.getKey())) {
                    unknown(field.getValue(), known.get(field.getKey()), place, into);
                } else if (!field.getValue().isNull()) {
                    into.put(place.toString(), new Parts.Unknown(MAPPER.treeToValue(field.getValue(), Object.class)));
                }
            });
        } else if (file.isArray() && known.isArray()) {
            for (int i = 0; i < Math.min(file.size(), known.size()); i++) {
                unknown(file.get(i), known.get(i), at.appendIndex(i), into);
            }
        }
    }

    /** Writes the file whole: a reader never sees half of it. Makes the folder if need be. */
    public static void write(Result result, Path file) throws IOException {
        AtomicFile.write(file, text(result).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it is no result of this schema; the message says where and why
     */
    public static Result read(Path file) throws IOException {
        return parse(Files.readAllBytes(file), file.toString());
    }

    /**
     * Reads a text.
     *
     * @param name what to call it in messages
     * @throws IllegalArgumentException if it is no result of this schema; the message says where and why
     */
    public static Result parse(String text, String name) {
        return parse(text.getBytes(StandardCharsets.UTF_8), name);
    }

    private static Result parse(byte[] text, String name) {
        JsonNode root;
        try {
            root = MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    name + ": " + JsonSyntax.fault(e, text) + "; allowed: " + JsonSyntax.ALLOWED, e);
        }
        JsonNode version = root.path("version");
        try {
            if (!(root instanceof ObjectNode object)) {
                throw new IllegalArgumentException(name + ": not a JSON object, so not a result");
            }
            JsonNode schema = object.path("schema");
            if (!schema.isString() || !schema.asString().equals(Result.SCHEMA)) {
                throw new IllegalArgumentException(name + ": /schema: "
                        + (schema.isMissingNode() ? "missing" : "found " + schema) + ", allowed: \"" + Result.SCHEMA
                        + "\"");
            }
            JsonNode file = object.deepCopy();
            ObjectNode parts = object.objectNode();
            for (String key : List.copyOf(object.propertyNames())) {
                if (!CORE.contains(key) || key.equals("parts")) {
                    parts.set(key, object.remove(key));
                }
            }
            object.set("parts", parts);
            for (JsonNode memory : object.path("memories")) {
                if (memory instanceof ObjectNode m && !m.has("fetchers")) {
                    m.putObject("fetchers");
                }
            }
            Result result = MAPPER.treeToValue(object, Result.class);
            requireWhole(result, name, "");
            return keeping(file, result);
        } catch (JacksonException e) {
            // Parts are gathered for reading; in the file they stand beside the rest.
            throw new IllegalArgumentException(
                    name + ": " + pointer(e).replaceFirst("^/parts(?=[/:])", "") + reason(e, version), e);
        }
    }

    private static String reason(JacksonException e, JsonNode version) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalArgumentException && !(cause instanceof JacksonException)) {
                return String.valueOf(cause.getMessage());
            }
        }
        boolean missing =
                e instanceof MismatchedInputException && e.getOriginalMessage().startsWith("Missing");
        boolean unknown = e instanceof UnrecognizedPropertyException;
        return (missing ? "missing, and needed" : unknown ? "unknown" : "not of the type")
                + " in results of this headrace"
                + (version.isString() ? "; the file is of version " + version.asString() : "");
    }

    private static String pointer(JacksonException e) {
        StringBuilder pointer = new StringBuilder();
        for (JacksonException.Reference step : e.getPath()) {
            String key = step.getPropertyName();
            pointer.append('/').append(key == null ? Integer.toString(step.getIndex()) : key);
        }
        return pointer.isEmpty() ? "" : pointer + ": ";
    }

    /** Refuses null where the record needs a value; free maps are not looked into. */
    private static void requireWhole(@Nullable Object value, String name, String pointer) {
        if (value == null) {
            throw new IllegalArgumentException(name + ": " + pointer + ": found null, a value is needed");
        }
        if (value instanceof Record record) {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                Object part = part(record, component);
                String key = component.getName();
                boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
                if (part == null ? !optional : !isFree(component.getGenericType())) {
                    String below = part instanceof Parts ? pointer : pointer + "/" + key(key);
                    requireWhole(part instanceof Parts parts ? parts.byKey() : part, name, below);
                }
            }
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, part) -> requireWhole(part, name, pointer + "/" + key));
        } else if (value instanceof Collection<?> list) {
            int i = 0;
            for (Object part : list) {
                requireWhole(part, name, pointer + "/" + i++);
            }
        }
    }

    private static String key(String component) {
        return component.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    /** Whether anything may stand there, null too. */
    private static boolean isFree(Type type) {
        return type == Object.class
                || (type instanceof ParameterizedType p
                        && p.getActualTypeArguments()[p.getActualTypeArguments().length - 1] == Object.class);
    }

    private static @Nullable Object part(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("record without accessor: " + component, e);
        }
    }
}
