package dev.headrace.simulator.run;

import dev.headrace.simulator.spec.Inputs;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Overrides;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How a result came about, so that it can be had again: what was asked for, what that changed in the files, the hardware with
 * every parameter, and the content of every file that was read.
 *
 * @param asked what the run was asked for
 * @param options how it ran
 * @param overrides values that are not those of the files, in the order in which they were set
 * @param values number or group of numbers, as in {@link Result#sources}, to its value in this run
 * @param hardware every unit with every parameter, defaults filled in, clocks in hertz; null where a parameter is left out
 *     and that means something
 * @param inputs every file that was read, with the SHA-256 of its content
 */
public record Provenance(
        Setup.Asked asked,
        Simulation.Options options,
        List<Change> overrides,
        Map<String, Object> values,
        Map<String, Object> hardware,
        List<Inputs.Input> inputs) {

    /** What stands in place of the source of a number that is not the file's. */
    public static final String OVERRIDDEN = "overridden";

    /**
     * A value that is not the file's.
     *
     * @param path dotted: below "hardware" and "workload" in those files, else in the design
     * @param by "--set", "--workload", or "preset" and its name
     * @param was in the file; null if nothing was there
     * @param now in this run
     * @param source where the file says that its value, or the group it belongs to, comes from; null if it does not say
     */
    public record Change(
            String path,
            String by,
            @Nullable Object was,
            @Nullable Object now,
            @Nullable String source) {

        /** The same with where the file says that its value comes from. */
        Change from(@Nullable String place) {
            return new Change(path, by, was, now, place);
        }

        /** The path as sources have it: below "design" where it is in the design. */
        public String key() {
            return path.startsWith("hardware.") || path.startsWith("workload.") ? path : "design." + path;
        }

        /** Whether this is a number or a group of them, and another one than the file's; not the name of a whole file. */
        public boolean counts() {
            return !List.of("hardware", "workload", "preset").contains(path) && !Objects.equals(was, now);
        }
    }

    /** Of a run. */
    static Provenance of(Setup setup, Simulation.Options options) {
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, Object> hardware = setup.hardware().effective();
        JsonNode effective = JsonFile.MAPPER.valueToTree(hardware);
        setup.sources().keySet().forEach(key -> {
            JsonNode value = value(setup, effective, key);
            if (!value.isMissingNode() && isPlain(value)) {
                values.put(key, JsonFile.MAPPER.treeToValue(value, Object.class));
            }
        });
        return new Provenance(
                setup.asked(),
                options,
                setup.changes(),
                values,
                hardware,
                setup.inputs().list());
    }

    /** The value of a key in this run; as in the file where the hardware as built does not have it. */
    private static JsonNode value(Setup setup, JsonNode effective, String key) {
        List<String> steps = new ArrayList<>(List.of(key.split("\\.", -1)));
        String file = steps.remove(0);
        JsonNode tree = switch (file) {
            case "hardware" -> setup.hardware().file().tree();
            case "workload" -> setup.workloadFile().tree();
            default -> setup.designFile().tree();
        };
        JsonNode found = file.equals("hardware") ? Overrides.at(effective, steps) : Overrides.at(tree, steps);
        return found.isMissingNode() || found.isNull() ? Overrides.at(tree, steps) : found;
    }

    /** Whether a value can be shown in a line: no list of objects, such as operators, anywhere in it. */
    private static boolean isPlain(JsonNode value) {
        if (value.isArray()) {
            for (JsonNode element : value) {
                if (element.isContainer()) {
                    return false;
                }
            }
            return true;
        }
        for (JsonNode part : value) {
            if (!isPlain(part)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Where the numbers of a run come from.
     *
     * @param files what the files say
     * @param changes what is not theirs
     * @return with {@value #OVERRIDDEN} for every number that was changed, also if the file has a source for its group only
     */
    static Map<String, String> sources(Map<String, String> files, List<Change> changes) {
        Map<String, String> all = new LinkedHashMap<>(files);
        for (Change change : changes) {
            if (change.counts()) {
                all.replaceAll((key, source) -> covers(change.key(), key) ? OVERRIDDEN : source);
                all.put(change.key(), OVERRIDDEN);
            }
        }
        return all;
    }

    /** The source of a number, or of the smallest group that it belongs to; null if there is none. */
    static @Nullable String source(Map<String, String> files, String key) {
        String best = null;
        for (String group : files.keySet()) {
            if (covers(group, key) && (best == null || group.length() > best.length())) {
                best = group;
            }
        }
        return best == null ? null : files.get(best);
    }

    private static boolean covers(String group, String key) {
        return key.equals(group) || key.startsWith(group + ".");
    }
}
