package dev.headrace.explore;

import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Searches for what mends the deadlock of a run, by running the same files again: with deeper FIFOs, or readers in another order. */
public final class Remedy {
    private final Library library;
    private final String design;
    private final @Nullable String workload;
    private final List<String> sets;
    private final Simulation.Options options;
    private volatile @Nullable Trial running;
    private volatile boolean stopped;

    /**
     * A search for the run of these files.
     *
     * @param sets as given with {@code --set}
     */
    public Remedy(
            Library library, String design, @Nullable String workload, List<String> sets, Simulation.Options options) {
        this.library = library;
        this.design = design;
        this.workload = workload;
        this.sets = List.copyOf(sets);
        this.options = options;
    }

    /** The result with what mends its deadlock, if it has one and that is found. */
    public Result mend(Result result) {
        if (result.deadlock() == null) {
            return result;
        }
        Setup setup = Setup.load(library, design, workload, Overrides.of(sets));
        Result deeper = new DepthSearch(this::run, setup.design()).mend(result);
        return new OrderSearch(this::run, setup.design()).mend(deeper);
    }

    private @Nullable Result run(List<String> more, long maxCycles) {
        List<String> all = new ArrayList<>(sets);
        all.addAll(more);
        // Numbers do not decide when a FIFO is full.
        Simulation.Options timing =
                new Simulation.Options("off", maxCycles == 0 ? options.maxCycles() : maxCycles, options.fastForward());
        Overrides overrides = Overrides.of(all);
        Setup setup = Setup.load(library, design, workload, overrides);
        try (Trial trial = Trial.of(setup, overrides, timing)) {
            running = trial;
            return stopped ? null : unlessStopped(trial.run());
        } finally {
            running = null;
        }
    }

    private @Nullable Result unlessStopped(Result result) {
        return stopped ? null : result;
    }

    /** Ends the search soon, from any thread; what was found so far counts. */
    public void stop() {
        stopped = true;
        Trial trial = running;
        if (trial != null) {
            trial.stop();
        }
    }
}
