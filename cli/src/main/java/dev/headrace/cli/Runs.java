package dev.headrace.cli;

import dev.headrace.explore.Trial;
import dev.headrace.explore.fifo.Remedy;
import dev.headrace.explore.whatif.WhatIf;
import dev.headrace.hw.cost.fpga.Fit;
import dev.headrace.simulator.explain.ActivityProbe;
import dev.headrace.simulator.kernel.Headway;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.run.StoredTensor;
import dev.headrace.simulator.spec.Hardware;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.traces.KeptSetTrace;
import dev.headrace.traces.Tokenizer;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run as the options want it, loaded and ready. */
final class Runs implements AutoCloseable {
    private final Trial trial;
    private final @Nullable Remedy remedy;
    private final Simulation.Options options;
    private volatile @Nullable WhatIf whatIf;
    private @Nullable ActivityProbe activity;
    private volatile boolean mending;
    private volatile boolean asking;

    private Runs(Trial trial, @Nullable Remedy remedy, Simulation.Options options) {
        this.options = options;
        this.trial = trial;
        this.remedy = remedy;
    }

    /**
     * Loads and validates everything that can be validated without running.
     *
     * @param mend whether to search for what mends a deadlock
     */
    static Runs load(Context context, String design, DesignOptions options, boolean mend) {
        return load(context, design, options.workload, options, mend);
    }

    /**
     * Loads and validates everything that can be validated without running.
     *
     * @param workload name or path of a workload, whatever the options say; null: the design's own
     * @param mend whether to search for what mends a deadlock
     */
    static Runs load(Context context, String design, @Nullable String workload, DesignOptions options, boolean mend) {
        options.validate();
        Simulation.Options how = options.how();
        Trial trial = Trial.load(context.library(), design, workload, options.overrides(), how);
        try {
            requireFit(trial.setup().hardware(), options.allowOversize);
        } catch (InputException e) {
            trial.close();
            throw e;
        }
        Remedy remedy = mend ? new Remedy(context.library(), design, workload, options.sets, how) : null;
        return new Runs(trial, remedy, how);
    }

    /** Refuses hardware that its board has no room for. */
    static void requireFit(Hardware hardware, boolean anyway) {
        Fit fit = Fit.of(hardware);
        if (fit != null && !fit.fits() && !anyway) {
            throw hardware.file()
                    .complain(
                            "/board",
                            "hardware that " + fit.verdict(),
                            "hardware that fits, or --allow-oversize; headrace describe shows what each unit takes");
        }
    }

    /** Does all that comes before the first cycle, to find out whether it can be run. */
    void prepare() {
        trial.prepare();
    }

    /** Prints the text of a run that generates one, as it comes; false if it generates none. */
    boolean print(PrintWriter to) {
        Tokenizer tokenizer = trial.tokenizer();
        if (tokenizer != null) {
            to.println("prompt: " + tokenizer.decode(trial.prompt()).strip());
            trial.watch(new TextPrinter(tokenizer, to));
        }
        return tokenizer != null;
    }

    /** The files as read, overrides applied. */
    Setup setup() {
        return trial.setup();
    }

    /** Has the run recorded, so that its result says why it took as long as it did; before the run. */
    void record() {
        trial.record();
    }

    /** Has someone told of the run as it is made, event by event; before the run. */
    void watch(Simulation.Onlooker who) {
        trial.watch(who);
    }

    /** Has the result say what the run did when; before the run. */
    void keepActivity() {
        watch((made, machine) -> {
            ActivityProbe probe = new ActivityProbe(made, machine);
            activity = probe;
            return probe;
        });
    }

    /** Has the run followed by others, each with one thing twice as good; before the run. */
    void askWhatIf() {
        whatIf = new WhatIf(trial.setup(), options, Runtime.getRuntime().availableProcessors());
    }

    /** Simulates; once. */
    Result run() {
        Result bare = trial.run();
        ActivityProbe seen = activity;
        Result result = seen == null ? bare : bare.with(seen.activity());
        WhatIf questions = whatIf;
        if (questions != null && result.status().equals("complete")) {
            asking = true;
            return result.with(questions.ask(result));
        }
        if (remedy == null || result.deadlock() == null) {
            return result;
        }
        mending = true;
        return remedy.mend(result);
    }

    /** How far the simulation has come, from any thread; null while it is not wired yet. */
    @Nullable
    Headway headway() {
        return trial.headway();
    }

    /** What it does besides simulating, from any thread; empty if nothing. */
    String doing() {
        Headway h = trial.headway();
        if (h == null) {
            return "wiring";
        }
        return asking
                ? "what if"
                : mending ? "deadlock: trying other depths" : h.firings() == h.total() ? "checking" : "";
    }

    /** What the run kept, after it; null if there is no such trace. */
    @Nullable
    KeptSetTrace kept() {
        return trial.kept();
    }

    /** The stored tensors that were asked for, after the run. */
    List<StoredTensor> dumped() {
        return trial.dumped();
    }

    /** Asks the run to end early; from any thread. */
    void stop() {
        trial.stop();
        if (remedy != null) {
            remedy.stop();
        }
        WhatIf questions = whatIf;
        if (questions != null) {
            questions.stop();
        }
    }

    @Override
    public void close() {
        trial.close();
    }
}
