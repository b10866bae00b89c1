package dev.headrace.simulator.explain;

import dev.headrace.simulator.kernel.Causes;
import dev.headrace.simulator.kernel.Chronicle;
import dev.headrace.simulator.kernel.Constraint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The critical path of a run: from its end back to tick 0, from every event to the one that decided its tick. Between two
 * events of the path lie the ticks of one constraint, and those up to the next edge of a clock, if any; so the shares of
 * the path add up to the run.
 */
public final class CriticalPath {
    private final long ticks;
    private final List<Share> shares;
    private final int[] events;
    private final Constraint[] decided;
    private final int[] numbers;

    private CriticalPath(long ticks, List<Share> shares, int[] events, Constraint[] decided, int[] numbers) {
        this.ticks = ticks;
        this.shares = shares;
        this.events = events;
        this.decided = decided;
        this.numbers = numbers;
    }

    /** Length of the run, and of the path. */
    public long ticks() {
        return ticks;
    }

    /** Where the ticks went: the longest first, then by constraint, operator and number. */
    public List<Share> shares() {
        return shares;
    }

    /** Number of events on the path. */
    public int length() {
        return events.length;
    }

    /** An event of the path, 0 for the first. */
    public int event(int i) {
        return events[i];
    }

    /** The constraint that decided an event of the path; of the first, {@link Constraint#STEP}. */
    public Constraint decided(int i) {
        return decided[i];
    }

    /** The channel, unit or device of that constraint; of others 0. */
    public int number(int i) {
        return numbers[i];
    }

    /**
     * A part of the path.
     *
     * @param why which constraint
     * @param operator whose time that is: the operator of the earlier event; of {@link Constraint#EDGE}, who waited
     * @param number channel, unit or device of the constraint; of others 0
     * @param ticks on the path, 0 or more
     * @param times how often the path goes that way, 1 or more
     */
    public record Share(Constraint why, int operator, int number, long ticks, long times) {}

    private record Key(Constraint why, int operator, int number) {}

    private static final int FIRST = 1024;

    /** Walks back from the end of a run. */
    public static CriticalPath of(Chronicle chronicle) {
        Map<Key, long[]> sums = new LinkedHashMap<>();
        Causes causes = chronicle.causes();
        int[] path = new int[FIRST];
        byte[] whys = new byte[FIRST];
        int[] numbers = new int[FIRST];
        int length = 0;
        for (int e = chronicle.size() - 1; e >= 0; length++) {
            if (length == path.length) {
                path = Arrays.copyOf(path, 2 * length);
                whys = Arrays.copyOf(whys, 2 * length);
                numbers = Arrays.copyOf(numbers, 2 * length);
            }
            path[length] = e;
            int k = causes.at(e).binding();
            if (k < 0) {
                whys[length] = (byte) Constraint.STEP.ordinal();
                e = -1;
                continue;
            }
            int from = causes.from(k);
            whys[length] = (byte) causes.why(k).ordinal();
            numbers[length] = causes.what(k);
            add(sums, new Key(causes.why(k), chronicle.operator(from), causes.what(k)), causes.delay(k));
            long rounding = chronicle.tick(e) - causes.allows(k);
            if (rounding > 0) {
                add(sums, new Key(Constraint.EDGE, chronicle.operator(e), 0), rounding);
            }
            e = from;
        }
        List<Share> shares = new ArrayList<>();
        sums.forEach((key, sum) -> shares.add(new Share(key.why, key.operator, key.number, sum[0], sum[1])));
        shares.sort((a, b) -> a.ticks != b.ticks
                ? Long.compare(b.ticks, a.ticks)
                : a.why != b.why
                        ? a.why.compareTo(b.why)
                        : a.operator != b.operator
                                ? Integer.compare(a.operator, b.operator)
                                : Integer.compare(a.number, b.number));
        int[] forward = new int[length];
        Constraint[] decided = new Constraint[length];
        int[] of = new int[length];
        for (int i = 0; i < length; i++) {
            forward[i] = path[length - 1 - i];
            decided[i] = Constraint.values()[whys[length - 1 - i]];
            of[i] = numbers[length - 1 - i];
        }
        return new CriticalPath(chronicle.tick(chronicle.size() - 1), List.copyOf(shares), forward, decided, of);
    }

    private static void add(Map<Key, long[]> sums, Key key, long ticks) {
        long[] sum = sums.computeIfAbsent(key, k -> new long[2]);
        sum[0] += ticks;
        sum[1]++;
    }
}
