package dev.headrace.explore.fifo;

import dev.headrace.explore.Trial;
import dev.headrace.simulator.dataflow.Machinery;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Searches for what mends the deadlock of a run. Deeper FIFOs: each full FIFO on the circle by itself, and where none helps
 * alone, the fewest bits of those on the circle together, joined by those that this leads to. And readers of a stream
 * declared in another order.
 */
public final class Remedy {
    /** Runs for one set of FIFOs. */
    private static final long MOST_RUNS = 400;

    private final Library library;
    private final String design;
    private final @Nullable String workload;
    private final List<String> sets;
    private final Simulation.Options options;
    private volatile @Nullable FifoGraph running;
    private volatile @Nullable Trial reordered;
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
        this.options = new Simulation.Options("off", options.maxCycles(), options.fastForward());
    }

    /** The result with what mends its deadlock, if it has one and that is found. */
    public Result mend(Result result) {
        Result.Deadlock d = result.deadlock();
        if (d == null || stopped) {
            return result;
        }
        Overrides overrides = Overrides.of(sets);
        Setup setup = Setup.load(library, design, workload, overrides);
        Result deeper = result.with(
                new Result.Deadlock(d.cycle(), d.circle(), d.others(), depths(setup, overrides), d.orders()));
        return new OrderSearch(this::reordered, setup.design()).mend(deeper);
    }

    private @Nullable Result reordered(List<String> more) {
        List<String> all = new ArrayList<>(sets);
        all.addAll(more);
        Overrides overrides = Overrides.of(all);
        try (Trial trial = Trial.of(Setup.load(library, design, workload, overrides), overrides, options)) {
            reordered = trial;
            Result result = stopped ? null : trial.run();
            return stopped ? null : result;
        } finally {
            reordered = null;
        }
    }

    private List<Result.Mend> depths(Setup setup, Overrides overrides) {
        // Numbers do not decide when a FIFO is full.
        try (Trial trial = Trial.of(setup, overrides, options)) {
            Machinery made = trial.wired();
            FifoGraph all = DesignFifos.byEntry(made).graph();
            Set<FifoGraph.Knob> full = full(all, all.run(all.depths(), History.NEVER));
            List<Result.Mend> mends = new ArrayList<>();
            for (FifoGraph.Knob one : full) {
                mends.addAll(least(all, List.of(one)).mends());
            }
            return mends.isEmpty() && !full.isEmpty() ? together(all, full) : mends;
        }
    }

    private static Set<FifoGraph.Knob> full(FifoGraph all, FifoGraph.Attempt stuck) {
        Set<FifoGraph.Knob> full = new LinkedHashSet<>();
        for (int c : stuck.full()) {
            FifoGraph.Knob knob = all.fifo(c);
            if (knob != null) {
                full.add(knob);
            }
        }
        return full;
    }

    private List<Result.Mend> together(FifoGraph all, Set<FifoGraph.Knob> full) {
        Set<FifoGraph.Knob> raised = new LinkedHashSet<>(full);
        while (true) {
            Found found = least(all, List.copyOf(raised));
            if (!found.mends().isEmpty() || !raised.addAll(full(all, found.unbounded()))) {
                return found.mends();
            }
        }
    }

    private record Found(List<Result.Mend> mends, FifoGraph.Attempt unbounded) {}

    /** The least depths of some FIFOs with which the run ends; none if there are none, or no place for them. */
    private Found least(FifoGraph all, List<FifoGraph.Knob> some) {
        FifoGraph graph = all.only(some);
        running = graph;
        if (stopped) {
            graph.stop();
        }
        FifoSizing sizing = new FifoSizing(graph, MOST_RUNS, graph.depths());
        Sizing found = sizing.toEnd();
        running = null;
        List<Result.Mend> mends = new ArrayList<>();
        for (int f = 0; found != null && f < some.size(); f++) {
            long depth = found.point().depths().get(f);
            if (depth > some.get(f).depth()) {
                mends.add(new Result.Mend(some.get(f).name(), some.get(f).setting(), depth, some.size() == 1));
            }
        }
        return new Found(fits(mends) ? mends : List.of(), sizing.unbounded());
    }

    /** Whether scratchpads have room for deeper FIFOs. */
    private boolean fits(List<Result.Mend> mends) {
        List<String> deeper = new ArrayList<>(sets);
        mends.forEach(m -> deeper.add(m.setting() + "=" + m.depth()));
        try {
            Simulation.check(Setup.load(library, design, workload, Overrides.of(deeper)));
            return true;
        } catch (InputException e) {
            return false;
        }
    }

    /** Ends the search soon, from any thread; what was found so far counts. */
    public void stop() {
        stopped = true;
        FifoGraph graph = running;
        if (graph != null) {
            graph.stop();
        }
        Trial trial = reordered;
        if (trial != null) {
            trial.stop();
        }
    }
}
