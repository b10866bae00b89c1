package dev.headrace.simulator.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the firings of a graph take of its units and memories, added up without a run: a bound on how soon a run can end.
 *
 * <p>A unit serves one firing at a time, and each holds it for its claim's cycles. So of all firings that claim a unit, the
 * last one begins no earlier than all the others' holds added up: the run takes at least the sum less the longest hold.
 *
 * <p>Firings of loops without iterations count nothing, which keeps it a bound.
 */
public final class Occupancy {
    private final long[] held;
    private final long[] longest;
    private final List<Map<Integer, Long>> read = new ArrayList<>();
    private final List<Map<Integer, Long>> written = new ArrayList<>();

    private Occupancy(Graph graph) {
        held = new long[graph.units().size()];
        longest = new long[held.length];
        graph.devices().forEach(device -> {
            read.add(new HashMap<>());
            written.add(new HashMap<>());
        });
        TimeBase time = new TimeBase(graph.clocks());
        for (Operator op : graph.operators()) {
            long period = time.period(op.clock());
            for (Claim claim : op.claims()) {
                Claim.Hold hold = claim.hold() != null ? claim.hold() : interval(op.pace());
                long[] sum = new long[1];
                Walk.of(op.nest(), hold, sum, (index, first, last) -> {
                    long one = hold.cycles(index);
                    sum[0] = Math.addExact(sum[0], one);
                    longest[claim.unit()] = Math.max(longest[claim.unit()], one * period);
                });
                held[claim.unit()] = Math.addExact(held[claim.unit()], Math.multiplyExact(sum[0], period));
            }
            Move move = op.move();
            if (move != null) {
                moved(op.nest(), move);
            }
        }
    }

    /** An operator moves one tensor one way. */
    private void moved(Nest nest, Move move) {
        Transfer one = new Transfer();
        long[] sum = new long[1];
        Walk.of(nest, move.source(), sum, (index, first, last) -> {
            if (move.source().describe(index, one)) {
                sum[0] = Math.addExact(sum[0], one.bytes());
            }
        });
        (one.write ? written : read).get(move.device()).merge(one.tensor, sum[0], Math::addExact);
    }

    /**
     * Has the actions of a wired graph count what they would count in a run, those that do nothing else ({@link
     * Action#sums}). The graph is not to be run afterwards.
     */
    public static void count(Graph graph) {
        for (Operator op : graph.operators()) {
            Action action = op.action();
            long[] sums = action == null ? null : action.sums();
            if (action != null && sums != null) {
                Walk.of(op.nest(), action, sums, (index, first, last) -> action.fire(0, index, first, last, -1));
            }
        }
    }

    /** Adds up a wired graph, which is not to be run afterwards. */
    public static Occupancy of(Graph graph) {
        return new Occupancy(graph);
    }

    private static Claim.Hold interval(Pace pace) {
        return new Claim.Hold() {
            @Override
            public long cycles(long[] index) {
                return pace.interval(index);
            }

            @Override
            public long alike(int level, long[] index) {
                return pace.alike(level, index);
            }
        };
    }

    /** Ticks for which all firings together hold a unit. */
    public long held(int unit) {
        return held[unit];
    }

    /** Ticks before which a run cannot end, as far as a unit goes. */
    public long leastTicks(int unit) {
        return held[unit] - longest[unit];
    }

    /** Useful bytes that all firings together move at a memory. */
    public long bytes(int device) {
        return sum(read.get(device)) + written(device);
    }

    /** Useful bytes that all firings together write to a memory. */
    public long written(int device) {
        return sum(written.get(device));
    }

    /** Useful bytes that all firings together read of those tensors of a memory that none writes. */
    public long onlyRead(int device) {
        Map<Integer, Long> tensors = new HashMap<>(read.get(device));
        tensors.keySet().removeAll(written.get(device).keySet());
        return sum(tensors);
    }

    private static long sum(Map<Integer, Long> bytes) {
        return bytes.values().stream().reduce(0L, Math::addExact);
    }
}
