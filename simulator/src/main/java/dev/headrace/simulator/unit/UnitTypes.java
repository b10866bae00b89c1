package dev.headrace.simulator.unit;

import java.util.Collections;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The unit types that can be found, by name. */
public final class UnitTypes {
    /** Those of a class loader: finding them takes about as long as building a hardware. */
    private record Found(@Nullable ClassLoader loader, Map<String, UnitType<?>> types) {}

    private static volatile @Nullable Found found;

    private UnitTypes() {}

    /** All types on the class path; two of one name are refused. */
    public static Map<String, UnitType<?>> all() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        Found last = found;
        if (last == null || last.loader() != loader) {
            last = new Found(loader, Collections.unmodifiableMap(find()));
            found = last;
        }
        return last.types();
    }

    private static Map<String, UnitType<?>> find() {
        Map<String, UnitType<?>> types = new TreeMap<>();
        for (UnitType<?> t : ServiceLoader.load(UnitType.class)) {
            UnitType<?> other = types.put(t.type(), t);
            if (other != null) {
                throw new IllegalStateException("unit type \"" + t.type() + "\" comes from both "
                        + t.getClass().getName() + " and " + other.getClass().getName());
            }
        }
        return types;
    }
}
