package dev.headrace.explore.mapping;

import dev.headrace.explore.Fingerprint;
import dev.headrace.explore.Trial;
import dev.headrace.explore.search.Bounds;
import dev.headrace.explore.sweep.Evaluator;
import dev.headrace.explore.sweep.Fidelity;
import dev.headrace.explore.sweep.Journal;
import dev.headrace.explore.sweep.Measures;
import dev.headrace.explore.sweep.Point;
import dev.headrace.explore.sweep.Row;
import dev.headrace.explore.sweep.SweepSpec;
import dev.headrace.simulator.run.Floor;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Library;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the best mapping. All mappings of {@link MappingSpace} are wired, which says whether they are valid and what their
 * runs cannot be below; then those of the least bounds are run first, with memories by their bandwidth, and what cannot beat
 * what was found is not run ({@link Bounds}); so that the best is that of the whole space. The best few, and the designs as
 * they stand, are run again with memories as the machine's file says.
 */
public final class MappingSearch {
    private final Library library;
    private final MappingRequest request;
    private final MappingSpace space;
    private final int jobs;
    private final int finalists;
    private final @Nullable Path journal;
    private final Progress progress;
    private volatile @Nullable Evaluator running;
    private volatile boolean stopped;

    /** What is done before anything is run. */
    public enum Phase {
        /** Loop orders are tried. */
        ORDERS,
        /** Mappings are wired. */
        WIRING
    }

    /** Is told how far it has come; from any thread, one at a time. */
    public interface Progress {
        /** So many are done. */
        void done(Phase phase, int done, int of);

        /** So many combinations there are, and so many of them are looked at. */
        void counted(BigInteger mappings, int considered);

        /** A run is over. */
        void ran(Row row, int most);
    }

    /**
     * What there was.
     *
     * @param orders loop orders tried
     * @param refusedOrders why some are not valid, to how many
     * @param mappings all combinations of orders, reuse and tile sizes
     * @param considered those that were wired
     * @param refused why some are not valid, to how many
     * @param points the valid ones with all their depths that registers allow
     * @param unfit designs that are not valid here as they stand, and why
     * @param registers bytes that FIFOs outside scratchpads may hold on a core; null if there is no limit
     */
    public record Counts(
            long orders,
            Map<String, Long> refusedOrders,
            BigInteger mappings,
            int considered,
            Map<String, Long> refused,
            int points,
            Map<String, String> unfit,
            @Nullable Long registers) {}

    /**
     * A mapping that was run.
     *
     * @param point what it sets, memories as the machine's file says
     * @param row what came of it
     * @param quick what came of it with memories by their bandwidth; the same row if they always are
     * @param shipped whether it is a design as it stands
     */
    public record Mapped(Point point, Row row, Row quick, boolean shipped) {
        /** What is to be small. */
        public double cost() {
            return row.objectives().get(0);
        }
    }

    /**
     * What was found.
     *
     * @param counts what there was to find it in
     * @param runs mappings run with memories by their bandwidth
     * @param finals those run as the machine's file says, the best first; if it was stopped before any was, the best of {@code
     *     runs}
     * @param shipped rows of designs as they stand that did not come to an end
     * @param floor the least of what the runs of any valid mapping cannot be below
     * @param over false if it was stopped, so that there may be better ones
     */
    public record Found(
            Counts counts, List<Row> runs, List<Mapped> finals, List<Row> shipped, Floor floor, boolean over) {
        public Found {
            runs = List.copyOf(runs);
            finals = List.copyOf(finals);
            shipped = List.copyOf(shipped);
        }

        /** Why runs came to nothing, in words without numbers, to how many. */
        public Map<String, Long> failures() {
            Map<String, Long> failures = new TreeMap<>();
            runs.stream().filter(row -> !row.feasible()).forEach(row -> {
                String reason = row.status() == Row.Status.REFUSED
                        ? Refusals.reason(row.reason())
                        : Refusals.numberless(row.reason());
                failures.merge(row.status().label() + ": " + reason, 1L, Long::sum);
            });
            return failures;
        }
    }

    /**
     * A search.
     *
     * @param jobs mappings wired or run at a time; what is found is the same for any number
     * @param finalists mappings that are run again with memories as the machine's file says, 1 or more
     * @param journal file that gets all rows as they come; rows that are in it are taken from it. Null to keep none
     * @throws InputException if a design is not valid whatever the mapping
     */
    public MappingSearch(
            Library library,
            MappingRequest request,
            int jobs,
            int finalists,
            @Nullable Path journal,
            Progress progress) {
        this.library = library;
        this.request = request;
        this.jobs = jobs;
        this.finalists = finalists;
        this.journal = journal;
        this.progress = progress;
        this.space = new MappingSpace(library, request);
    }

    /** Ends soon, from any thread. */
    public void stop() {
        stopped = true;
        Evaluator evaluator = running;
        if (evaluator != null) {
            evaluator.stop();
        }
    }

    /**
     * Searches.
     *
     * @return null if it was stopped before anything was run
     * @throws InputException if no mapping is valid, or the journal is that of another search
     */
    public @Nullable Found run() {
        Map<Long, Row> done = new HashMap<>();
        try (Journal kept = journal == null ? null : journal(journal, done)) {
            MappingPlan plan = plan();
            return plan == null ? null : found(plan, kept, done);
        }
    }

