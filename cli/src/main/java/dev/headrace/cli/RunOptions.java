package dev.headrace.cli;

import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.InputException;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of everything that simulates. */
final class RunOptions extends DesignOptions {
    @Option(
            names = "--max-cycles",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Stop after N cycles with the statistics so far, marked incomplete, exit code 1. 0: no limit.")
    long maxCycles;

    @Option(
            names = "--no-fast-forward",
            description = "Simulate every cycle, even where the machine's state repeats. The result is the same.")
    boolean noFastForward;

    @Option(
            names = "--dump",
            paramLabel = "TENSOR",
            description = {
                "Write all numbers of a tensor that the design stores, and the golden model's, to",
                "dump/TENSOR.safetensors in the output folder; may be repeated. With --check full."
            })
    List<String> dump = List.of();

    /** Refuses values that make no sense. */
    @Override
    void validate() {
        super.validate();
        if (maxCycles < 0) {
            throw new InputException("--max-cycles: " + maxCycles + "; allowed: 0 (no limit) or more");
        }
    }

    /** Whether none of them is given. */
    boolean areUsual() {
        return workload == null
                && sets.isEmpty()
                && check.equals("auto")
                && maxCycles == 0
                && !noFastForward
                && dump.isEmpty()
                && !allowOversize;
    }

    @Override
    Simulation.Options how() {
        return new Simulation.Options(
                check, maxCycles, !noFastForward, dump.stream().distinct().toList());
    }
}
