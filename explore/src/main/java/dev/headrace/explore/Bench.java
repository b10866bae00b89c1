package dev.headrace.explore;

import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.Faults;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Library;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs experiments, several at a time, each on a thread of its own. Results come in the order of the experiments and do
 * not depend on the number of threads. Each is written to its folder as soon as it is there.
 */
public final class Bench {
    private final Library library;
    private final int workers;
    private final boolean resume;
    private final Progress progress;
    private final Underway underway = new Underway();

    /** Is told of every run that is done; from any thread, one at a time. */
    @FunctionalInterface
    public interface Progress {
        /** A run is done, or an earlier result of it was found. */
        void done(Experiment experiment, boolean reused);
    }

    /** An experiment and where its result goes. */
    public record Job(Experiment experiment, Path folder) {}

    /** A run that is done. */
    public record Finished(Experiment experiment, Path folder, Result result, boolean reused) {}

    /**
     * A bench.
     *
     * @param workers runs at a time, 1 or more
     * @param resume whether a result that is there already, made of the same inputs, is taken instead of running again
     */
    public Bench(Library library, int workers, boolean resume, Progress progress) {
        if (workers < 1) {
            throw new InputException("--jobs: " + workers + "; allowed: 1 or more");
        }
        this.library = library;
        this.workers = workers;
        this.resume = resume;
        this.progress = progress;
    }

    /**
     * Validates what can be validated without running.
     *
     * @throws InputException if an experiment's files are not fine
     */
    public void check(List<Experiment> experiments) {
        Faults faults = new Faults();
        Set<String> said = new HashSet<>();
        for (Experiment one : experiments) {
            try {
                Simulation.check(Setup.load(library, one.design(), one.workload(), one.overrides()));
            } catch (InputException e) {
                // The runs of a paper share their files: what is wrong with those is said once.
                if (said.add(String.valueOf(e.getMessage()))) {
                    faults.add(wrong(one, e));
                }
            }
        }
        faults.raise();
    }

    private static InputException wrong(Experiment of, InputException e) {
        return InputException.all(e.faults().stream()
                .map(fault -> new InputException(of.place() + ", run " + of.title() + ": " + fault))
                .toList());
    }

    /**
     * Runs all.
     *
     * @return one for each job, in order; only those done if it was stopped
     * @throws InputException if a run finds its input wrong: that of the first such job
     */
    public List<Finished> run(List<Job> jobs) {
        @Nullable Finished[] finished = new Finished[jobs.size()];
        Crew.each("headrace-run", workers, jobs.size(), underway::isStopped, i -> {
            try {
                finished[i] = one(jobs.get(i));
            } catch (InputException e) {
                throw wrong(jobs.get(i).experiment(), e);
            }
        });
        return Arrays.stream(finished).filter(Objects::nonNull).toList();
    }

    private @Nullable Finished one(Job job) {
        Experiment e = job.experiment();
        RunFolder folder = new RunFolder(job.folder());
        Setup setup = Setup.load(library, e.design(), e.workload(), e.overrides());
        String missing = KeptTraces.missing(setup);
        if (missing != null) {
            return new Finished(e, job.folder(), NotRun.needs(setup, missing), false);
        }
        try (Trial trial = Trial.of(setup, e.overrides(), e.options())) {
            String fingerprint = Fingerprint.of(trial);
            Result known = resume ? folder.reuse(fingerprint) : null;
            Result result = known != null ? known : underway.run(trial);
            if (result == null) {
                return null;
            }
            if (known == null) {
                folder.write(result, fingerprint);
            }
            synchronized (progress) {
                progress.done(e, known != null);
            }
            return new Finished(e, job.folder(), result, known != null);
        }
    }

    /** Ends all runs soon, from any thread; what is not done is not kept. */
    public void stop() {
        underway.stop();
    }

    /** Whether it was stopped. */
    public boolean isStopped() {
        return underway.isStopped();
    }
}
