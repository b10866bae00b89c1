package dev.headrace.cli;

import dev.headrace.explore.Remedy;
import dev.headrace.explore.Trial;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.traces.KeptSetTrace;
import org.jspecify.annotations.Nullable;

/** A run as the options want it, loaded and ready. */
final class Runs implements AutoCloseable {
    private final Trial trial;
    private final @Nullable Remedy remedy;

    private Runs(Trial trial, @Nullable Remedy remedy) {
        this.trial = trial;
        this.remedy = remedy;
    }

    /**
     * Loads and validates everything that can be validated without running.
     *
     * @param mend whether to search for what mends a deadlock
     */
    static Runs load(Context context, String design, RunOptions options, boolean mend) {
        Simulation.Options how = new Simulation.Options(options.check, options.maxCycles, !options.noFastForward);
        Trial trial = Trial.load(context.library(), design, options.workload, options.overrides(), how);
        Remedy remedy = mend ? new Remedy(context.library(), design, options.workload, options.sets, how) : null;
        return new Runs(trial, remedy);
    }

    /** Name of the design. */
    String design() {
        return trial.setup().design().name();
    }

    /** Name of the workload. */
    String workload() {
        return trial.setup().workload().name();
    }

    /** Simulates; once. */
    Result run() {
        Result result = trial.run();
        return remedy == null ? result : remedy.mend(result);
    }

    /** What the run kept, after it; null if there is no such trace. */
    @Nullable
    KeptSetTrace kept() {
        return trial.kept();
    }

    /** Asks the run to end early; from any thread. */
    void stop() {
        trial.stop();
        if (remedy != null) {
            remedy.stop();
        }
    }

    @Override
    public void close() {
        trial.close();
    }
}
