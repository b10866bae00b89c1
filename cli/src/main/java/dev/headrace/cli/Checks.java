package dev.headrace.cli;

import dev.headrace.explore.Bench;
import dev.headrace.explore.Paper;
import dev.headrace.explore.Trial;
import dev.headrace.explore.sweep.Sweep;
import dev.headrace.hw.cost.CostFiles;
import dev.headrace.hw.cost.fpga.Board;
import dev.headrace.hw.cost.fpga.Fabric;
import dev.headrace.hw.cost.law.Laws;
import dev.headrace.hw.cost.money.DieCost;
import dev.headrace.hw.cost.published.Comparison;
import dev.headrace.simulator.spec.DesignSpec;
import dev.headrace.simulator.spec.Hardware;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.nio.file.Path;
import java.util.List;

/** Validation of files without running anything. */
final class Checks {
    /** Workload that a design is checked with if neither it nor the user names one. */
    private static final String WORKLOAD = "tiny";

    private Checks() {}

    /**
     * Throws if a file is not valid.
     *
     * @param options what a design is checked with
     */
    static void check(Context context, FileKind kind, Path file, DesignOptions options) {
        switch (kind) {
            case DESIGN -> design(context, file, options);
            case HARDWARE ->
                Runs.requireFit(Hardware.build(JsonFile.read(file), context.library()), options.allowOversize);
            case WORKLOAD -> workload(context, file);
            case PAPER -> paper(context, file);
            case SWEEP -> Sweep.load(context.library(), path(file));
            case BOARD -> Board.read(file);
            case PART -> MemoryOptions.memory(context.library(), path(file), List.of());
            case ENERGY -> new CostFiles().read(file, p -> context.library().hardwareFile(file, p));
            case LAWS -> Laws.read(file);
            case PUBLISHED -> Comparison.of(file, p -> context.library().hardwareFile(file, p));
            case FABRIC -> Fabric.read(file);
            case MONEY -> DieCost.read(file);
            case RESULT -> ResultFiles.read(path(file));
        }
    }

    private static void design(Context context, Path file, DesignOptions options) {
        boolean own = options.workload == null && DesignSpec.read(file).tree().has("workload");
        String workload = options.workload != null || own ? options.workload : WORKLOAD;
        try (Runs run = Runs.load(context, path(file), workload, options, false)) {
            run.prepare();
        }
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
