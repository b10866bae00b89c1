package dev.headrace.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The JSON fields of a record. */
final class Fields {
    /**
     * A field.
     *
     * @param name JSON name
     * @param type what it holds, in a word
     * @param optional whether it may be missing
     */
    record Field(String name, String type, boolean optional) {}

    private Fields() {}

    /** Fields of a record, in order. */
    static List<Field> of(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        RecordComponent[] components = type.getRecordComponents();
        for (RecordComponent c : components == null ? new RecordComponent[0] : components) {
            fields.add(new Field(jsonName(c), word(c.getType()), optional(c.getAnnotatedType())));
        }
        return fields;
    }

    /** The name of a record component in JSON: as annotated, or its own in snake_case. */
    static String jsonName(RecordComponent component) {
        JsonProperty given = component.getAccessor().getAnnotation(JsonProperty.class);
        String name = component.getName();
        return given != null ? given.value() : name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    /** Whether a record component may be missing in JSON. */
    static boolean optional(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    private static String word(Class<?> t) {
        if (t == int.class || t == Integer.class || t == long.class || t == Long.class) {
            return "whole number";
        }
        if (t == double.class || t == Double.class) {
            return "number";
        }
        if (t == boolean.class || t == Boolean.class) {
            return "true or false";
        }
        if (t == String.class) {
            return "text";
        }
        if (t.isArray() || List.class.isAssignableFrom(t)) {
            return "list";
        }
        return "object";
    }
}
