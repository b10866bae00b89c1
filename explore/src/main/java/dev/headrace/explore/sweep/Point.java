package dev.headrace.explore.sweep;

import dev.headrace.simulator.spec.Overrides;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One run to be made.
 *
 * @param index its number, by which rows are kept and ordered; of one sweep or search, no two may share it
 * @param design name or path
 * @param workload name or path; null for the design's own
 * @param sets values to set, as with {@code --set}
 * @param values what its row says of it: column to value, in order
 */
public record Point(
        long index, String design, @Nullable String workload, List<String> sets, Map<String, JsonNode> values) {
    public Point {
        sets = List.copyOf(sets);
        values = new LinkedHashMap<>(values);
    }

    /** What it sets, parsed. */
    List<Overrides.Setting> settings() {
        return Overrides.of(sets).settings();
    }

    /** The same with another number and more set. */
    public Point with(long number, List<String> more) {
        List<String> all = new ArrayList<>(sets);
        all.addAll(more);
        return new Point(number, design, workload, all, values);
    }

    /** The command that runs it alone. */
    public String command() {
        List<String> words = new ArrayList<>(List.of("headrace", "run", quoted(design)));
        if (workload != null) {
            words.add("--workload");
            words.add(quoted(workload));
        }
        for (String set : sets) {
            words.add("--set");
            words.add(quoted(set));
        }
        return String.join(" ", words);
    }

    /** What it is called in messages: "Br=64, channels=8". */
    public String label() {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) ->
                text.append(text.isEmpty() ? "" : ", ").append(name).append('=').append(text(value)));
        return text.isEmpty() ? "the only point" : text.toString();
    }

    /** A value as it is shown. */
    static String text(JsonNode value) {
        return value.isString() ? value.asString() : value.toString();
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./=:+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
