package dev.headrace.explore.mapping;

import dev.headrace.explore.DesignFile;
import dev.headrace.explore.sweep.Point;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.spec.DesignSpec;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/** A mapping as a design of its own. */
public final class MappedDesign {
    /** Parts of a design that a mapping decides on: what is said of where they come from is true no more. */
    private static final Set<String> MAPPED = Set.of("params", "loops", "dataflow", "stages", "buffers", "deal");

    private MappedDesign() {}

    /**
     * The design with all that a mapping sets.
     *
     * @param mapping what was found
     * @param file where it goes: paths to other files are made relative to its folder
     * @return what stands in the file; values set in the hardware and the workload are not in it
     */
    public static ObjectNode of(Library library, Point mapping, Path file) {
        Overrides overrides = Overrides.of(mapping.sets());
        JsonFile design = DesignSpec.read(library.find("designs", mapping.design()));
        Setup setup = Setup.load(library, mapping.design(), mapping.workload(), overrides);
        overrides.except(List.of("hardware", "workload")).apply(design);
        ObjectNode tree = design.tree();
        tree.put("name", tree.path("name").asString("") + "-mapped");
        DesignFile.move(library, tree, design, file);
        if (mapping.workload() != null) {
            tree.put("workload", mapping.workload());
        }
        // A preset counts before what is set, and would count after it in a file.
        tree.remove(List.of("preset", "presets"));
        if (!setup.params().isEmpty()) {
            tree.set("params", JsonFile.MAPPER.valueToTree(setup.params()));
        }
        if (tree.get("sources") instanceof ObjectNode sources) {
            Set<String> untrue = new TreeSet<>();
            sources.propertyNames().stream()
                    .filter(path -> MAPPED.contains(path.split("\\.", 2)[0]))
                    .forEach(untrue::add);
            sources.remove(untrue);
        }
        tree.withObject("/sources").put("loops", "a mapping found by headrace map");
        return tree;
    }

    /** What a mapping sets in the hardware and the workload, which its design does not hold. */
    public static List<String> besides(Point mapping) {
        return mapping.sets().stream()
                .filter(set -> set.matches("[./]?(hardware|workload)[./].*"))
                .toList();
    }
}
