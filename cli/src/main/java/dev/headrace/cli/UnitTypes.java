package dev.headrace.cli;

import dev.headrace.simulator.unit.UnitType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** The types of units on the class path, in order of name. */
final class UnitTypes {
    private UnitTypes() {}

    static List<UnitType<?>> all() {
        List<UnitType<?>> all = new ArrayList<>();
        for (UnitType<?> type : ServiceLoader.load(UnitType.class)) {
            all.add(type);
        }
        all.sort(Comparator.comparing(UnitType::type));
        return all;
    }

    static Optional<UnitType<?>> find(String name) {
        return all().stream().filter(t -> t.type().equals(name)).findFirst();
    }
}
