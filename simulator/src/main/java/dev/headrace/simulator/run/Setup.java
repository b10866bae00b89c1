package dev.headrace.simulator.run;

import dev.headrace.simulator.spec.DataFiles;
import dev.headrace.simulator.spec.DesignSpec;
import dev.headrace.simulator.spec.Hardware;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Inputs;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
import dev.headrace.simulator.spec.Parameters;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A design, its hardware and a workload: read, overridden, and valid on their own.
 *
 * @param library where shipped files are
 * @param designFile the design as read
 * @param design its record, parameters filled in
 * @param hardware the hardware, units built
 * @param workloadFile the workload as read
 * @param workload its record
 * @param params values of the design's parameters
 * @param asked how the user named all that
 * @param inputs the files that were read
 */
public record Setup(
        Library library,
        JsonFile designFile,
        DesignSpec design,
        Hardware hardware,
        JsonFile workloadFile,
        WorkloadSpec workload,
        Map<String, Object> params,
        Asked asked,
        Inputs inputs) {

    /**
     * What a run was asked for.
     *
     * @param design name or path of the design
     * @param workload name or path of the workload; null for the design's own
     * @param set values set, "params.Br=64", in the order in which they were given
     */
    public record Asked(String design, @Nullable String workload, List<String> set) {}

    /**
     * Reads everything that a run needs.
     *
     * @param designName name or path of a design
     * @param workloadName name or path of a workload; null: the design's own
     * @param overrides values to set: in the hardware file under {@code hardware}, in the workload under {@code
     *     workload}, else in the design
     * @throws InputException if anything is wrong with the files
     */
    public static Setup load(Library library, String designName, @Nullable String workloadName, Overrides overrides) {
        Inputs inputs = new Inputs(library);
        JsonFile designFile = JsonFile.read(inputs.read("design", library.find("designs", designName)));
        overrides.exactly("preset").apply(designFile);
        applyPreset(designFile);
        overrides.except(List.of("hardware", "workload")).apply(designFile);
        Map<String, Object> params = Parameters.fill(designFile);
        DesignSpec design = designFile.as(DesignSpec.class);

        JsonFile hardwareFile =
                JsonFile.read(inputs.read("hardware", beside(library, designFile, "hardware", design.hardware())));
        overrides.under("hardware").apply(hardwareFile);
        Hardware hardware = Hardware.build(hardwareFile, library, inputs);

        String own = design.workload();
        if (workloadName == null && own == null) {
            throw designFile.complain(
                    "/workload", "missing", "a workload here or with --workload: " + library.names("workloads"));
        }
        Path workloadPath = workloadName != null
                ? library.find("workloads", workloadName)
                : beside(library, designFile, "workloads", java.util.Objects.requireNonNull(own));
        JsonFile workloadFile = JsonFile.read(inputs.read("workload", workloadPath));
        overrides.under("workload").apply(workloadFile);
        WorkloadSpec workload = workloadFile.as(WorkloadSpec.class);
        Asked asked = new Asked(designName, workloadName, overrides.texts());
        return new Setup(library, designFile, design, hardware, workloadFile, workload, params, asked, inputs);
    }

    /** Finds the files of numbers that the workload names. */
    public DataFiles data() {
        return new DataFiles(library, workloadFile.path(), inputs);
    }

    /** The file that another names: beside it, else as a path from the working folder, else that of the library. */
    public static Path beside(Library library, JsonFile file, String kind, String name) {
        if (name.endsWith(".json")) {
            Path near = file.path().resolveSibling(name);
            return java.nio.file.Files.exists(near) || Path.of(name).isAbsolute() ? near : Path.of(name);
        }
        return library.find(kind, name);
    }

    private static void applyPreset(JsonFile file) {
        JsonNode name = file.tree().path("preset");
        if (name.isMissingNode()) {
            return;
        }
        JsonNode presets = file.tree().path("presets");
        if (!(presets.path(name.asString("")) instanceof ObjectNode values)
                || !(file.tree().path("params") instanceof ObjectNode params)) {
            throw file.complain(
                    "/preset", "unknown preset " + JsonFile.describe(name), String.join(", ", presets.propertyNames()));
        }
        for (Map.Entry<String, JsonNode> e : values.properties()) {
            if (!params.has(e.getKey())) {
                throw file.complain(
                        "/presets/" + name.asString() + "/" + e.getKey(),
                        "no such parameter",
                        String.join(", ", params.propertyNames()));
            }
            params.set(e.getKey(), e.getValue());
        }
    }

    /** Path in a file to where that value comes from, for all three files. */
    public Map<String, String> sources() {
        Map<String, String> all = new LinkedHashMap<>();
        add(all, "hardware", hardware.spec().sources());
        add(all, "workload", workload.sources());
        add(all, "design", design.sources());
        return all;
    }

    private static void add(Map<String, String> all, String prefix, @Nullable Map<String, String> some) {
        if (some != null) {
            new java.util.TreeMap<>(some).forEach((k, v) -> all.put(prefix + "." + k, v));
        }
    }
}
