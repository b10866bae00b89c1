package dev.headrace.explore;

import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One run of a paper: an entry of its runs with one row of the variables filled in.
 *
 * @param name name of the entry
 * @param variables values of this row, in the file's order; empty if the entry is a single run
 * @param place the entry in the paper file, for complaints
 * @param design name or path
 * @param workload name or path; null for the design's own
 * @param sets values to change, as with {@code --set}
 * @param options how to run
 */
public record Experiment(
        String name,
        Map<String, JsonNode> variables,
        String place,
        String design,
        @Nullable String workload,
        List<String> sets,
        Simulation.Options options) {
    private static final Pattern VARIABLE = Pattern.compile("\\$([A-Za-z][A-Za-z0-9_]*)");

    /** The runs of an entry, in row order. */
    static List<Experiment> of(JsonFile file, PaperSpec.RunSpec spec, String place) {
        List<Experiment> all = new ArrayList<>();
        Map<String, List<JsonNode>> table = Objects.requireNonNull(spec.forEach());
        for (int row = 0; row < spec.rows(); row++) {
            Map<String, JsonNode> values = new LinkedHashMap<>();
            for (Map.Entry<String, List<JsonNode>> column : table.entrySet()) {
                values.put(column.getKey(), column.getValue().get(row));
            }
            List<String> sets = new ArrayList<>();
            if (spec.shape() != null) {
                spec.shape().forEach((size, value) -> sets.add("workload.shape." + size + "=" + text(value)));
            }
            if (spec.set() != null) {
                sets.addAll(spec.set());
            }
            String workload = spec.workload();
            Experiment one = new Experiment(
                    spec.name(),
                    values,
                    file.path() + " " + place,
                    found(file, fill(spec.design(), values)),
                    workload == null ? null : found(file, fill(workload, values)),
                    sets.stream().map(s -> fill(s, values)).toList(),
                    new Simulation.Options(
                            Objects.requireNonNull(spec.check()),
                            Objects.requireNonNull(spec.maxCycles()),
                            Objects.requireNonNull(spec.fastForward())));
            if (all.stream().anyMatch(e -> e.folder().equals(one.folder()))) {
                throw file.complain(place + "/for", "row " + one.label() + " twice", "rows that differ");
            }
            all.add(one);
        }
        return all;
    }

    /** A path is relative to the paper file; a name is left to the library. */
    private static String found(JsonFile file, String name) {
        boolean path = name.endsWith(".json") || name.indexOf('/') >= 0;
        return path ? file.path().resolveSibling(Library.path(name)).normalize().toString() : name;
    }

    /** Replaces {@code $name} by the value of a variable; any other is left to the design, whose parameter it may be. */
    private static String fill(String text, Map<String, JsonNode> values) {
        Matcher m = VARIABLE.matcher(text);
        return m.replaceAll(found -> {
            JsonNode value = values.get(found.group(1));
            return Matcher.quoteReplacement(value == null ? found.group() : text(value));
        });
    }

    private static String text(JsonNode value) {
        return value.isString() ? value.asString() : value.toString();
    }

    /** The changes. */
    Overrides overrides() {
        return Overrides.of(sets);
    }

    /** Its row, such as "N=512, D=514"; empty for a single run. */
    public String label() {
        return label(variables);
    }

    /** Variables as "N=512, D=514". */
    static String label(Map<String, JsonNode> variables) {
        StringBuilder text = new StringBuilder();
        variables.forEach((variable, value) -> text.append(text.isEmpty() ? "" : ", ")
                .append(variable)
                .append('=')
                .append(text(value)));
        return text.toString();
    }

    /** What it is called in messages. */
    public String title() {
        return variables.isEmpty() ? name : name + " (" + label() + ")";
    }

    /** Its folder below those of all runs. */
    public Path folder() {
        Path folder = Library.path(name);
        return variables.isEmpty()
                ? folder
                : folder.resolve(label().replace(", ", ",").replaceAll("[^A-Za-z0-9=,._-]", "_"));
    }
}
