package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.IndexFunction;
import dev.headrace.simulator.kernel.Nest;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.LongStream;

/**
 * Which firings are the first and the last visit of what they visit, while the loops outside a certain loop stand: a tile of
 * a tensor, or a point of the other loops. This follows from the order of the firings, which mask, deal and kept rows
 * decide, so that they are walked once, before the run. Loops that have no part in it are left out of the walk.
 */
final class Visits {
    private final int[] levels;
    private final long[] radix;
    private final long[] first;
    private final long[] last;
    private final long held;
    private final boolean queued;
    private final boolean firstInOrder;
    private final boolean lastInOrder;
    private final int fewest;

    /** What a firing visits. */
    @FunctionalInterface
    interface Key {
        /**
         * A small number, 0 or more.
         *
         * @param at the point; loops that are not walked have index 0
         * @param walked true indices of the walked loops
         */
        int of(Point at, int[] walked);
    }

    /**
     * Walks firings.
     *
     * @param nest of the firings
     * @param outer place of the loop outside of which everything stands
     * @param walked places of the loops to walk, the outer one and others
     * @param tokens how many tokens a key stands for, as loops that are left out tell it apart
     * @param again true if each visit stands for several
     */
    Visits(List<Loop> nest, Space space, int outer, SortedSet<Integer> walked, Key key, long tokens, boolean again) {
        int[] places = walked.stream().mapToInt(i -> i).toArray();
        levels = Arrays.stream(places).map(space::level).distinct().toArray();
        radix = Arrays.stream(levels).mapToLong(space::mostTrips).toArray();
        Walk walk = new Walk(nest, space.over(places), places, outer, key, tokens, again);
        Nest part = walk.space.nest();
        walk.go(part, 0, new long[part.depth()]);
        walk.close();
        first = walk.first.build().toArray();
        last = walk.last.build().sorted().toArray();
        held = walk.most;
        queued = walk.queued;
        firstInOrder = walk.firstInOrder;
        lastInOrder = walk.lastInOrder;
        fewest = walk.fewest;
    }

    /** True if the firing with this index is the first visit. */
    boolean first(long[] index) {
        return Arrays.binarySearch(first, number(index, levels.length)) >= 0;
    }

    /** True if it is the last. */
    boolean last(long[] index) {
        return Arrays.binarySearch(last, number(index, levels.length)) >= 0;
    }

    /** Most tokens at once of what has been visited and is visited again, or is just visited. */
    long held() {
        return held;
    }

    /** True if what is visited again is so in the order in which it was visited before, so that it can go through a FIFO. */
    boolean queued() {
        return queued;
    }

    /** True if the keys of first visits, or of last ones, rise each time that the outer loops stand. */
    boolean inOrder(boolean firstVisits) {
        return firstVisits ? firstInOrder : lastInOrder;
    }

    /** Keys that are visited each time that the outer loops stand, at least. */
    int fewest() {
        return fewest;
    }

    /** True if a loop of the kernel's nest is walked. */
    boolean walks(int level) {
        return Arrays.binarySearch(levels, level) >= 0;
    }

    /** {@link IndexFunction#alike} of {@link #first} or {@link #last}. */
    long alike(int level, long[] index, boolean firstVisits) {
        int walked = Arrays.binarySearch(levels, level);
        if (walked < 0) {
            return Long.MAX_VALUE;
        }
        long length = 1;
        for (int l = walked + 1; l < levels.length; l++) {
            length *= radix[l];
        }
        long from = number(index, walked + 1);
        for (long i = index[level]; i + 1 < radix[walked]; i++, from += length) {
            if (!same(firstVisits ? first : last, from, from + length, length)) {
                return i;
            }
        }
        return Long.MAX_VALUE;
    }

    /** Number of a firing among the walked ones, up to a level, and first inside it. */
    private long number(long[] index, int upTo) {
        long n = 0;
        for (int l = 0; l < levels.length; l++) {
            n = n * radix[l] + (l < upTo ? index[levels[l]] : 0);
        }
        return n;
    }

    /** True if two stretches of walked firings have such visits at the same places. */
    private static boolean same(long[] visits, long one, long other, long length) {
        int a = from(visits, one);
        int b = from(visits, other);
        int many = from(visits, one + length) - a;
        if (from(visits, other + length) - b != many) {
            return false;
        }
        for (int i = 0; i < many; i++) {
            if (visits[a + i] - one != visits[b + i] - other) {
                return false;
            }
        }
        return true;
    }

