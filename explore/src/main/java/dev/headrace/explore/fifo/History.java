package dev.headrace.explore.fifo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs of a graph with many depths, each made once, and what follows from them without running: where the graph is
 * {@link FifoGraph#isMonotone monotone}, depths at least those of a run that is fast enough are fast enough, and depths at
 * most those of one that is not are not.
 */
final class History {
    /** Length of a run that never ends. */
    static final long NEVER = Long.MAX_VALUE;

    private static final long LEAST_HORIZON = 1_000;
    private static final long BEYOND = 8;

    private final FifoGraph graph;
    private final List<Known> known = new ArrayList<>();
    private long allowed;
    private long horizon = LEAST_HORIZON;
    private long runs;
    private long evaluated;
    private boolean stopped;

    /** What is known of some depths. */
    private static final class Known {
        final long[] depths;

        /** No run with them is shorter; {@link #NEVER} for a deadlock. */
        final long least;

        /** It is no longer; {@link #NEVER} if that is not known. */
        final long most;

        Known(long[] depths, long least, long most) {
            this.depths = depths;
            this.least = least;
            this.most = most;
        }
    }

    /** No run yet, and none allowed. */
    History(FifoGraph graph) {
        this.graph = graph;
    }

    /** After so many runs more, nothing is tried any more. */
    void allow(long more) {
        allowed = runs + more;
    }

    /** Depths whose length is known without a run. */
    void know(long[] depths, long ticks) {
        known.add(new Known(depths.clone(), ticks, ticks));
    }

    /** Runs made. */
    long runs() {
        return runs;
    }

    /** Ticks evaluated in all of them. */
    long evaluated() {
        return evaluated;
    }

    /** True if nothing is tried any more. */
    boolean isOver() {
        return stopped || runs >= allowed;
    }

    /** True if it was stopped from outside. */
    boolean isStopped() {
        return stopped;
    }

    /**
     * Whether a run with these depths is at most so long; false also if nothing is tried any more.
     *
     * @param target ticks, or {@link #NEVER}: whether it ends. That is taken for granted of a run that has gone on for {@value
     *     #BEYOND} times as long as any that stood still; {@link #confirm} makes sure
     */
    boolean suffices(long[] depths, long target) {
        for (Known k : known) {
            if (k.most <= target && k.most != NEVER && isAtMost(k.depths, depths)) {
                return true;
            }
            if ((k.least > target || (k.least == NEVER && k.most == NEVER)) && isAtMost(depths, k.depths)) {
                return false;
            }
            if (target == NEVER && k.least >= horizon && k.least != NEVER && isAtMost(k.depths, depths)) {
                return true;
            }
        }
        if (isOver()) {
            return false;
        }
        FifoGraph.Attempt a = run(depths, target == NEVER ? horizon : target);
        return switch (a.end()) {
            case COMPLETE -> a.ticks() <= target;
            case CUT_OFF -> target == NEVER;
            default -> false;
        };
    }

    /** Whether a run with these depths is at most so long, without taking anything for granted. */
    boolean confirm(long[] depths, long target) {
        for (Known k : known) {
            if (k.most <= target && k.most != NEVER && Arrays.equals(k.depths, depths)) {
                return true;
            }
        }
        FifoGraph.Attempt a = run(depths, target);
        return a.end() == FifoGraph.End.COMPLETE && a.ticks() <= target;
    }

    private FifoGraph.Attempt run(long[] depths, long limit) {
        FifoGraph.Attempt a = graph.run(depths, limit);
        runs++;
        evaluated += a.evaluated();
        long[] own = depths.clone();
        switch (a.end()) {
            case COMPLETE -> known.add(new Known(own, a.ticks(), a.ticks()));
            case DEADLOCK -> {
                known.add(new Known(own, NEVER, NEVER));
                horizon = Math.max(horizon, BEYOND * a.ticks());
            }
            case CUT_OFF -> known.add(new Known(own, limit + 1, NEVER));
            case STOPPED -> stopped = true;
        }
        return a;
    }

    /** Whether what is known of {@code low} from below holds for {@code high} too. */
    private boolean isAtMost(long[] low, long[] high) {
        if (!graph.isMonotone()) {
            return Arrays.equals(low, high);
        }
        for (int f = 0; f < low.length; f++) {
            if (low[f] > high[f]) {
                return false;
            }
        }
        return true;
    }

    /** Depths and lengths of all runs that ended, in the order they were made. */
    List<Sizing.Point> ended() {
        return known.stream()
                .filter(k -> k.most != NEVER)
                .map(k -> new Sizing.Point(list(k.depths), graph.bits(k.depths), k.most))
                .toList();
    }

    static List<Long> list(long[] depths) {
        return Arrays.stream(depths).boxed().toList();
    }

    static long[] array(List<Long> depths) {
        return depths.stream().mapToLong(Long::longValue).toArray();
    }
}
