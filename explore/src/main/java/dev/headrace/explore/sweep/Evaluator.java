package dev.headrace.explore.sweep;

import dev.headrace.explore.Fingerprint;
import dev.headrace.explore.KeptTraces;
import dev.headrace.explore.Trial;
import dev.headrace.reports.ResultJson;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
import dev.headrace.traces.TraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Makes rows of points: several at a time, each point and each content once, each isolated from the others. What comes out
 * depends on the points alone, not on the number of threads, nor on what was run before. Rows go into a journal as they
 * come.
 *
 * <p>A point that runs out of memory is run again with nothing beside it; only if that is not enough either is it refused.
 */
public final class Evaluator {
    /**
     * How points are run.
     *
     * @param options of every run
     * @param jobs points at a time, 1 or more
     * @param misfit why hardware does not fit where it has to; empty if it does
     * @param results folder that gets the {@code result.json} of every content by its hash; null to keep none
     */
    public record How(
            Simulation.Options options,
            int jobs,
            Function<Setup, String> misfit,
            @Nullable Path results) {
        public How {
            if (jobs < 1) {
                throw new InputException("--jobs: " + jobs + "; allowed: 1 or more");
            }
        }
    }

    /** Is told of every row; from any thread, one at a time. */
    @FunctionalInterface
    public interface Progress {
        /** A row is there. */
        void done(Row row);
    }

    private final Library library;
    private final Measures measures;
    private final How how;
    private final Progress progress;
    private final @Nullable Journal journal;
    private final Map<Long, Row> known;
    private final Map<String, CompletableFuture<@Nullable Row>> byContent = new ConcurrentHashMap<>();
    private final Set<Trial> running = ConcurrentHashMap.newKeySet();
    private final ReadWriteLock memory = new ReentrantReadWriteLock(true);
    private volatile boolean stopped;

    /** One without a journal: rows live as long as it does. */
    public Evaluator(Library library, Measures measures, How how, Progress progress) {
        this(library, measures, how, progress, null, Map.of());
    }

    /**
     * One that goes on.
     *
     * @param journal gets every new row
     * @param done rows that are there already
     */
    Evaluator(
            Library library,
            Measures measures,
            How how,
            Progress progress,
            @Nullable Journal journal,
            Map<Long, Row> done) {
        this.library = library;
        this.measures = measures;
        this.how = how;
        this.progress = progress;
        this.journal = journal;
        this.known = new ConcurrentHashMap<>(done);
        for (Row row : done.values()) {
            if (!row.hash().isEmpty()) {
                byContent.putIfAbsent(row.hash(), CompletableFuture.completedFuture(row));
            }
        }
    }

