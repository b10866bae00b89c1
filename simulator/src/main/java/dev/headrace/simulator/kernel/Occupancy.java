package dev.headrace.simulator.kernel;

/**
 * What the firings of a graph take of its units and memories, added up without a run: a bound on how soon a run can end.
 *
 * <p>A unit serves one firing at a time, and each holds it for its claim's cycles. So of all firings that claim a unit, the
 * last one begins no earlier than all the others' holds added up: the run takes at least the sum less the longest hold.
 *
 * <p>Loops over whose iterations nothing changes, as {@link IndexFunction#alike} says, are multiplied by and not walked.
 * Firings of loops without iterations count nothing, which keeps it a bound.
 */
public final class Occupancy {
    private final long[] held;
    private final long[] longest;
    private final long[] bytes;

    private Occupancy(Graph graph) {
        held = new long[graph.units().size()];
        longest = new long[held.length];
        bytes = new long[graph.devices().size()];
        TimeBase time = new TimeBase(graph.clocks());
        for (Operator op : graph.operators()) {
            long period = time.period(op.clock());
            for (Claim claim : op.claims()) {
                Claim.Hold hold = claim.hold() != null ? claim.hold() : interval(op.pace());
                Walk walk = new Walk(op.nest(), hold, hold::cycles);
                held[claim.unit()] = Math.addExact(held[claim.unit()], Math.multiplyExact(walk.sum, period));
                longest[claim.unit()] = Math.max(longest[claim.unit()], walk.greatest * period);
            }
            Move move = op.move();
            if (move != null) {
                Transfer one = new Transfer();
                Walk walk = new Walk(
                        op.nest(), move.source(), index -> move.source().describe(index, one) ? one.bytes() : 0);
                bytes[move.device()] = Math.addExact(bytes[move.device()], walk.sum);
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
        return bytes[device];
    }

    @FunctionalInterface
    private interface Amount {
        long at(long[] index);
    }

    /** The sum of a function over the firings of a nest. */
    private static final class Walk {
        private final Nest nest;
        private final IndexFunction stays;
        private final Amount amount;
        private final long[] index;
        private final long sum;
        private long greatest;

        Walk(Nest nest, IndexFunction stays, Amount amount) {
            this.nest = nest;
            this.stays = stays;
            this.amount = amount;
            this.index = new long[nest.depth()];
            this.sum = sum(0);
        }

        private long sum(int level) {
            if (level == nest.depth()) {
                long one = amount.at(index);
                greatest = Math.max(greatest, one);
                return one;
            }
            long trips = nest.trips(level, index);
            long all = 0;
            for (long i = 0; i < trips; i++) {
                java.util.Arrays.fill(index, level, index.length, 0);
                index[level] = i;
                long last = i;
                // What functions say of the first and the last iteration need not hold of them.
                if (i > 0 && i < trips - 1) {
                    long alike = Math.min(stays.alike(level, index), nest.alike(level, index));
                    last = Math.max(i, Math.min(trips - 2, alike));
                }
                all = Math.addExact(all, Math.multiplyExact(sum(level + 1), last - i + 1));
                i = last;
            }
            return all;
        }
    }
}
