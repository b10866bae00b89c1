package dev.headrace.cli;

import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Overrides;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of everything that takes a design. */
class DesignOptions {
    /** Values of {@code --check}. */
    static final List<String> CHECKS = List.of("auto", "full", "sample", "off");

    @Option(
            names = {"-w", "--workload"},
            paramLabel = "W",
            description = "What to run on: a name in configs/workloads or a path. Default: the one the design names.")
    @Nullable
    String workload;

    @Option(
            names = {"-s", "--set"},
            paramLabel = "PATH=VALUE",
            description = {
                "Change a value before the run; may be repeated. PATH is dotted or a JSON pointer into the design;",
                "under \"hardware.\" and \"workload.\" into those files: params.Br=64, hardware.units.array.rows=64,",
                "workload.shape.queries=512, buffers.K.tiles=4."
            })
    List<String> sets = List.of();

    @Option(
            names = "--check",
            paramLabel = "MODE",
            defaultValue = "auto",
            description = {
                "Numbers to compute and compare with the golden model: full, sample (all keys for some query rows of",
                "every head), off (timing only), or auto (default): full for small workloads, sample above."
            })
    String check = "auto";

    @Option(names = "--allow-oversize", description = "Run hardware that does not fit its FPGA board.")
    boolean allowOversize;

    /** Refuses values that make no sense. */
    void validate() {
        if (!CHECKS.contains(check)) {
            throw new InputException("--check", "", "\"" + check + "\"", String.join(", ", CHECKS));
        }
    }

    /** How to run. */
    Simulation.Options how() {
        return new Simulation.Options(check, 0, true);
    }

    /** The parsed {@code --set} options. */
    Overrides overrides() {
        return Overrides.of(sets);
    }
}
