package dev.headrace.explore.mapping;

import dev.headrace.explore.Crew;
import dev.headrace.explore.sweep.Point;
import dev.headrace.simulator.run.Floor;
import dev.headrace.simulator.spec.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Wires all mappings, several at a time, to find out which are valid and what their runs cannot be below. */
final class Planner {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final MappingRequest request;
    private final MappingSpace space;
    private final int jobs;
    private final BooleanSupplier stopped;
    private final MappingSearch.Progress progress;

    Planner(
            MappingRequest request,
            MappingSpace space,
            int jobs,
            BooleanSupplier stopped,
            MappingSearch.Progress progress) {
        this.request = request;
        this.space = space;
        this.jobs = jobs;
        this.stopped = stopped;
        this.progress = progress;
    }

    /** What came of some tries: of each a value, or why there is none. */
    private record Tried<T>(List<@Nullable T> made, List<@Nullable InputException> why) {}

    /**
     * All that is wired; null if it was stopped.
     *
     * @throws InputException if no mapping is valid
     */
    @Nullable
    MappingPlan plan() {
        List<MappingSpace.Ordered> orders = space.orders();
        Tried<MappingSpace.Nesting> nestings = tried(MappingSearch.Phase.ORDERS, orders, space::nesting);
        if (nestings == null) {
            return null;
        }
        space.consists(nestings.made(), nestings.why());
        List<MappingSpace.Candidate> candidates = space.candidates();
        progress.counted(space.size(), candidates.size());
        Tried<Skeleton> skeletons = tried(MappingSearch.Phase.WIRING, candidates, space::skeleton);
        return skeletons == null ? null : plan(orders.size(), candidates.size(), skeletons);
    }

    private <C, T> @Nullable Tried<T> tried(MappingSearch.Phase phase, List<C> of, Function<C, T> how) {
        @Nullable Object[] made = new Object[of.size()];
        @Nullable InputException[] why = new InputException[of.size()];
        AtomicInteger done = new AtomicInteger();
        Crew.each("headrace-wire", jobs, of.size(), stopped, i -> {
            try {
                made[i] = how.apply(of.get(i));
            } catch (InputException e) {
                why[i] = e;
            }
            synchronized (progress) {
                progress.done(phase, done.incrementAndGet(), of.size());
            }
        });
        @SuppressWarnings("unchecked") // filled with T alone
        List<@Nullable T> all = (List<@Nullable T>) Arrays.asList(made);
        return stopped.getAsBoolean() ? null : new Tried<>(all, Arrays.asList(why));
    }

    private MappingPlan plan(int orders, int considered, Tried<Skeleton> skeletons) {
        Map<String, Long> refused = new TreeMap<>();
        for (InputException e : skeletons.why()) {
            if (e != null) {
                refused.merge(Refusals.reason(e), 1L, Long::sum);
            }
        }
        Long limit = registers();
        List<Point> points = new ArrayList<>();
        Map<Long, Floor> floors = new HashMap<>();
        int designs = request.designs().size();
        Map<String, String> unfit = new LinkedHashMap<>();
        for (int d = 0; d < designs; d++) {
            shipped(d, points, floors, unfit);
        }
        for (Skeleton skeleton : skeletons.made()) {
            if (skeleton != null) {
                for (Skeleton.Depths depths : skeleton.depths(request.depths() - 1)) {
                    if (limit == null || skeleton.outside(depths) <= limit) {
                        long index = designs + (long) points.size();
                        points.add(point(index, skeleton, depths));
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
        MappingSearch.Counts counts = new MappingSearch.Counts(
                orders, space.refusedOrders(), space.size(), considered, refused, points.size(), unfit, limit);
        return new MappingPlan(counts, points, floors);
    }

    private void shipped(int design, List<Point> points, Map<Long, Floor> floors, Map<String, String> unfit) {
        String name = request.designs().get(design);
        Map<String, JsonNode> values = new LinkedHashMap<>();
        if (request.designs().size() > 1) {
            values.put("design", NODES.stringNode(name));
        }
        try {
            floors.put((long) design, space.floor(design));
        } catch (InputException e) {
            unfit.put(name, e.faults().get(0));
            return;
        }
        points.add(new Point(design, name, request.workload(), request.allSets(), values));
    }

    private Point point(long index, Skeleton skeleton, Skeleton.Depths depths) {
        List<String> sets = new ArrayList<>(skeleton.sets());
        for (Skeleton.Fifo f : skeleton.fifos()) {
            sets.add("/buffers/" + f.entry() + "/tiles=" + depths.of(f));
        }
        Map<String, JsonNode> values = new LinkedHashMap<>(skeleton.values());
        values.put("ahead", NODES.stringNode(depths.shown()));
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
