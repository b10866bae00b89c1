package dev.headrace.simulator.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the components of records are called in JSON, and which may be missing there. */
public final class RecordFields {
    private RecordFields() {}

    /** The name of a record component in JSON: as annotated, or its own in snake_case. */
    public static String jsonName(RecordComponent component) {
        JsonProperty given = component.getAccessor().getAnnotation(JsonProperty.class);
        String name = component.getName();
        return given != null ? given.value() : name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    /** Whether a record component may be missing in JSON. */
    public static boolean optional(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    /** What a record component {@link Takes}, or its record says of all of them; null if neither says it. */
    public static @Nullable String takes(RecordComponent component) {
        Takes own = component.getAnnotation(Takes.class);
        Takes all = component.getDeclaringRecord().getAnnotation(Takes.class);
        return own != null ? own.value() : all != null ? all.value() : null;
    }
}
