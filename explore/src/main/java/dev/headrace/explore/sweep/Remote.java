package dev.headrace.explore.sweep;

import dev.headrace.reports.AtomicFile;
import dev.headrace.reports.ResultJson;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Library;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Points that other processes run: what is sent there and back is text. The other process reads the same files at the same
 * places, and says so: its answer counts only if the hash of all that it read, its program included, is the one that was found
 * here. What it answers is the row that would have been made here.
 */
public final class Remote {
    private static final Map<String, Other> OTHERS = new ConcurrentHashMap<>();

    private final Library library;
    private final Measures measures;
    private final Pool pool;
    private final @Nullable Path results;

    /**
     * Points of a sweep, run by a pool.
     *
     * @param measures what is measured, for complaints
     * @param results folder that gets the full results; null to keep none
     */
    Remote(Library library, Measures measures, Pool pool, @Nullable Path results) {
        this.library = library;
        this.measures = measures;
        this.pool = pool;
        this.results = results;
    }

    /**
     * What is to be done with every task.
     *
     * @param name of the sweep
     * @param home folder of the shipped files
     * @param spec what is measured
     * @param sample a point, for the names of axes
     * @param options of every run
     * @param keep whether full results are wanted
     */
    public record Order(
            String name, String home, SweepSpec spec, Point sample, Simulation.Options options, boolean keep) {
        /** As text, for {@link Remote#run}. */
        public String text() {
            return JsonFile.MAPPER.writeValueAsString(this);
        }
    }

    /** That of a sweep. */
    public static Order order(Library library, Sweep sweep, boolean keep) {
        return new Order(
                sweep.spec().name(),
                library.home().toAbsolutePath().toString(),
                sweep.spec(),
                absolute(sweep.space().point(0)),
                sweep.options(),
                keep);
    }

    private record Task(Point point, String hash) {}

    /**
     * What came of a task: one of them.
     *
     * @param row the row
     * @param result its full result, if wanted
     * @param differs what was found instead of the same files and program
     * @param complaint what is wrong with the sweep
     */
    private record Answer(
            @Nullable Row row,
            @Nullable String result,
            @Nullable String differs,
            @Nullable Complaint complaint) {}

    private record Complaint(String pointer, String found, String allowed) {}

    /** A complaint about a sweep whose file is not here. */
    static final class Elsewhere extends RuntimeException {
        private final transient Complaint complaint;

        private Elsewhere(Complaint complaint) {
            this.complaint = complaint;
        }
    }

    /** The row of a point, sooner or later; null if the pool was stopped before. */
    CompletableFuture<@Nullable Row> row(Point point, String hash) {
        String task = JsonFile.MAPPER.writeValueAsString(new Task(absolute(point), hash));
        return pool.run(task).handle((text, e) -> {
            Throwable why = e instanceof CompletionException c ? c.getCause() : e;
            if (why instanceof Pool.Lost lost) {
                return PointRunner.without(point, hash, Row.Status.CRASHED, String.valueOf(lost.getMessage()));
            }
            if (why != null) {
                throw why instanceof RuntimeException known ? known : new IllegalStateException(why);
            }
            return text == null ? null : answer(point, hash, text);
        });
    }

    private Row answer(Point point, String hash, String text) {
        Answer answer = JsonFile.MAPPER.readValue(text, Answer.class);
        Complaint complaint = answer.complaint();
        if (complaint != null) {
            throw measures.without(complaint.pointer(), complaint.found(), complaint.allowed());
        }
        Row row = answer.row();
        if (row == null) {
            throw new InputException("point " + point.label() + ": where it was to be run, " + answer.differs()
                    + "; allowed: the program and all files at the same places as here, unchanged");
        }
        if (results != null && answer.result() != null) {
            Path file = results.resolve(hash + ".json");
            try {
                AtomicFile.write(file, answer.result().getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw unwritable(file, e);
            }
        }
        return row.as(point).because(PointRunner.placeless(library, point, row.reason()));
    }

    static InputException unwritable(Path file, IOException e) {
        return new InputException(file.toString(), "", "cannot be written (" + e + ")", "a folder with room");
    }

    /** The same point, whose files are found from any working folder. */
    private static Point absolute(Point point) {
        String workload = point.workload();
        return new Point(
                point.index(),
                absolute(point.design()),
                workload == null ? null : absolute(workload),
                point.sets(),
                point.values());
    }

    private static String absolute(String file) {
        return Library.isPath(file) ? Library.path(file).toAbsolutePath().toString() : file;
    }

    /** Does a task, in the other process. */
    public static String run(String order, String task) {
        Task asked = JsonFile.MAPPER.readValue(task, Task.class);
        return JsonFile.MAPPER.writeValueAsString(
                OTHERS.computeIfAbsent(order, Other::new).run(asked));
    }

    /** The other process's end: one for each order, so that what points share is read once. */
    private static final class Other {
        private final PointRunner runner;
        private final ThreadLocal<@Nullable String> kept = new ThreadLocal<>();

        Other(String text) {
            Order order = JsonFile.MAPPER.readValue(text, Order.class);
            Library library = new Library(Path.of(order.home()));
            Measures measures = new Measures(library, order.spec(), order.sample(), (pointer, found, allowed) -> {
                throw new Elsewhere(new Complaint(pointer, found, allowed));
            });
            PointRunner.Keeper keeper = (hash, result) -> kept.set(order.keep() ? ResultJson.text(result) : null);
            // Whether hardware fits was looked at before.
            this.runner = new PointRunner(library, measures, order.options(), setup -> "", keeper, new Heap());
        }

        Answer run(Task task) {
            kept.remove();
            try (PointRunner.Looked looked = runner.look(task.point())) {
                Row refused = looked.row();
                if (refused != null) {
                    return new Answer(null, null, refused.reason(), null);
                }
                if (!looked.hash().equals(task.hash())) {
                    return new Answer(null, null, "the program or a file is another", null);
                }
                Row row = runner.run(task.point(), looked);
                return new Answer(row, kept.get(), null, null);
            } catch (Elsewhere e) {
                return new Answer(null, null, null, e.complaint);
            } finally {
                kept.remove();
            }
        }
    }
}
