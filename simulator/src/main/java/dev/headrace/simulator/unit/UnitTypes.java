package dev.headrace.simulator.unit;

import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The unit types that can be found, by name. */
public final class UnitTypes {
    private UnitTypes() {}

    /** All types on the class path; two of one name are refused. */
    public static Map<String, UnitType<?>> all() {
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
