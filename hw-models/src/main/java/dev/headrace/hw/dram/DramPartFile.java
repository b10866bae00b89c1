package dev.headrace.hw.dram;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a {@link DramPart} from JSON. A file may name another with {@code "inherits": "<path relative to this file>"}
 * and then lists only differences: objects are merged member by member, anything else is replaced. Every other member
 * has to be there after merging, and no member may be unknown. Members of {@code energy} that are missing follow from its
 * {@code currents}, if it has them: see {@link DramCurrents}.
 */
public final class DramPartFile {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private DramPartFile() {}

    /**
     * The part in a file.
     *
     * @throws IllegalArgumentException if it cannot be read, or says something that is not allowed; the message names
     *     the file, the place in it, the value found and what is allowed
     */
    public static DramPart load(Path file) {
        return load(file, UnaryOperator.identity());
    }

    /**
     * The part in a file.
     *
     * @param shipped finds a file that {@code inherits} names, by its whole path or, if it is not there, by its name
     * @throws IllegalArgumentException as {@link #load(Path)}
     */
    public static DramPart load(Path file, UnaryOperator<Path> shipped) {
        ObjectNode merged = merged(file.normalize(), shipped, new LinkedHashSet<>());
        merged.remove("$schema");
        try {
            derive(merged);
            return MAPPER.treeToValue(merged, DramPart.class);
        } catch (UnrecognizedPropertyException e) {
            throw new IllegalArgumentException(
                    file + ": " + pointer(e) + " is not known; allowed: " + e.getKnownPropertyIds(), e);
        } catch (DatabindException e) {
            throw new IllegalArgumentException(file + ": " + pointer(e) + ": " + reason(e), e);
        }
    }

    /** Puts what follows from currents in the place of the currents; what is given stands. */
    private static void derive(ObjectNode part) throws JacksonException {
        if (!(part.get("energy") instanceof ObjectNode energy)) {
            return;
        }
        JsonNode currents = energy.remove("currents");
        if (currents == null) {
            return;
        }
        DramPart.Geometry geometry = MAPPER.treeToValue(part.path("geometry"), DramPart.Geometry.class);
        boolean perBank = part.path("timing").path("refresh_per_bank").asInt(0) > 0;
        DramPart.Energy derived =
                MAPPER.treeToValue(currents, DramCurrents.class).energy(geometry, perBank);
        ((ObjectNode) MAPPER.valueToTree(derived)).forEachEntry((name, value) -> {
            if (!energy.has(name)) {
                energy.set(name, value);
            }
        });
    }

    private static ObjectNode merged(Path file, UnaryOperator<Path> shipped, Set<Path> seen) {
        if (!seen.add(file)) {
            throw new IllegalArgumentException(file + ": inherits from itself through " + seen);
        }
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    file + ": no such file; allowed: a part file, by its path or by the name of a shipped one");
        }
        JsonNode node;
        try {
            node = MAPPER.readTree(file.toFile());
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    file + ": not JSON: " + e.getOriginalMessage() + " at "
                            + e.getLocation().offsetDescription(),
                    e);
        }
        if (!(node instanceof ObjectNode own)) {
            throw new IllegalArgumentException(file + ": " + node.getNodeType() + "; allowed: an object");
        }
        JsonNode base = own.remove("inherits");
        if (base == null) {
            return own;
        }
        if (!base.isString()) {
            throw new IllegalArgumentException(file + ": /inherits: " + base + "; allowed: the path of a file");
        }
        Path named = Path.of(base.stringValue());
        Path near = file.resolveSibling(named).normalize();
        // Whoever resolves notes what is read, so it is asked for a file that is there as well.
        Path inherited = shipped.apply(Files.isReadable(near) ? near.toAbsolutePath() : named);
        ObjectNode result = merged(Files.isReadable(inherited) ? inherited.normalize() : near, shipped, seen);
        merge(result, own);
        return result;
    }

    private static void merge(ObjectNode into, ObjectNode from) {
        from.forEachEntry((name, value) -> {
            if (value instanceof ObjectNode inner && into.get(name) instanceof ObjectNode outer) {
                merge(outer, inner);
            } else {
                into.set(name, value);
            }
        });
    }

    private static String pointer(DatabindException e) {
        StringBuilder text = new StringBuilder();
        for (JacksonException.Reference r : e.getPath()) {
            text.append('/').append(r.getPropertyName());
        }
        return text.length() == 0 ? "/" : text.toString();
    }

    private static String reason(DatabindException e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof IllegalArgumentException) {
                return String.valueOf(t.getMessage());
            }
        }
        String message = e.getOriginalMessage();
        return message.startsWith("Missing") ? "is missing; every member is needed" : message;
    }
}