    private static int from(long[] visits, long number) {
        int place = Arrays.binarySearch(visits, number);
        return place >= 0 ? place : -place - 1;
    }

    /** One pass over the walked firings, group by group: a group is as long as the loops outside stand. */
    private final class Walk {
        private final Space space;
        private final int[] places;
        private final int outer;
        private final Key key;
        private final long tokens;
        private final boolean again;
        private final Point point;
        private final int[] walked;
        private final long[] index = new long[levels.length];
        private final LongStream.Builder first = LongStream.builder();
        private final LongStream.Builder last = LongStream.builder();
        private boolean queued = true;
        private boolean firstInOrder = true;
        private boolean lastInOrder = true;
        private long most = 1;
        private int fewest = Integer.MAX_VALUE;
        private int group;

        /** By key: the group that it was last visited in, plus one, and its first and last visit there. */
        private int[] groupOf = {};

        private int[] begun = {};
        private int[] ended = {};

        /** The visits of the group: keys, and numbers of the firings. */
        private int[] keys = new int[16];

        private long[] numbers = new long[16];
        private int visits;

        Walk(List<Loop> nest, Space space, int[] places, int outer, Key key, long tokens, boolean again) {
            this.space = space;
            this.places = places;
            this.outer = outer;
            this.key = key;
            this.tokens = tokens;
            this.again = again;
            this.point = new Point(nest);
            this.walked = new int[places.length];
            Arrays.fill(walked, -1);
        }

        void go(Nest nest, int level, long[] at) {
            if (level == nest.depth()) {
                visit(at);
                return;
            }
            long trips = nest.trips(level, at);
            fewest = trips == 0 ? 0 : fewest;
            for (long i = 0; i < trips; i++) {
                at[level] = i;
                index[level] = i;
                go(nest, level + 1, at);
            }
        }

        private void visit(long[] at) {
            boolean stands = true;
            for (int i = 0; i < places.length; i++) {
                int actual = space.actual(i, at);
                point.set(places[i], actual);
                stands &= places[i] >= outer || walked[i] == actual;
                walked[i] = actual;
            }
            if (!stands) {
                close();
            }
            long number = 0;
            for (int l = 0; l < levels.length; l++) {
                number = number * radix[l] + index[l];
            }
            int k = key.of(point, walked);
            if (k >= groupOf.length) {
                groupOf = Arrays.copyOf(groupOf, 2 * k + 1);
                begun = Arrays.copyOf(begun, groupOf.length);
                ended = Arrays.copyOf(ended, groupOf.length);
            }
            if (groupOf[k] <= group) {
                groupOf[k] = group + 1;
                begun[k] = visits;
                first.add(number);
            }
            ended[k] = visits;
            if (visits == keys.length) {
                keys = Arrays.copyOf(keys, 2 * visits);
                numbers = Arrays.copyOf(numbers, 2 * visits);
            }
            keys[visits] = k;
            numbers[visits++] = number;
        }

        /** A group is over: nothing of it is visited again. */
        private void close() {
            long now = 0;
            int taken = 0;
            int firsts = 0;
            int lastFirst = -1;
            int lastLast = -1;
            for (int v = 0; v < visits; v++) {
                int k = keys[v];
                boolean isFirst = begun[k] == v;
                boolean isLast = ended[k] == v;
                long many = again || begun[k] < ended[k] ? tokens : 1;
                now += isFirst ? many : 0;
                most = Math.max(most, now);
                now -= isLast ? many : 0;
                if (isFirst) {
                    firsts++;
                    firstInOrder &= k > lastFirst;
                    lastFirst = k;
                } else {
                    // The next of those sent on that has not been taken yet.
                    while (ended[keys[taken]] == taken) {
                        taken++;
                    }
                    queued &= keys[taken++] == k;
                }
                if (isLast) {
                    last.add(numbers[v]);
                    lastInOrder &= k > lastLast;
                    lastLast = k;
                }
            }
            fewest = visits == 0 ? fewest : Math.min(fewest, firsts);
            group++;
            visits = 0;
        }
    }
}
