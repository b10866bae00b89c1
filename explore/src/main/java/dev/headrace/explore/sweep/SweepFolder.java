package dev.headrace.explore.sweep;

import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Library;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A folder that a sweep is run into: the journal while it runs, then the store, and full results if they are wanted. Whatever
 * is in the journal counts as done when it is run again.
 */
public final class SweepFolder implements AutoCloseable {
    static final String JOURNAL = "journal.jsonl";

    /** Folder of full results by their hashes. */
    static final String RESULTS = "results";

    private final Sweep sweep;
    private final Search search;
    private final Journal journal;
    private final Evaluator evaluator;
    private final int reused;
    private final Path folder;
    private final boolean begun;

    /**
     * Opens a folder.
     *
     * @param search which of its points are run
     * @param resume whether rows that are there are kept
     * @param keep whether every full result is kept
     * @param misfit why hardware does not fit where it has to; empty if it does
     * @param pool other processes that run the points; null for this one
     * @throws InputException if it holds rows of another sweep, or rows at all and they are not to be kept
     */
    public SweepFolder(
            Library library,
            Sweep sweep,
            Search search,
            Path folder,
            boolean resume,
            boolean keep,
            int jobs,
            Function<Setup, String> misfit,
            @Nullable Pool pool,
            Evaluator.Progress progress) {
        this.sweep = sweep;
        this.search = search;
        Path results = keep ? folder.resolve(RESULTS) : null;
        Evaluator.How how = new Evaluator.How(sweep.options(), jobs, misfit, results, pool);
        Map<Long, Row> done = new HashMap<>();
        Path file = folder.resolve(JOURNAL);
        Journal.Head head = new Journal.Head(sweep.spec().name(), sweep.identity());
        if (Files.exists(file) && !resume) {
            throw new InputException(
                    "output folder " + folder,
                    "",
                    "holds rows of a sweep already",
                    "--resume to go on with it, or another folder (--out DIR)");
        }
        this.folder = folder;
        this.begun = !Files.exists(file);
        this.journal = Files.exists(file) ? Journal.resume(file, head, done) : Journal.begin(file, head);
        Outline.of(sweep).write(folder);
        done.values().removeIf(row -> !Evaluator.isKept(row, results));
        this.reused = done.size();
        this.evaluator = new Evaluator(library, sweep.measures(), how, progress, journal, done);
    }

    /**
     * What a folder holds of a sweep, which need not be over.
     *
     * @param outline what was to be run
     * @param result the rows that are there
     */
    public record Held(Outline outline, SweepResult result) {}

    /** Whether a folder holds rows of a sweep. */
    public static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(JOURNAL));
    }

    /** Reads the rows in a folder; those of points as the sweep has them, and none of a search's earlier rounds. */
    public static Held read(Path folder) {
        Outline outline = Outline.read(folder);
        long size = outline.space().size();
        List<Row> rows = Journal.read(folder.resolve(JOURNAL)).stream()
                .filter(row -> row.point() < size)
                .toList();
        return new Held(outline, new SweepResult(rows, outline.objectives()));
    }

    /** The full result of a row; null if the sweep did not keep it. */
    public static @Nullable Path kept(Path folder, Row row) {
        Path results = folder.resolve(RESULTS);
        Path file = results.resolve(row.hash() + ".json");
        return row.hash().matches("[0-9a-f]+") && Evaluator.isKept(row, results) ? file : null;
    }

    /** How many points were done already. */
    public int reused() {
        return reused;
    }

    /** How many points have a row. */
    public int done() {
        return evaluator.done();
    }

    /** Runs what is left; the result of all points that the search wants, or null if it was stopped before. */
    public @Nullable SweepResult run() {
        List<Row> rows;
        try {
            rows = search.rows(evaluator::evaluate);
        } catch (InputException e) {
            // Rows of a sweep that has to be another are of no use, and would be in the way of that one.
            if (begun && sweep.measures().isFailed()) {
                journal.discard();
                Outline.remove(folder);
            }
            throw e;
        }
        return rows == null ? null : new SweepResult(rows, sweep.measures().objectives());
    }

    /** Writes the store of a result: the same rows as tables. */
    public void store(SweepResult result, Path into) throws IOException {
        Store.write(result, sweep, into);
    }

    /** Ends soon, from any thread. */
    public void stop() {
        evaluator.stop();
    }

    @Override
    public void close() {
        journal.close();
    }
}
