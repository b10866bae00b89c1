package dev.headrace.explore;

import dev.headrace.simulator.spec.JsonFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads {@link Value}s of a paper file; every complaint says where in the file and what is allowed. */
final class ValueReader {
    private static final String FORMS =
            "{run, at}, {run, where, at}, {ratio}, {difference}, {sum}, {mean}, {geometric_mean}; {rows} within a sum or mean";

    private final JsonFile file;
    private final Map<String, List<Experiment>> runs;

    /**
     * A reader.
     *
     * @param runs runs of the paper by name, in row order
     */
    ValueReader(JsonFile file, Map<String, List<Experiment>> runs) {
        this.file = file;
        this.runs = runs;
    }

    /** Reads the value that stands at a place. */
    Value read(JsonNode node, String place) {
        if (node.has("run") || node.has("at")) {
            return at(node, place);
        }
        if (!node.isObject() || node.size() != 1) {
            throw file.complain(place, JsonFile.describe(node), FORMS);
        }
        String name = node.propertyNames().iterator().next();
        for (Value.Kind kind : Value.Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
                return fold(kind, node.path(name), place + "/" + name);
            }
        }
        throw file.complain(place, "unknown value \"" + name + "\"", FORMS);
    }

    /** Reads a value, or a list of them as one with the rows of all. */
    Value chain(JsonNode node, String place) {
        if (!node.isArray()) {
            return read(node, place);
        }
        List<Value> parts = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            parts.add(read(node.get(i), place + "/" + i));
        }
        if (parts.isEmpty()) {
            throw file.complain(place, "[]", "one value or more");
        }
        return new Value.Chain(List.copyOf(parts));
    }

    private Value at(JsonNode node, String place) {
        for (String field : node.propertyNames()) {
            if (!List.of("run", "where", "at").contains(field)) {
                throw file.complain(place + "/" + field, "unknown field", "run, where, at");
            }
        }
        List<Experiment> found = runs.get(node.path("run").asString(""));
        if (found == null) {
            throw file.complain(
                    place + "/run",
                    "unknown run " + JsonFile.describe(node.path("run")),
                    String.join(", ", runs.keySet()));
        }
        ResultPointer pointer = ResultPointer.parse(node.path("at").asString(""), file, place + "/at");
        Value.At all = new Value.At(found, pointer, place + "/at");
        return node.has("where") ? new Value.Picked(all, row(found, node.path("where"), place + "/where")) : all;
    }

    private int row(List<Experiment> rows, JsonNode where, String place) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Map<String, JsonNode> variables = rows.get(i).variables();
            if (where.isObject()
                    && where.properties().stream().allMatch(e -> e.getValue().equals(variables.get(e.getKey())))) {
                found.add(i);
            }
        }
        if (found.size() != 1) {
            throw file.complain(
                    place,
                    JsonFile.describe(where) + ", true of " + found.size() + " rows",
                    "variables that single out one of "
                            + String.join(
                                    "; ", rows.stream().map(Experiment::label).toList()));
        }
        return found.get(0);
    }

    private Value fold(Value.Kind kind, JsonNode list, String place) {
        boolean two = kind == Value.Kind.RATIO || kind == Value.Kind.DIFFERENCE;
        if (!list.isArray() || list.isEmpty() || (two && list.size() != 2)) {
            throw file.complain(place, JsonFile.describe(list), two ? "a list of two values" : "a list of values");
        }
        List<Value> parts = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode part = list.get(i);
            String at = place + "/" + i;
            if (!two && part.isObject() && part.size() == 1 && part.has("rows")) {
                parts.addAll(Value.each(read(part.path("rows"), at + "/rows")));
            } else {
                parts.add(read(part, at));
            }
        }
        List<Map<String, JsonNode>> rows = List.of(Map.of());
        for (int i = 0; i < parts.size(); i++) {
            rows = paired(rows, parts.get(i).rows(), place);
        }
        return new Value.Fold(kind, List.copyOf(parts), rows);
    }

    /** Rows of two values side by side. */
    List<Map<String, JsonNode>> paired(List<Map<String, JsonNode>> a, List<Map<String, JsonNode>> b, String place) {
        if (b.size() == 1 && b.get(0).isEmpty()) {
            return a;
        }
        if (a.size() == 1 && a.get(0).isEmpty()) {
            return b;
        }
        if (a.size() != b.size()) {
            throw file.complain(
                    place, "values with " + a.size() + " and " + b.size() + " rows", "as many rows in all of them");
        }
        List<Map<String, JsonNode>> both = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            Map<String, JsonNode> row = new LinkedHashMap<>(a.get(i));
            for (Map.Entry<String, JsonNode> e : b.get(i).entrySet()) {
                JsonNode before = row.put(e.getKey(), e.getValue());
                if (before != null && !before.equals(e.getValue())) {
                    throw file.complain(
                            place,
                            "row " + i + " with " + e.getKey() + " = " + before + " and " + e.getValue(),
                            "runs whose rows go together");
                }
            }
            both.add(row);
        }
        return both;
    }
}
