package dev.headrace.explore;

import dev.headrace.simulator.run.Parts;
import dev.headrace.simulator.run.Result;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The shape of {@code result.json}, from the record of results: what can stand below a place, whatever the design. */
public final class ResultShape {
    private ResultShape() {}

    /** The whole. */
    public static Type root() {
        return Result.class;
    }

    /** What stands at a step below a place; null if nothing can. Any name will do in a map. */
    public static @Nullable Type below(Type at, String step) {
        if (at instanceof ParameterizedType p && p.getRawType() instanceof Class<?> raw) {
            Type[] of = p.getActualTypeArguments();
            if (Map.class.isAssignableFrom(raw)) {
                return of[1];
            }
            return Collection.class.isAssignableFrom(raw) && step.matches("[0-9]{1,9}") ? of[0] : null;
        }
        if (at instanceof Class<?> c && c.isRecord()) {
            for (RecordComponent component : c.getRecordComponents()) {
                if (component.getType() != Parts.class && jsonName(component).equals(step)) {
                    return component.getGenericType();
                }
            }
            return c == Result.class ? Parts.KINDS.get(step) : null;
        }
        return at == Object.class ? at : null;
    }

    /** Whether a place holds one number, text or truth and nothing below. */
    public static boolean isSingle(Type at) {
        return !(at instanceof ParameterizedType || (at instanceof Class<?> c && c.isRecord()));
    }

    /** The names that can stand below a place; empty if any can, or none. */
    public static List<String> names(Type at) {
        if (!(at instanceof Class<?> c) || !c.isRecord()) {
            return List.of();
        }
        Stream<String> own = Arrays.stream(c.getRecordComponents())
                .filter(component -> component.getType() != Parts.class)
                .map(ResultShape::jsonName);
        return (c == Result.class ? Stream.concat(own, Parts.KINDS.keySet().stream()) : own).toList();
    }

    /** The same in words. */
    static String words(Type at) {
        List<String> names = names(at);
        if (!names.isEmpty()) {
            return String.join(", ", names);
        }
        return at instanceof ParameterizedType p && p.getRawType() == Map.class
                ? "a name"
                : at instanceof ParameterizedType ? "a number from 0" : "nothing more";
    }

    private static String jsonName(RecordComponent component) {
        return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
