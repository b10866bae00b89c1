package dev.headrace.cli;

import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.spec.DesignSpec;
import dev.headrace.simulator.spec.JsonFile;

/** A design and a workload ready to run: the one place where the command line meets the simulator's run. */
final class Runs {
    private final DesignSpec design;

    private Runs(DesignSpec design) {
        this.design = design;
    }

    /** Loads and validates. */
    static Runs load(Context context, String design, RunOptions options) {
        JsonFile file = JsonFile.read(context.library().find("designs", design));
        options.overrides().apply(file);
        return new Runs(file.as(DesignSpec.class));
    }

    /** Name of the design. */
    String design() {
        return design.name();
    }

    /** Name of the workload. */
    String workload() {
        return String.valueOf(design.workload());
    }

    /** Simulates. */
    Result run() {
        throw new UnsupportedOperationException(design());
    }

    /** Asks the run to end early; from any thread. */
    void stop() {}
}