    /**
     * Runs points that have no row yet.
     *
     * @return the rows, in the order of the points; if it was stopped, only of those that were done
     * @throws InputException if a measure has no value at one of them
     */
    public List<Row> evaluate(List<Point> points) {
        @Nullable Row[] rows = new Row[points.size()];
        AtomicInteger next = new AtomicInteger();
        AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int w = 0; w < Math.min(how.jobs(), points.size()); w++) {
            Thread thread = new Thread(() -> work(points, rows, next, failed), "headrace-point-" + w);
            thread.start();
            threads.add(thread);
        }
        join(threads);
        Throwable e = failed.get();
        if (e instanceof RuntimeException known) {
            throw known;
        }
        if (e instanceof Error error) {
            throw error;
        }
        return Arrays.stream(rows).filter(Objects::nonNull).toList();
    }

    private void work(
            List<Point> points, @Nullable Row[] rows, AtomicInteger next, AtomicReference<@Nullable Throwable> failed) {
        for (int i = next.getAndIncrement();
                i < points.size() && !stopped && failed.get() == null;
                i = next.getAndIncrement()) {
            try {
                rows[i] = evaluate(points.get(i));
            } catch (RuntimeException | Error e) {
                failed.compareAndSet(null, e);
            }
        }
    }

    /** The row of one point; null if it was stopped before its end. */
    private @Nullable Row evaluate(Point point) {
        Row row = known.get(point.index());
        if (row != null) {
            return row;
        }
        row = attempt(point);
        if (row == null) {
            return null;
        }
        if (journal != null) {
            journal.add(row);
        }
        known.put(point.index(), row);
        synchronized (progress) {
            progress.done(row);
        }
        return row;
    }

    private @Nullable Row attempt(Point point) {
        memory.readLock().lock();
        try {
            return isolated(point);
        } catch (OutOfMemoryError e) {
            // Once more below, alone.
        } finally {
            memory.readLock().unlock();
        }
        memory.writeLock().lock();
        try {
            return isolated(point);
        } catch (OutOfMemoryError e) {
            return refused(
                    point,
                    "",
                    Row.Status.REFUSED,
                    "needs more than " + Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB of memory");
        } finally {
            memory.writeLock().unlock();
        }
    }

    /** Whatever goes wrong with a point becomes its row; but for a lack of memory, which may be that of its neighbours. */
    private @Nullable Row isolated(Point point) {
        Setup setup;
        String hash = "";
        try {
            Overrides overrides = Overrides.of(point.sets());
            setup = Setup.load(library, point.design(), point.workload(), overrides);
            String misfit = how.misfit().apply(setup);
            if (!misfit.isEmpty()) {
                return refused(point, "", Row.Status.OVERSIZE, misfit);
            }
            String missing = KeptTraces.missing(setup);
            if (missing != null) {
                return refused(point, "", Row.Status.REFUSED, "needs a copy of " + missing);
            }
            try (Trial trial = Trial.of(setup, overrides, how.options())) {
                hash = Fingerprint.ofEffect(trial);
                return once(point, hash, trial);
            }
        } catch (InputException | TraceException e) {
            return refused(point, hash, Row.Status.REFUSED, placeless(point, String.valueOf(e.getMessage())));
        } catch (MeasureFailed e) {
            throw e.cause;
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            return refused(point, hash, Row.Status.CRASHED, String.valueOf(e));
        }
    }

    /** A complaint in words that are the same wherever the files lie: the names by which the sweep calls them. */
    private String placeless(Point point, String text) {
        String shown = named(text, point.design(), point.values().get("design"));
        shown = named(shown, point.workload(), point.values().get("workload"));
        return library.shownIn(shown);
    }

    private static String named(String text, @Nullable String file, @Nullable JsonNode name) {
        return file == null || name == null ? text : text.replace(file, Point.text(name));
    }

    /** Carries a complaint about a measure past the isolation of points: it is about all of them. */
    private static final class MeasureFailed extends RuntimeException {
        private final InputException cause;

        MeasureFailed(InputException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    /** The row of a content: run, or that of whoever runs it already. */
    private @Nullable Row once(Point point, String hash, Trial trial) {
        CompletableFuture<@Nullable Row> mine = new CompletableFuture<>();
        CompletableFuture<@Nullable Row> others = byContent.putIfAbsent(hash, mine);
        if (others != null) {
            Row row = others.join();
            // Whoever ran it may have failed for a reason of its own, such as too little memory beside others.
            return row != null ? row.as(point) : stopped ? null : once(point, hash, trial);
        }
        Row row = null;
        try {
            Result result = simulate(trial);
            row = result == null ? null : row(point, hash, result);
            return row;
        } finally {
            if (row == null) {
                byContent.remove(hash, mine);
            }
            mine.complete(row);
        }
    }

    private Row row(Point point, String hash, Result result) {
        Path results = how.results();
        if (results != null) {
            Path file = results.resolve(hash + ".json");
            try {
                ResultJson.write(result, file);
            } catch (IOException e) {
                throw new MeasureFailed(
                        new InputException(file.toString(), "", "cannot be written (" + e + ")", "a folder with room"));
            }
        }
        try {
            return switch (result.status()) {
                case "complete" -> {
                    Result.Golden golden = result.golden();
                    boolean right = golden == null || golden.passed();
                    yield measures.row(
                            point,
                            hash,
                            result,
                            right ? Row.Status.COMPLETE : Row.Status.MISSED,
                            right ? "" : "numbers miss the golden model");
                }
                case "deadlock" -> measures.row(point, hash, result, Row.Status.DEADLOCK, circle(result));
                default ->
                    measures.row(
                            point,
                            hash,
                            result,
                            Row.Status.CAPPED,
                            "not over after " + how.options().maxCycles() + " cycles");
            };
        } catch (InputException e) {
            throw new MeasureFailed(e);
        }
    }

    private static String circle(Result result) {
        Result.Deadlock deadlock = result.deadlock();
        if (deadlock == null) {
            return "";
        }
        StringBuilder text = new StringBuilder("at cycle " + deadlock.cycle() + ":");
        for (Result.Wait wait : deadlock.circle()) {
            text.append(text.charAt(text.length() - 1) == ':' ? " " : ", ")
                    .append(wait.operator())
                    .append(" waits for ")
                    .append(wait.reason())
                    .append(" of ")
                    .append(wait.channel());
        }
        return text.toString();
    }

    /** The result; null if it was stopped before its end. */
    private @Nullable Result simulate(Trial trial) {
        running.add(trial);
        try {
            if (stopped) {
                return null;
            }
            Result result = trial.run();
            return stopped && result.status().equals("incomplete") ? null : result;
        } finally {
            running.remove(trial);
        }
    }

    private static Row refused(Point point, String hash, Row.Status status, String reason) {
        return new Row(point.index(), point.values(), status, reason, false, hash, Map.of(), List.of());
    }

    /** Whether the full result of a row is kept, or none is wanted. */
    static boolean isKept(Row row, @Nullable Path results) {
        return results == null || row.hash().isEmpty() || Files.isRegularFile(results.resolve(row.hash() + ".json"));
    }

    /** Ends all runs soon, from any thread; points in flight have no row then. */
    public void stop() {
        stopped = true;
        running.forEach(Trial::stop);
    }

    /** How many points have a row. */
    int done() {
        return known.size();
    }

    /** Whether it was stopped. */
    public boolean isStopped() {
        return stopped;
    }

    private static void join(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
