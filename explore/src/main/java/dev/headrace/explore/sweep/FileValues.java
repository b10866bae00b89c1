package dev.headrace.explore.sweep;

import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.spec.DesignSpec;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Values of the files of a point, whether it is run or not: what the point sets, else what stands in its design, its
 * hardware or its workload. A file is read once for all points. What a preset sets is not looked at.
 */
final class FileValues {
    /** Which file a path is in, by its first step; any other is in the design. */
    static final List<String> OTHERS = List.of("hardware", "workload");

    private final Library library;
    private final Map<String, JsonNode> trees = new ConcurrentHashMap<>();

    FileValues(Library library) {
        this.library = library;
    }

    /** The value at a path; missing if there is none. A parameter's name stands for its value. */
    JsonNode at(Point point, List<String> steps) {
        JsonNode value = raw(point, steps);
        if (value.isString() && value.asString().startsWith("$")) {
            String parameter = value.asString().substring(1);
            return raw(
                    point,
                    steps.get(0).equals("hardware")
                            ? List.of("hardware", "params", parameter)
                            : List.of("params", parameter));
        }
        return value;
    }

    private JsonNode raw(Point point, List<String> steps) {
        List<Overrides.Setting> settings = point.settings();
        for (int i = settings.size() - 1; i >= 0; i--) {
            List<String> set = settings.get(i).steps();
            // To set the name of the hardware is to choose a file.
            boolean choice = set.size() == 1 && OTHERS.contains(set.get(0));
            if (set.size() <= steps.size()
                    && !choice
                    && steps.subList(0, set.size()).equals(set)) {
                return below(settings.get(i).value(), steps.subList(set.size(), steps.size()));
            }
        }
        boolean other = OTHERS.contains(steps.get(0)) && steps.size() > 1;
        return other
                ? below(tree(point, steps.get(0)), steps.subList(1, steps.size()))
                : below(tree(point, "design"), steps);
    }

    private static JsonNode below(JsonNode at, List<String> steps) {
        JsonNode node = at;
        for (String step : steps) {
            node = below(node, step);
        }
        return node;
    }

    /** A field of an object; of a list, the element of that name or number. */
    static JsonNode below(JsonNode at, String step) {
        if (at instanceof ArrayNode array) {
            for (JsonNode element : array) {
                if (element.path("name").asString("").equals(step)) {
                    return element;
                }
            }
            return step.matches("[0-9]{1,9}") ? array.path(Integer.parseInt(step)) : MissingNode.getInstance();
        }
        return at.path(step);
    }

    /** The file of a point that is its design, its hardware or its workload, without what it sets; missing if it has none. */
    JsonNode tree(Point point, String which) {
        String chosen = which.equals("workload") && point.workload() != null ? point.workload() : set(point, which);
        return trees.computeIfAbsent(
                String.join("\n", which, point.design(), String.valueOf(chosen)), key -> read(point, which, chosen));
    }

    private JsonNode read(Point point, String which, @Nullable String chosen) {
        JsonFile design = DesignSpec.read(library.find("designs", point.design()));
        if (which.equals("design")) {
            return design.tree();
        }
        String kind = which.equals("workload") ? "workloads" : which;
        if (which.equals("workload") && point.workload() != null) {
            return JsonFile.read(library.find(kind, point.workload())).tree();
        }
        String name = chosen != null ? chosen : design.tree().path(which).asString("");
        return name.isEmpty()
                ? MissingNode.getInstance()
                : JsonFile.read(Setup.beside(library, design, kind, name)).tree();
    }

    private static @Nullable String set(Point point, String word) {
        String name = null;
        for (Overrides.Setting setting : point.settings()) {
            if (setting.steps().equals(List.of(word))) {
                name = Point.text(setting.value());
            }
        }
        return name;
    }

    /** A path with the numbers of list elements in place of their names: the same for all ways to say one place. */
    List<String> canonical(Point point, List<String> steps) {
        boolean other = OTHERS.contains(steps.get(0)) && steps.size() > 1;
        JsonNode node = other ? tree(point, steps.get(0)) : tree(point, "design");
        List<String> path = new ArrayList<>(steps.subList(0, other ? 1 : 0));
        for (String step : steps.subList(path.size(), steps.size())) {
            int named = node instanceof ArrayNode array ? places(array).indexOf(step) : -1;
            path.add(named >= 0 ? String.valueOf(named) : step);
            node = below(node, step);
        }
        return path;
    }

    /** The name of each element of a list; "" of one that has none. */
    private static List<String> places(ArrayNode array) {
        List<String> names = new ArrayList<>();
        array.forEach(element -> names.add(element.path("name").asString("")));
        return names;
    }

    /** Names that stand in an object or a list. */
    static List<String> names(JsonNode at) {
        List<String> names = new ArrayList<>();
        if (at instanceof ArrayNode array) {
            names.addAll(places(array));
            names.removeIf(String::isEmpty);
        } else {
            names.addAll(at.propertyNames());
        }
        return names;
    }
}
