package dev.headrace.simulator.run;

import dev.headrace.simulator.dataflow.Dataflow;
import dev.headrace.simulator.spec.DataFiles;
import dev.headrace.simulator.spec.DesignSpec;
import dev.headrace.simulator.spec.Faults;
import dev.headrace.simulator.spec.Hardware;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Inputs;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
import dev.headrace.simulator.spec.Parameters;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * @param changes values that are not those of the files
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
        Inputs inputs,
        List<Provenance.Change> changes) {

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
        List<Provenance.Change> changes = new ArrayList<>();
        Design read = design(library, inputs, designName, overrides, changes);
        Faults faults = new Faults();
        DesignSpec design = faults.of(read::checked);
        // Each file is read even if the others are wrong, so that all is said at once.
        Hardware hardware = faults.of(() -> hardware(library, inputs, read.file(), overrides, changes));
        JsonFile workloadFile =
                faults.of(() -> workloadFile(library, inputs, read.file(), workloadName, overrides, changes));
        WorkloadSpec workload = workloadFile == null ? null : faults.of(() -> workloadFile.as(WorkloadSpec.class));
        faults.raise();
        Setup setup = new Setup(
                library,
                read.file(),
                Objects.requireNonNull(design),
                Objects.requireNonNull(hardware),
                Objects.requireNonNull(workloadFile),
                Objects.requireNonNull(workload),
                read.params(),
                new Asked(designName, workloadName, overrides.texts()),
                inputs,
                changes);
        return setup.sourced();
    }

    /** The same, whose changes say where what they replace is from. */
    private Setup sourced() {
        Map<String, String> sources = fileSources();
        changes.replaceAll(change -> change.from(Provenance.source(sources, change.key())));
        return this;
    }

    /**
     * The same machine and workload, which are not read again, and the design with other values set.
     *
     * @param overrides all values to set; those in the hardware and the workload have to be the ones that are set already
     * @throws InputException if the design is wrong with them
     */
    public Setup with(Overrides overrides) {
        List<Provenance.Change> all = new ArrayList<>();
        Design read = design(library, new Inputs(library), asked.design(), overrides, all);
        DesignSpec spec = read.checked();
        changes.stream()
                .filter(change -> change.key().matches("hardware[.].*|workload([.].*)?"))
                .forEach(all::add);
        return new Setup(
                        library,
                        read.file(),
                        spec,
                        hardware,
                        workloadFile,
                        workload,
                        read.params(),
                        new Asked(asked.design(), asked.workload(), overrides.texts()),
                        inputs,
                        all)
                .sourced();
    }

    /** A design's file with values set and parameters filled in. */
    private record Design(JsonFile file, Map<String, Object> params) {
        DesignSpec checked() {
            DesignSpec read = file.as(DesignSpec.class);
            Dataflow.check(file, read);
            return read;
        }
    }

    private static Design design(
            Library library, Inputs inputs, String name, Overrides overrides, List<Provenance.Change> changes) {
        JsonFile file = DesignSpec.read(inputs.read("design", library.find("designs", name)));
        set(changes, overrides.exactly("preset"), file, "");
        changes.addAll(applyPreset(file));
        set(changes, overrides.except(List.of("hardware", "workload")), file, "");
        return new Design(file, Parameters.fill(file));
    }

    private static @Nullable Hardware hardware(
            Library library, Inputs inputs, JsonFile designFile, Overrides overrides, List<Provenance.Change> changes) {
        JsonNode name = designFile.tree().path("hardware");
        if (!name.isString()) {
            return null; // which the design's record complains about
        }
        JsonFile file =
                JsonFile.read(inputs.read("hardware", beside(library, designFile, "hardware", name.asString())));
        set(changes, overrides.under("hardware"), file, "hardware.");
        return Hardware.build(file, library, inputs);
    }

    private static @Nullable JsonFile workloadFile(
            Library library,
            Inputs inputs,
            JsonFile designFile,
            @Nullable String workloadName,
            Overrides overrides,
            List<Provenance.Change> changes) {
        JsonNode own = designFile.tree().path("workload");
        if (workloadName == null && own.isMissingNode()) {
            throw designFile.complain(
                    "/workload", "missing", "a workload here or with --workload: " + library.names("workloads"));
        }
        if (workloadName == null && !own.isString()) {
            return null; // which the design's record complains about
        }
        Path path = workloadName != null
                ? library.find("workloads", workloadName)
                : beside(library, designFile, "workloads", own.asString());
        JsonFile file = JsonFile.read(inputs.read("workload", path));
        if (workloadName != null && !workloadName.equals(own.asString(""))) {
            changes.add(new Provenance.Change("workload", "--workload", JsonFile.value(own), workloadName, null));
        }
        set(changes, overrides.under("workload"), file, "workload.");
        return file;
    }

    /** Finds the files of numbers that the workload names. */
    public DataFiles data() {
        return new DataFiles(library, workloadFile.path(), inputs);
    }

    /** The file that another names: beside it, else as a path from the working folder, else that of the library. */
    public static Path beside(Library library, JsonFile file, String kind, String name) {
        if (name.endsWith(".json")) {
            Path named = Library.path(name);
            Path near = file.path().resolveSibling(named);
            return java.nio.file.Files.exists(near) || named.isAbsolute() ? near : named;
        }
        return library.find(kind, name);
    }

    private static void set(List<Provenance.Change> changes, Overrides overrides, JsonFile file, String prefix) {
        overrides
                .apply(file)
                .forEach(r -> changes.add(new Provenance.Change(
                        prefix + String.join(".", r.steps()),
                        "--set",
                        JsonFile.value(r.was()),
                        JsonFile.value(r.now()),
                        null)));
    }

    private static List<Provenance.Change> applyPreset(JsonFile file) {
        List<Provenance.Change> changes = new ArrayList<>();
        JsonNode presets = file.tree().path("presets");
        JsonNode params = file.tree().path("params");
        Faults faults = new Faults();
        presets.properties().forEach(preset -> {
            String pointer = "/presets/" + preset.getKey();
            if (!preset.getValue().isObject()) {
                faults.add(
                        file.complain(pointer, JsonFile.describe(preset.getValue()), "values of parameters by name"));
            }
            preset.getValue().properties().forEach(value -> {
                if (!params.has(value.getKey())) {
                    faults.add(file.complain(
                            pointer + "/" + value.getKey(),
                            "no such parameter as \"" + value.getKey() + "\"",
                            String.join(", ", params.propertyNames())));
                }
            });
        });
        JsonNode name = file.tree().path("preset");
        if (!name.isMissingNode() && (!name.isString() || !presets.has(name.asString()))) {
            faults.add(file.complain(
                    "/preset",
                    "unknown preset " + JsonFile.describe(name),
                    String.join(", ", presets.propertyNames())));
        }
        faults.raise();
        if (params instanceof ObjectNode object) {
            presets.path(name.asString("")).properties().forEach(e -> {
                changes.add(new Provenance.Change(
                        "params." + e.getKey(),
                        "preset " + name.asString(),
                        JsonFile.value(params.path(e.getKey())),
                        JsonFile.value(e.getValue()),
                        null));
                object.set(e.getKey(), e.getValue());
            });
        }
        return changes;
    }

    /** Path in a file to where that value comes from, for all three files; "overridden" where it is not the file's. */
    public Map<String, String> sources() {
        return Provenance.sources(fileSources(), changes);
    }

    private Map<String, String> fileSources() {
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
