package dev.headrace.simulator.explain;

import dev.headrace.simulator.kernel.Chronicle;
import dev.headrace.simulator.kernel.Constraint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the critical path does over and over: the critical circle of the graph of constraints. Its ticks per round are what
 * one more round costs; in the terms of max-plus algebra, the eigenvalue of the steady state.
 *
 * @param hops one round, in the order of time
 * @param rounds how often the path makes it, 2 or more
 * @param ticks of all rounds together
 */
public record SteadyCycle(List<Hop> hops, long rounds, long ticks) {
    /**
     * A step of a round: from one operator to the next, or to the same again.
     *
     * @param operator who goes on
     * @param why what that operator had waited for
     * @param number channel, unit or device of the constraint
     * @param times how often in a row
     */
    public record Hop(int operator, Constraint why, int number, long times) {}

    /** The longest round that is looked for, in events. */
    private static final int MOST = 4096;

    /** Events that must be alike for a round to be tried. */
    private static final int ALIKE = 24;

    /** Share of the repeating events that a shorter round must have for it to be preferred: 9 in 10. */
    private static final int NEARLY = 10;

    /** What repeats for the most part of the path; null if nothing does. */
    public static @Nullable SteadyCycle of(Chronicle chronicle, CriticalPath path) {
        int[] kinds = kinds(chronicle, path);
        int best = 0;
        long most = 0;
        for (int period : periods(kinds)) {
            long covered = covered(kinds, period, null)[0];
            if (covered > most + most / NEARLY) {
                most = covered;
                best = period;
            }
        }
        if (best == 0) {
            return null;
        }
        long[] sums = covered(kinds, best, new Ticks(chronicle, path));
        List<Hop> hops = hops(chronicle, path, (int) sums[3], best);
        return hops.isEmpty() || sums[1] < 2 ? null : new SteadyCycle(hops, sums[1], sums[2]);
    }

    /** Events of a path that are alike have the same number. */
    private static int[] kinds(Chronicle chronicle, CriticalPath path) {
        Map<List<Object>, Integer> known = new LinkedHashMap<>();
        int[] kinds = new int[path.length()];
        for (int i = 0; i < kinds.length; i++) {
            int e = path.event(i);
            List<Object> kind = List.of(
                    chronicle.event(e), chronicle.operator(e), chronicle.channel(e), path.decided(i), path.number(i));
            kinds[i] = known.computeIfAbsent(kind, k -> known.size());
        }
        return kinds;
    }

    /** Lengths of rounds that show themselves somewhere on the path, the shortest first. */
    private static TreeSet<Integer> periods(int[] kinds) {
        TreeSet<Integer> found = new TreeSet<>();
        for (int part = 1; part < 8; part++) {
            int at = (int) ((long) kinds.length * part / 8);
            int tried = 0;
            for (int p = 1; p <= MOST && at + p < kinds.length && tried < 8; p++) {
                int alike = 0;
                while (alike < Math.max(ALIKE, p)
                        && at + p + alike < kinds.length
                        && kinds[at + alike] == kinds[at + p + alike]) {
                    alike++;
                }
                if (alike >= Math.min(ALIKE, p) && alike >= p) {
                    found.add(p);
                    tried++;
                }
            }
        }
        return found;
    }

    /** Where the ticks of a path's events are. */
    private record Ticks(Chronicle chronicle, CriticalPath path) {
        long at(int i) {
            return i < 0 ? 0 : chronicle.tick(path.event(i));
        }
    }

    /** Events in stretches of at least two rounds; of these, the rounds, their ticks, and where the longest starts. */
    private static long[] covered(int[] kinds, int period, @Nullable Ticks ticks) {
        long[] sums = new long[4];
        int longest = 0;
        int run = 0;
        for (int i = 0; i + period <= kinds.length; i++) {
            if (i + period < kinds.length && kinds[i] == kinds[i + period]) {
                run++;
                continue;
            }
            if (run >= period) {
                int rounds = run / period + 1;
                int start = i - run;
                sums[0] += (long) rounds * period;
                sums[1] += rounds;
                sums[2] += ticks == null ? 0 : ticks.at(start + rounds * period - 1) - ticks.at(start - 1);
                if (run > longest) {
                    longest = run;
                    sums[3] = start;
                }
            }
            run = 0;
        }
        return sums;
    }

    private static List<Hop> hops(Chronicle chronicle, CriticalPath path, int start, int period) {
        List<Hop> hops = new ArrayList<>();
        for (int i = start; i < start + period; i++) {
            Constraint why = path.decided(i);
            int e = path.event(i);
            Chronicle.Event event = chronicle.event(e);
            boolean starts =
                    event == Chronicle.Event.TAKE || event == Chronicle.Event.INPUT || event == Chronicle.Event.PUT;
            boolean own = why == Constraint.LATENCY || why == Constraint.FORWARD;
            boolean waits = (starts && !own && why != Constraint.STEP) || why == Constraint.MEMORY;
            if (!waits) {
                continue;
            }
            Hop hop = new Hop(chronicle.operator(e), why, path.number(i), 1);
            int last = hops.size() - 1;
            if (last >= 0
                    && hops.get(last).operator == hop.operator
                    && hops.get(last).why == why
                    && hops.get(last).number == hop.number) {
                hops.set(last, new Hop(hop.operator, why, hop.number, hops.get(last).times + 1));
            } else {
                hops.add(hop);
            }
        }
        return List.copyOf(hops);
    }
}
