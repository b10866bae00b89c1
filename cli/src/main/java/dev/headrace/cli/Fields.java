package dev.headrace.cli;

import dev.headrace.simulator.spec.RecordFields;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

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
            fields.add(new Field(
                    RecordFields.jsonName(c), word(c.getType()), RecordFields.optional(c.getAnnotatedType())));
        }
        return fields;
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
