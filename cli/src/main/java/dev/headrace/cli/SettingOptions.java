package dev.headrace.cli;

import dev.headrace.simulator.spec.Overrides;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a design is run on, and with what values. */
class SettingOptions {
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
                "Change a value before any run; may be repeated. PATH is dotted or a JSON pointer into the design;",
                "under \"hardware.\" and \"workload.\" into those files: params.Br=64, hardware.units.array.rows=64,",
                "workload.shape.queries=512, buffers.K.tiles=4."
            })
    List<String> sets = List.of();

    /** The parsed {@code --set} options. */
    Overrides overrides() {
        return Overrides.of(sets);
    }
}
