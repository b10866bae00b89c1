package dev.headrace.explore.mapping;

import dev.headrace.explore.search.Bounds;
import dev.headrace.explore.sweep.Evaluator;
import dev.headrace.explore.sweep.Fidelity;
import dev.headrace.explore.sweep.Measures;
import dev.headrace.explore.sweep.Point;
import dev.headrace.explore.sweep.Row;
import dev.headrace.explore.sweep.SweepSpec;
import dev.headrace.simulator.run.Floor;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Library;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Looks for the best mapping. All mappings of {@link MappingSpace} are wired, which says whether they are valid and what their
 * runs cannot be below; then those of the least bounds are run first, with memories by their bandwidth, and what cannot beat
 * what was found is not run ({@link Bounds}); so that the best is that of the whole space. The best few, and the designs as
 * they stand, are run again with memories as the machine's file says.
 */
public final class MappingSearch {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Library library;
    private final MappingRequest request;
    private final MappingSpace space;
    private final int jobs;
    private final int finalists;
    private final Progress progress;
    private volatile @Nullable Evaluator running;
    private volatile boolean stopped;

    /** Is told how far it has come; from any thread, one at a time. */
    public interface Progress {
        /** So many mappings are wired. */
        void wired(int done, int of);

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
     * @param registers bytes that FIFOs outside scratchpads may hold on a core; null if there is no limit
     */
    public record Counts(
            long orders,
            Map<String, Long> refusedOrders,
            BigInteger mappings,
            int considered,
            Map<String, Long> refused,
            int points,
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
     * @param finals those run as the machine's file says, the best first
     * @param shipped rows of designs as they stand that did not come to an end
     * @param floor the least of what the runs of any valid mapping cannot be below
     */
    public record Found(Counts counts, List<Row> runs, List<Mapped> finals, List<Row> shipped, Floor floor) {
        public Found {
            runs = List.copyOf(runs);
            finals = List.copyOf(finals);
            shipped = List.copyOf(shipped);
        }
    }

    /**
     * A search.
     *
     * @param jobs mappings wired or run at a time; what is found is the same for any number
     * @param finalists mappings that are run again with memories as the machine's file says, 1 or more
     * @throws InputException if a design is not valid whatever the mapping
     */
    public MappingSearch(Library library, MappingRequest request, int jobs, int finalists, Progress progress) {
        this.library = library;
        this.request = request;
        this.jobs = jobs;
        this.finalists = finalists;
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
     * @return null if it was stopped before its end
     * @throws InputException if no mapping is valid
     */
    public @Nullable Found run() {
        Plan plan = plan();
        return plan == null ? null : found(plan);
    }

    /**
     * Every valid mapping, before any is run.
     *
     * @param points designs as they stand, then mappings with all depths; memories as the machine's file says
     * @param floors what is known of their runs, by index
     */
    record Plan(Counts counts, List<Point> points, Map<Long, Floor> floors) {}

    /** All that is wired; null if it was stopped. */
    @Nullable
    Plan plan() {
        List<MappingSpace.Candidate> candidates = space.candidates();
        Map<String, Long> refused = new TreeMap<>();
        List<Skeleton> skeletons = wired(candidates, refused);
        if (stopped) {
            return null;
        }
        Long limit = registers();
        List<Point> points = new ArrayList<>();
        Map<Long, Floor> floors = new HashMap<>();
        int designs = request.designs().size();
        for (int d = 0; d < designs; d++) {
            shipped(d, points, floors);
        }
        for (Skeleton skeleton : skeletons) {
            for (int loaded = request.depths(); loaded >= 1; loaded--) {
                for (int others = request.depths(); others >= 1; others--) {
                    if (limit == null || skeleton.outside(loaded, others) <= limit) {
                        long index = designs + (long) points.size();
                        points.add(point(index, skeleton, loaded, others));
                        floors.put(index, skeleton.floor());
                    }
                }
            }
        }
        if (points.isEmpty()) {
            throw new InputException("no mapping is valid: "
                    + String.join("; ", refused.keySet().stream().limit(3).toList())
                    + "; allowed: a workload, tile sizes and a machine that fit together");
        }
        Counts counts = new Counts(
                space.orders(), space.refusedOrders(), space.size(), candidates.size(), refused, points.size(), limit);
        return new Plan(counts, points, floors);
    }

    /** Runs what may be the best; null if it was stopped. */
    @Nullable
    Found found(Plan plan) {
        List<Point> points = plan.points();
        Measures measures = measures(points.get(0));
        Evaluator evaluator = new Evaluator(
                library,
                measures,
                new Evaluator.How(Algorithm.TIMING, jobs, setup -> "", null),
                row -> progress.ran(row, points.size()));
        running = evaluator;
        if (stopped) {
            return null;
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
        if (found == null || rows.size() < shipped.size()) {
            return null;
        }
        rows.addAll(found);
        Map<Long, Row> byPoint = new HashMap<>();
        rows.forEach(row -> byPoint.put(row.point(), row));
        List<Point> last = last(points, rows);
        long offset = points.stream().mapToLong(Point::index).max().orElse(0) + 1;
        List<Point> slow = quick.isEmpty()
                ? last
                : last.stream().map(p -> p.with(p.index() + offset, List.of())).toList();
        List<Row> ends = evaluator.evaluate(slow);
        if (ends.size() < slow.size()) {
            return null;
        }
        List<Mapped> finals = new ArrayList<>();
        List<Row> failed = new ArrayList<>();
        for (int i = 0; i < slow.size(); i++) {
            boolean asItStands = isShipped(last.get(i));
            Row row = ends.get(i);
            if (row.feasible()) {
                Row before = Objects.requireNonNull(byPoint.get(last.get(i).index()));
                finals.add(new Mapped(slow.get(i), row, before, asItStands));
            } else if (asItStands) {
                failed.add(row);
            }
        }
        finals.sort(Comparator.comparingDouble(Mapped::cost)
                .thenComparing(m -> !m.shipped())
                .thenComparingLong(m -> m.point().index()));
        Floor floor = plan.floors().values().stream()
                .min(Comparator.comparingLong(Floor::cycles))
                .orElseThrow();
        return new Found(plan.counts(), rows, finals, failed, floor);
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

    /** Wires many at a time; what is not valid is counted. */
    private List<Skeleton> wired(List<MappingSpace.Candidate> candidates, Map<String, Long> refused) {
        @Nullable Skeleton[] made = new Skeleton[candidates.size()];
        @Nullable String[] why = new String[candidates.size()];
        AtomicInteger done = new AtomicInteger();
        parallel(candidates.size(), i -> {
            try {
                made[i] = space.skeleton(candidates.get(i));
            } catch (InputException e) {
                why[i] = Refusals.reason(e);
            }
            synchronized (progress) {
                progress.wired(done.incrementAndGet(), candidates.size());
            }
        });
        List<Skeleton> valid = new ArrayList<>();
        for (int i = 0; i < made.length; i++) {
            Skeleton one = made[i];
            if (one != null) {
                valid.add(one);
            } else {
                refused.merge(String.valueOf(why[i]), 1L, Long::sum);
            }
        }
        return valid;
    }

    private void parallel(int count, IntConsumer work) {
        AtomicInteger next = new AtomicInteger();
        List<Throwable> failed = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = IntStream.range(0, Math.min(jobs, count))
                .mapToObj(w -> new Thread(
                        () -> {
                            for (int i = next.getAndIncrement(); i < count && !stopped; i = next.getAndIncrement()) {
                                try {
                                    work.accept(i);
                                } catch (RuntimeException | Error e) {
                                    failed.add(e);
                                    return;
                                }
                            }
                        },
                        "headrace-wire-" + w))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                stop();
                Thread.currentThread().interrupt();
            }
        }
        for (Throwable e : failed) {
            if (e instanceof RuntimeException known) {
                throw known;
            }
            if (e instanceof Error error) {
                throw error;
            }
        }
    }

    private void shipped(int design, List<Point> points, Map<Long, Floor> floors) {
        String name = request.designs().get(design);
        Map<String, JsonNode> values = new LinkedHashMap<>();
        if (request.designs().size() > 1) {
            values.put("design", NODES.stringNode(name));
        }
        try {
            floors.put((long) design, space.floor(design));
        } catch (InputException e) {
            return;
        }
        points.add(new Point(design, name, request.workload(), request.allSets(), values));
    }

    private Point point(long index, Skeleton skeleton, int loaded, int others) {
        List<String> sets = new ArrayList<>(skeleton.sets());
        for (Skeleton.Fifo f : skeleton.fifos()) {
            sets.add("/buffers/" + f.entry() + "/tiles=" + f.depth(f.loaded() ? loaded : others));
        }
        Map<String, JsonNode> values = new LinkedHashMap<>(skeleton.values());
        values.put("ahead", NODES.stringNode((loaded - 1) + " " + (others - 1)));
        return new Point(index, skeleton.design(), request.workload(), sets, values);
    }

    /** Bytes that FIFOs outside scratchpads may hold on a core; null for no limit, as no design runs as it stands. */
    private @Nullable Long registers() {
        if (request.registers() != null) {
            return request.registers();
        }
        Long most = null;
        for (int design = 0; design < request.designs().size(); design++) {
            try {
                long bytes = space.outside(design);
                most = most == null ? bytes : Math.max(most, bytes);
            } catch (InputException e) {
                // Not valid here as it stands, so it says nothing.
            }
        }
        return most;
    }
}
