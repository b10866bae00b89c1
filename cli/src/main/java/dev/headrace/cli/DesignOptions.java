package dev.headrace.cli;

import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.InputException;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of everything that runs a design. */
class DesignOptions extends SettingOptions {
    /** Values of {@code --check}. */
    static final List<String> CHECKS = List.of("auto", "full", "sample", "off");

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
}
