package dev.headrace.cli;

import dev.headrace.explore.Trial;
import dev.headrace.explore.fifo.Remedy;
import dev.headrace.hw.cost.fpga.Fit;
import dev.headrace.simulator.kernel.Headway;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.traces.KeptSetTrace;
import dev.headrace.traces.Tokenizer;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** A run as the options want it, loaded and ready. */
final class Runs implements AutoCloseable {
    private final Trial trial;
    private final @Nullable Remedy remedy;
    private volatile boolean mending;

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
        requireFit(trial, options);
        Remedy remedy = mend ? new Remedy(context.library(), design, options.workload, options.sets, how) : null;
        return new Runs(trial, remedy);
    }

    private static void requireFit(Trial trial, RunOptions options) {
        Fit fit = Fit.of(trial.setup().hardware());
        if (fit != null && !fit.fits() && !options.allowOversize) {
            String file = trial.setup().hardware().file().path().toString();
            trial.close();
            throw new InputException(
                    file,
                    "/board",
                    "hardware that " + fit.verdict(),
                    "hardware that fits, or --allow-oversize; headrace describe shows what each unit takes");
        }
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
        return mending ? "deadlock: trying other depths" : h.firings() == h.total() ? "checking" : "";
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
