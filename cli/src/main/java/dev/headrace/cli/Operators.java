package dev.headrace.cli;

import dev.headrace.simulator.dataflow.OpKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The operators of a dataflow, by name. */
final class Operators {
    private Operators() {}

    static Optional<OpKind> find(String name) {
        return OpKind.all().stream().filter(k -> k.name().equals(name)).findFirst();
    }

    /** Name to what it does. */
    static Map<String, String> about() {
        Map<String, String> about = new LinkedHashMap<>();
        OpKind.all().forEach(k -> about.put(k.name(), k.about()));
        return about;
    }
}
