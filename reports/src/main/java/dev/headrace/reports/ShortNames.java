package dev.headrace.reports;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Short names of dotted paths: as many of their last steps as it takes to tell them from each other. */
public final class ShortNames {
    private ShortNames() {}

    /** Each path once, to its name, in order: of "hardware.units.array.rows" alone "rows". */
    public static Map<String, String> of(Collection<String> paths) {
        Map<String, String> names = new LinkedHashMap<>();
        for (String path : paths) {
            List<String> others = new ArrayList<>(paths);
            others.removeIf(path::equals);
            int from = path.lastIndexOf('.') + 1;
            while (from > 0 && clashes(path.substring(from), others)) {
                from = path.lastIndexOf('.', from - 2) + 1;
            }
            names.put(path, path.substring(from));
        }
        return names;
    }

    private static boolean clashes(String name, List<String> others) {
        return others.stream().anyMatch(o -> o.equals(name) || o.endsWith("." + name));
    }
}