    private Journal journal(Path file, Map<Long, Row> done) {
        List<String> parts = new ArrayList<>(List.of(request.toString()));
        for (Algorithm algorithm : space.algorithms()) {
            try (Trial trial = algorithm.trial(request.allSets())) {
                parts.add(Fingerprint.of(trial));
            }
        }
        String name = "map " + String.join(" ", request.designs());
        Journal.Head head = new Journal.Head(name, Fingerprint.of(parts));
        return Files.exists(file) ? Journal.resume(file, head, done) : Journal.begin(file, head);
    }

    /** All that is wired; null if it was stopped. */
    @Nullable
    MappingPlan plan() {
        return new Planner(request, space, jobs, () -> stopped, progress).plan();
    }

    /** Runs what may be the best. */
    Found found(MappingPlan plan) {
        return found(plan, null, Map.of());
    }

    private Found found(MappingPlan plan, @Nullable Journal kept, Map<Long, Row> done) {
        List<Point> points = plan.points();
        Measures measures = measures(points.get(0));
        Map<Long, Row> byPoint = new ConcurrentSkipListMap<>(done);
        Evaluator evaluator = new Evaluator(
                library,
                measures,
                new Evaluator.How(Algorithm.TIMING, jobs, setup -> "", null),
                row -> {
                    byPoint.put(row.point(), row);
                    progress.ran(row, points.size());
                },
                kept,
                done);
        running = evaluator;
        if (stopped) {
            evaluator.stop();
        }
        List<String> quick = Fidelity.quick(library, request.designs().get(0), request.workload(), request.allSets());
        List<Point> fast = points.stream().map(p -> p.with(p.index(), quick)).toList();
        // Designs as they stand are run whatever their bounds, to be compared with.
        List<Point> shipped = fast.stream().filter(this::isShipped).toList();
        List<Row> rows = new ArrayList<>(evaluator.evaluate(shipped));
        Bounds bounds = new Bounds(
                fast.subList(shipped.size(), fast.size()),
                measures.objectives(),
                p -> measures.least(p, Objects.requireNonNull(plan.floors().get(p.index()))));
        List<Row> found = bounds.rows(evaluator::evaluate);
        // Of a search that was stopped, whatever was run.
        rows = found == null ? new ArrayList<>(byPoint.values()) : rows;
        rows.addAll(found == null ? List.of() : found);
        long offset = points.stream().mapToLong(Point::index).max().orElse(0) + 1;
        rows.removeIf(row -> row.point() >= offset);
        List<Point> last = last(points, rows);
        List<Point> slow = quick.isEmpty()
                ? last
                : last.stream().map(p -> p.with(p.index() + offset, List.of())).toList();
        evaluator.evaluate(slow);
        return found(plan, rows, byPoint, last, slow, evaluator.isStopped());
    }

    private Found found(
            MappingPlan plan,
            List<Row> rows,
            Map<Long, Row> byPoint,
            List<Point> last,
            List<Point> slow,
            boolean early) {
        // Stopped before any is run as the file says: those that are best as far as is known.
        boolean none = early && slow.stream().noneMatch(p -> byPoint.containsKey(p.index()));
        List<Mapped> finals = new ArrayList<>();
        List<Row> failed = new ArrayList<>();
        for (int i = 0; i < slow.size(); i++) {
            Point point = slow.get(i);
            boolean asItStands = isShipped(last.get(i));
            Row before = byPoint.get(last.get(i).index());
            Row row = none ? before : byPoint.get(point.index());
            if (row != null && before != null && row.feasible()) {
                finals.add(new Mapped(point, row, before, asItStands));
            } else if (row != null && asItStands) {
                failed.add(row);
            }
        }
        finals.sort(Comparator.comparingDouble(Mapped::cost)
                .thenComparing(m -> !m.shipped())
                .thenComparingLong(m -> m.point().index()));
        Floor floor = plan.floors().values().stream()
                .min(Comparator.comparingLong(Floor::cycles))
                .orElseThrow();
        return new Found(plan.counts(), rows, finals, failed, floor, !early);
    }

    /** Whether a point is a design as it stands; memories as the machine's file says, or by their bandwidth. */
    private boolean isShipped(Point point) {
        return point.index() < request.designs().size();
    }

    /** The best few, each outcome once, and the designs as they stand. */
    private List<Point> last(List<Point> points, List<Row> rows) {
        Map<Long, Point> of = new HashMap<>();
        points.forEach(p -> of.put(p.index(), p));
        List<Row> best = rows.stream()
                .filter(Row::feasible)
                .sorted(Comparator.comparingDouble((Row r) -> r.objectives().get(0))
                        .thenComparingLong(Row::point))
                .toList();
        List<Point> last =
                new ArrayList<>(points.stream().filter(this::isShipped).toList());
        best.stream()
                .filter(row -> !isShipped(Objects.requireNonNull(of.get(row.point()))))
                .limit(finalists)
                .forEach(row -> last.add(Objects.requireNonNull(of.get(row.point()))));
        return last;
    }

    private Measures measures(Point sample) {
        SweepSpec spec = new SweepSpec(
                "mapping",
                null,
                request.designs(),
                null,
                null,
                List.of(),
                null,
                List.of(new SweepSpec.ObjectiveSpec(null, request.minimize(), null)),
                null,
                null,
                null,
                null,
                null,
                null);
        return new Measures(
                library,
                spec,
                sample,
                (pointer, found, allowed) -> new InputException(
                        "--minimize " + request.minimize() + ": " + found + "; allowed: " + allowed));
    }
}
