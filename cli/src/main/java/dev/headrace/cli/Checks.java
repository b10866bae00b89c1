package dev.headrace.cli;

import dev.headrace.explore.Bench;
import dev.headrace.explore.Paper;
import dev.headrace.explore.Trial;
import dev.headrace.explore.sweep.Sweep;
import dev.headrace.hw.cost.CostFiles;
import dev.headrace.hw.cost.law.Laws;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.Hardware;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Overrides;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Validation of files without running anything. */
final class Checks {
    /** Workload that a design is checked with if neither it nor the user names one. */
    private static final String WORKLOAD = "tiny";

    private Checks() {}

    /**
     * Throws if a file is not valid.
     *
     * @param workload workload to check a design with, if the user named one
     */
    static void check(Context context, FileKind kind, Path file, @Nullable String workload) {
        switch (kind) {
            case DESIGN -> design(context, file, workload);
            case HARDWARE -> Hardware.build(JsonFile.read(file), context.library());
            case WORKLOAD -> workload(context, file);
            case PAPER -> paper(context, file);
            case SWEEP -> Sweep.load(context.library(), path(file));
            case PART -> MemoryOptions.memory(context.library(), path(file), List.of());
            case ENERGY -> new CostFiles().read(file, p -> context.library().hardwareFile(file, p));
            case LAWS -> Laws.read(file);
            case RESULT -> ResultFiles.read(path(file));
        }
    }

    private static void design(Context context, Path file, @Nullable String workload) {
        boolean own = JsonFile.read(file).tree().has("workload");
        String with = workload != null || own ? workload : WORKLOAD;
        Simulation.check(Setup.load(context.library(), path(file), with, Overrides.none()));
    }

    private static void paper(Context context, Path file) {
        new Bench(context.library(), 1, false, (experiment, reused) -> {})
                .check(Paper.load(file).experiments());
    }

    private static void workload(Context context, Path file) {
        WorkloadSpec workload = JsonFile.read(file).as(WorkloadSpec.class);
        Trial.checkNumbers(context.library(), file, workload);
    }

    private static String path(Path file) {
        return file.toAbsolutePath().toString();
    }
}
