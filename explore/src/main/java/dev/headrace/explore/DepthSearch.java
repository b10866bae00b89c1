package dev.headrace.explore;

import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.spec.DesignSpec;
import dev.headrace.simulator.spec.InputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the depths of FIFOs that end a deadlock. Every full FIFO on the circle is tried by itself: depths are doubled until
 * the run no longer stands still, then bisected. Where none helps alone, those on the circle are raised together, joined by
 * those on the circle that this leads to, and then lowered again one by one.
 *
 * <p>A deeper FIFO never brings a deadlock about, since operators take what comes in order; so one depth below the least
 * that ends is known not to end, and the least is exact. To keep this cheap, attempts are cut off {@value #BEYOND} times
 * later than the latest deadlock met; only the depth settled on is run to its end, and if that meets a still later
 * deadlock, the search goes on from there. It gives up after {@value #ATTEMPTS} attempts.
 */
public final class DepthSearch {
    private static final int ATTEMPTS = 400;
    private static final long BEYOND = 8;
    private static final long LEAST_HORIZON = 1_000;
    private static final long DEEPEST = Integer.MAX_VALUE;
    private static final long NONE = -1;

    private final Runner runner;
    private final DesignSpec design;
    private long horizon = LEAST_HORIZON;
    private int left = ATTEMPTS;
    private @Nullable Result lastStuck;

    /** Runs the design again. */
    @FunctionalInterface
    public interface Runner {
        /**
         * A run without numbers.
         *
         * @param sets further values to change, as with {@code --set}
         * @param maxCycles cycle limit, 0 for none but the user's own
         * @return null if it was stopped from outside
         * @throws InputException if the design cannot be so
         */
        @Nullable
        Result run(List<String> sets, long maxCycles);
    }

    /** How an attempt ended. */
    private enum End {
        COMPLETE,
        STUCK,
        CUT_OFF,
        REFUSED,
        GIVEN_UP
    }

    /**
     * A search.
     *
     * @param design as run, overrides applied
     */
    public DepthSearch(Runner runner, DesignSpec design) {
        this.runner = runner;
        this.design = design;
    }

    /** The result with what mends its deadlock, if it has one and that is found. */
    public Result mend(Result result) {
        Result.Deadlock d = result.deadlock();
        if (d == null) {
            return result;
        }
        return result.with(new Result.Deadlock(d.cycle(), d.circle(), d.others(), search(result, d), d.orders()));
    }

    private List<Result.Mend> search(Result result, Result.Deadlock deadlock) {
        seen(result);
        List<FullFifo> full = FullFifo.of(deadlock, design);
        List<Result.Mend> mends = new ArrayList<>();
        for (FullFifo one : full) {
            long depth = least(Map.of(), List.of(one));
            if (depth != NONE) {
                mends.add(new Result.Mend(one.channel(), one.setting(), depth, true));
            }
        }
        return mends.isEmpty() && !full.isEmpty() ? together(full) : mends;
    }

    private List<Result.Mend> together(List<FullFifo> full) {
        List<FullFifo> raised = new ArrayList<>(full);
        long depth = least(Map.of(), raised);
        while (depth == NONE) {
            int before = raised.size();
            Result.Deadlock met = lastStuck == null ? null : lastStuck.deadlock();
            for (FullFifo one : met == null ? List.<FullFifo>of() : FullFifo.of(met, design)) {
                if (raised.stream().noneMatch(r -> r.entry().equals(one.entry()))) {
                    raised.add(one);
                }
            }
            if (raised.size() == before || left == 0) {
                return List.of();
            }
            depth = least(Map.of(), raised);
        }
        return lowered(raised, depth);
    }

    /** The least depth of each, one after another, the others as they are by then. */
    private List<Result.Mend> lowered(List<FullFifo> raised, long depth) {
        Map<FullFifo, Long> depths = new LinkedHashMap<>();
        raised.forEach(f -> depths.put(f, Math.max(depth, f.depth())));
        for (FullFifo one : raised) {
            Map<FullFifo, Long> others = new LinkedHashMap<>(depths);
            others.remove(one);
            if (attempt(others, 0) == End.COMPLETE) {
                depths.remove(one);
            } else {
                long own = least(others, List.of(one));
                depths.put(one, own == NONE ? Objects.requireNonNull(depths.get(one)) : own);
            }
        }
        List<Result.Mend> mends = new ArrayList<>();
        depths.forEach((f, d) -> mends.add(new Result.Mend(f.channel(), f.setting(), d, false)));
        return mends;
    }

    /**
     * The least depth which, given to all of some FIFOs, lets the run end; NONE if there is no such depth.
     *
     * @param fixed depths of others
     * @param raised the FIFOs; with the depths that they have the run does not end
     */
    private long least(Map<FullFifo, Long> fixed, List<FullFifo> raised) {
        long low = raised.stream().mapToLong(FullFifo::depth).min().orElse(0);
        long high = NONE;
        while (true) {
            if (high == NONE) {
                if (low >= DEEPEST) {
                    return NONE;
                }
                long next = Math.min(DEEPEST, 2 * low);
                switch (attempt(with(fixed, raised, next), horizon)) {
                    case STUCK -> {
                        if (!wasFull(raised, next)) {
                            return NONE;
                        }
                        low = next;
                    }
                    case GIVEN_UP -> {
                        return NONE;
                    }
                    default -> high = next;
                }
            } else if (high - low > 1) {
                long middle = low + (high - low) / 2;
                switch (attempt(with(fixed, raised, middle), horizon)) {
                    case STUCK -> low = middle;
                    case GIVEN_UP -> {
                        return NONE;
                    }
                    default -> high = middle;
                }
            } else {
                switch (attempt(with(fixed, raised, high), 0)) {
                    case COMPLETE -> {
                        return high;
                    }
                    case STUCK -> {
                        // Later than the attempts so far were let go on for.
                        low = high;
                        high = NONE;
                    }
                    default -> {
                        return NONE;
                    }
                }
            }
        }
    }

    private static Map<FullFifo, Long> with(Map<FullFifo, Long> fixed, List<FullFifo> raised, long depth) {
        Map<FullFifo, Long> all = new LinkedHashMap<>(fixed);
        raised.forEach(f -> all.put(f, Math.max(depth, f.depth())));
        return all;
    }

    /** Whether the last deadlock saw any of these FIFOs full; if not, a greater depth changes nothing. */
    private boolean wasFull(List<FullFifo> raised, long depth) {
        return Objects.requireNonNull(lastStuck).channels().values().stream()
                .anyMatch(c -> c.peakTokens() >= c.capacity()
                        && raised.stream().anyMatch(f -> c.capacity() == Math.max(depth, f.depth())));
    }

    private End attempt(Map<FullFifo, Long> depths, long maxCycles) {
        if (left == 0) {
            return End.GIVEN_UP;
        }
        left--;
        List<String> sets = new ArrayList<>();
        depths.forEach((f, depth) -> sets.add(f.setting() + "=" + depth));
        Result result;
        try {
            result = runner.run(sets, maxCycles);
        } catch (InputException e) {
            // No room for it in its scratchpad.
            return End.REFUSED;
        }
        if (result == null) {
            left = 0;
            return End.GIVEN_UP;
        }
        return switch (result.status()) {
            case "complete" -> End.COMPLETE;
            case "deadlock" -> {
                seen(result);
                yield End.STUCK;
            }
            default -> End.CUT_OFF;
        };
    }

    private void seen(Result stuck) {
        lastStuck = stuck;
        horizon = Math.max(horizon, LEAST_HORIZON + BEYOND * stuck.cycles());
    }
}
