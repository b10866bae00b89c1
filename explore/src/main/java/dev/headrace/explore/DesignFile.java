package dev.headrace.explore;

import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Library;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Designs on their way to another file. */
public final class DesignFile {
    private DesignFile() {}

    /**
     * Makes the paths of a design's other files relative to another folder.
     *
     * @param tree the design, to be changed
     * @param design the file that it comes from
     * @param to the file that it goes to
     */
    public static void move(Library library, ObjectNode tree, JsonFile design, Path to) {
        Path folder = to.toAbsolutePath().getParent();
        for (String other : List.of("hardware", "workload")) {
            String name = tree.path(other).asString("");
            if (name.endsWith(".json") && folder != null) {
                Path file = Setup.beside(library, design, other, name);
                if (Files.exists(file)) {
                    Path there = file.toAbsolutePath().normalize();
                    tree.put(
                            other,
                            folder.normalize().relativize(there).toString().replace('\\', '/'));
                }
            }
        }
    }
}
