package dev.headrace.explore.sweep;

import dev.headrace.explore.Crew;
import dev.headrace.reports.ResultJson;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Library;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows of points: several at a time, each point and each content once, each isolated from the others. What comes out
 * depends on the points alone, not on the number of threads, nor on what was run before, nor on where points are run. Rows go
 * into a journal as they come.
 */
public final class Evaluator {
    /**
     * How points are run.
     *
     * @param options of every run
     * @param jobs points that are looked at at a time, and run unless there is a pool; 1 or more
     * @param misfit why hardware does not fit where it has to; empty if it does
     * @param results folder that gets the {@code result.json} of every content by its hash; null to keep none
     * @param pool other processes that run them; null for this one
     */
    public record How(
            Simulation.Options options,
            int jobs,
            Function<Setup, String> misfit,
            @Nullable Path results,
            @Nullable Pool pool) {
        public How {
            if (jobs < 1) {
                throw new InputException("--jobs: " + jobs + "; allowed: 1 or more");
            }
        }

        /** In this process. */
        public How(Simulation.Options options, int jobs, Function<Setup, String> misfit, @Nullable Path results) {
            this(options, jobs, misfit, results, null);
        }
    }

    /** Is told of every row; from any thread, one at a time. */
    @FunctionalInterface
    public interface Progress {
        /** A row is there. */
        void done(Row row);
    }

    private final How how;
    private final PointRunner here;
    private final @Nullable Remote elsewhere;
    private final Progress progress;
    private final @Nullable Journal journal;
    private final Map<Long, Row> known;
    private final Map<String, CompletableFuture<@Nullable Row>> byContent = new ConcurrentHashMap<>();
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
    public Evaluator(
            Library library,
            Measures measures,
            How how,
            Progress progress,
            @Nullable Journal journal,
            Map<Long, Row> done) {
        this.how = how;
        this.here = new PointRunner(library, measures, how.options(), how.misfit(), this::keep, new Heap());
        this.elsewhere = how.pool() == null ? null : new Remote(library, measures, how.pool(), how.results());
        this.progress = progress;
        this.journal = journal;
        this.known = new ConcurrentHashMap<>(done);
        for (Row row : done.values()) {
            if (!row.hash().isEmpty()) {
                byContent.putIfAbsent(row.hash(), CompletableFuture.completedFuture(row));
            }
        }
    }

    private void keep(String hash, Result result) {
        Path results = how.results();
        if (results != null) {
            Path file = results.resolve(hash + ".json");
            try {
                ResultJson.write(result, file);
            } catch (IOException e) {
                throw Remote.unwritable(file, e);
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
        AtomicReferenceArray<CompletableFuture<@Nullable Row>> rows = new AtomicReferenceArray<>(points.size());
        AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
        Crew.each(
                "headrace-point",
                how.jobs(),
                points.size(),
                () -> stopped || failed.get() != null,
                i -> rows.set(i, evaluate(points.get(i)).whenComplete((row, e) -> {
                    if (e != null) {
                        failed.compareAndSet(null, e instanceof CompletionException c ? c.getCause() : e);
                    }
                })));
        List<Row> done = new ArrayList<>();
        for (int i = 0; i < points.size() && failed.get() == null; i++) {
            CompletableFuture<@Nullable Row> row = rows.get(i);
            try {
                if (row != null && row.join() != null) {
                    done.add(Objects.requireNonNull(row.join()));
                }
            } catch (CompletionException e) {
                failed.compareAndSet(null, e.getCause());
            }
        }
        Throwable e = failed.get();
        if (e instanceof RuntimeException known) {
            throw known;
        }
        if (e instanceof Error error) {
            throw error;
        }
        return done;
    }

    /** The row of one point, sooner or later; null if it was stopped before. */
    private CompletableFuture<@Nullable Row> evaluate(Point point) {
        Row row = known.get(point.index());
        if (row != null) {
            return CompletableFuture.completedFuture(row);
        }
        try (PointRunner.Looked looked = here.look(point)) {
            CompletableFuture<@Nullable Row> made =
                    looked.row() != null ? CompletableFuture.completedFuture(looked.row()) : once(point, looked);
            return made.thenApply(r -> {
                if (r != null) {
                    done(r);
                }
                return r;
            });
        }
    }

    private void done(Row row) {
        if (journal != null) {
            journal.add(row);
        }
        known.put(row.point(), row);
        synchronized (progress) {
            progress.done(row);
        }
    }

    /** The row of a content: run, or that of whoever runs it already. */
    private CompletableFuture<@Nullable Row> once(Point point, PointRunner.Looked looked) {
        CompletableFuture<@Nullable Row> mine = new CompletableFuture<>();
        CompletableFuture<@Nullable Row> others = byContent.putIfAbsent(looked.hash(), mine);
        if (others != null) {
            return others.thenApply(row -> row == null ? null : row.as(point));
        }
        CompletableFuture<@Nullable Row> run;
        try {
            run = elsewhere != null
                    ? elsewhere.row(point, looked.hash())
                    : CompletableFuture.completedFuture(here.run(point, looked));
        } catch (RuntimeException | Error e) {
            run = CompletableFuture.failedFuture(e);
        }
        return run.whenComplete((row, e) -> {
            if (e != null) {
                mine.completeExceptionally(e);
            } else {
                mine.complete(row);
            }
        });
    }

    /** Whether the full result of a row is kept, or none is wanted. */
    static boolean isKept(Row row, @Nullable Path results) {
        return results == null || row.hash().isEmpty() || Files.isRegularFile(results.resolve(row.hash() + ".json"));
    }

    /** Ends all runs soon, from any thread; points in flight have no row then. */
    public void stop() {
        stopped = true;
        here.stop();
        Pool pool = how.pool();
        if (pool != null) {
            pool.stop();
        }
    }

    /** How many points have a row. */
    int done() {
        return known.size();
    }

    /** Whether it was stopped. */
    public boolean isStopped() {
        return stopped;
    }
}
