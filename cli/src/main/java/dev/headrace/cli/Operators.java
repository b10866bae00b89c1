package dev.headrace.cli;

import java.util.Map;

/** The operators of a dataflow. */
final class Operators {
    private Operators() {}

    /** Name to what it does. */
    static Map<String, String> about() {
        return Map.of();
    }
}
