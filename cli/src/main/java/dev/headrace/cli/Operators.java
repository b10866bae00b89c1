package dev.headrace.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operators of a dataflow. */
final class Operators {
    /**
     * A kind of operator.
     *
     * @param name its name in JSON
     * @param about what it does
     * @param fields record of its fields, beside those that all operators have
     */
    record Kind(String name, String about, Class<?> fields) {}

    private Operators() {}

    static List<Kind> all() {
        return List.of();
    }

    static Optional<Kind> find(String name) {
        return all().stream().filter(k -> k.name().equals(name)).findFirst();
    }

    /** Name to what it does. */
    static Map<String, String> about() {
        Map<String, String> about = new LinkedHashMap<>();
        all().forEach(k -> about.put(k.name(), k.about()));
        return about;
    }
}
