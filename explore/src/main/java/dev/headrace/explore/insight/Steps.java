package dev.headrace.explore.insight;

import dev.headrace.explore.sweep.Axis;
import dev.headrace.explore.sweep.Knob;
import dev.headrace.explore.sweep.Row;
import dev.headrace.explore.sweep.SweepFolder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The values that rows have of a knob, each once: numbers by their size, others as they stand in the sweep. */
final class Steps {
    private final String name;
    private final int axis;
    private final List<String> texts = new ArrayList<>();
    private final Map<JsonNode, Integer> steps = new HashMap<>();

    private Steps(Knob knob, int axis, Set<JsonNode> met) {
        this.name = knob.name();
        this.axis = axis;
        List<JsonNode> values = new ArrayList<>(new LinkedHashSet<>(knob.shown()));
        values.removeIf(v -> !met.contains(v));
        if (values.stream().allMatch(JsonNode::isNumber)) {
            values.sort(Comparator.comparingDouble(JsonNode::doubleValue));
        }
        for (JsonNode value : values) {
            steps.put(value, texts.size());
            texts.add(value.isString() ? value.asString() : value.toString());
        }
    }

    /** Those of all knobs of which rows with objectives have two values or more, in the order of columns. */
    static List<Steps> of(SweepFolder.Held held) {
        List<Steps> all = new ArrayList<>();
        List<Axis> axes = held.outline().axes();
        for (int a = 0; a < axes.size(); a++) {
            for (Knob knob : axes.get(a).knobs()) {
                Set<JsonNode> met = new LinkedHashSet<>();
                for (Row row : held.result().rows()) {
                    JsonNode value = row.parameters().get(knob.name());
                    if (value != null && !row.objectives().isEmpty()) {
                        met.add(value);
                    }
                }
                Steps steps = new Steps(knob, a, met);
                if (steps.size() > 1) {
                    all.add(steps);
                }
            }
        }
        return all;
    }

    String name() {
        return name;
    }

    /** Number of its axis. */
    int axis() {
        return axis;
    }

    int size() {
        return texts.size();
    }

    /** Its values as text. */
    List<String> texts() {
        return texts;
    }

    /** Which of the values a row has. */
    int step(Row row) {
        @Nullable Integer step = steps.get(row.parameters().get(name));
        return step == null ? 0 : step;
    }

    String shown(Row row) {
        return texts.get(step(row));
    }
}
