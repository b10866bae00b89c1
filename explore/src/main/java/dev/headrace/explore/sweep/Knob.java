package dev.headrace.explore.sweep;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One thing that varies: a value, at one place of the files or at several.
 *
 * @param name of its column and in expressions
 * @param paths as {@code --set} takes them; empty for the choice of a design or a workload
 * @param values its values in order, one or more
 * @param shown the same as they are shown: files by the names under which they were given
 */
public record Knob(String name, List<String> paths, List<JsonNode> values, List<JsonNode> shown) {
    public Knob {
        paths = List.copyOf(paths);
        values = List.copyOf(values);
        shown = List.copyOf(shown);
    }

    /** Number of values. */
    public int size() {
        return values.size();
    }
}
