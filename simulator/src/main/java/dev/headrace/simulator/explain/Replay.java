package dev.headrace.simulator.explain;

import dev.headrace.simulator.kernel.Causes;
import dev.headrace.simulator.kernel.Chronicle;
import dev.headrace.simulator.kernel.Constraint;
import dev.headrace.simulator.kernel.TimeBase;

/**
 * Works out the ticks of a chronicle anew, for operators that are faster or slower: the longest path through the graph of
 * constraints. Nothing is run. It is exact where nothing but constraints decides: where no unit is shared and there is no
 * memory. Elsewhere it keeps to the order in which units served, and to the time that each transfer took.
 *
 * <p>One instance serves one thread.
 */
public final class Replay {
    private final Chronicle of;
    private final Causes causes;
    private final long[] ticks;
    private final int[] counts;
    private final long[] periods;
    private long end;
    private long count;

    /** A replay of a run. */
    public Replay(Chronicle of) {
        this.of = of;
        causes = of.causes();
        ticks = new long[of.size()];
        counts = new int[of.size()];
        periods = new long[of.graph().operators().size()];
        for (int o = 0; o < periods.length; o++) {
            periods[o] = of.time().period(of.graph().operators().get(o).clock());
        }
    }

    /**
     * The end of the run in halves of ticks, if the clock of some operators were twice as fast: intervals, latencies, holds,
     * and the latencies of their channels at their end.
     */
    public long halfTicks(boolean[] faster) {
        for (int e = 0; e < ticks.length; e++) {
            causes.at(e);
            long tick = 0;
            for (int k = 0; k < causes.count(); k++) {
                int owner = of.operator(causes.from(k));
                long scale = causes.why(k) != Constraint.MEMORY && faster[owner] ? 1 : 2;
                tick = Math.max(tick, ticks[causes.from(k)] + scale * causes.delay(k));
            }
            ticks[e] = rounded(tick, e, faster);
        }
        return ticks[ticks.length - 1];
    }

    private long rounded(long tick, int e, boolean[] faster) {
        if (!of.event(e).onEdge()) {
            return tick;
        }
        int o = of.operator(e);
        return TimeBase.edge(tick, faster[o] ? periods[o] : 2 * periods[o]);
    }

    /**
     * How many cycles longer each firing of some operators could take, in interval, latency and holds, before the run gets
     * longer: the most for which it does not. {@link Long#MAX_VALUE} if none of their firings matters.
     *
     * <p>A path of length {@code w} with {@code k} of these delays is {@code w + k d} long for {@code d} cycles more. So from
     * a longest path that is too long it is known by how much {@code d} must fall at least; that is repeated until the run
     * is no longer than it was. With several clocks, where rounding up makes steps, the rest is found by halving.
     */
    public long slack(boolean[] operators) {
        slower(operators, 0);
        long length = end;
        long tooMany = length + 1;
        slower(operators, tooMany);
        if (end == length) {
            return Long.MAX_VALUE;
        }
        long fits = tooMany;
        while (end > length) {
            tooMany = fits;
            long ticks = Math.max(1, count) * longest(operators);
            fits = Math.max(0, fits - Math.max(1, (end - length + ticks - 1) / ticks));
            slower(operators, fits);
        }
        boolean steps = of.graph().clocks().size() > 1;
        while (steps && tooMany - fits > 1) {
            long middle = (fits + tooMany) >>> 1;
            slower(operators, middle);
            if (end == length) {
                fits = middle;
            } else {
                tooMany = middle;
            }
        }
        return fits;
    }

    private long longest(boolean[] operators) {
        long p = 1;
        for (int o = 0; o < operators.length; o++) {
            p = operators[o] ? Math.max(p, periods[o]) : p;
        }
        return p;
    }

    /** Sets the end, and how many delays of these operators are on a longest path to it. */
    private void slower(boolean[] operators, long cycles) {
        for (int e = 0; e < ticks.length; e++) {
            causes.at(e);
            long tick = 0;
            int firings = 0;
            for (int k = 0; k < causes.count(); k++) {
                int from = causes.from(k);
                boolean own = isOfFiring(causes.why(k)) && operators[of.operator(from)];
                long at = ticks[from] + causes.delay(k) + (own ? cycles * periods[of.operator(from)] : 0);
                int with = counts[from] + (own ? 1 : 0);
                if (at > tick || (at == tick && with > firings)) {
                    tick = at;
                    firings = with;
                }
            }
            ticks[e] = of.event(e).onEdge() ? TimeBase.edge(tick, periods[of.operator(e)]) : tick;
            counts[e] = firings;
        }
        end = ticks[ticks.length - 1];
        count = counts[ticks.length - 1];
    }

    private static boolean isOfFiring(Constraint why) {
        return why == Constraint.INTERVAL || why == Constraint.LATENCY || why == Constraint.UNIT;
    }
}
