package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.IndexFunction;
import dev.headrace.simulator.kernel.Nest;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * At which firings of a load with reuse its token comes from the memory: at the first visit of each tile on this core while
 * the loops outside the reuse loop stand. At the later visits it is in the buffer.
 *
 * <p>Which visit is the first follows from the order of the firings, which mask, deal and kept rows decide, so the firings
 * are walked once, before the run. Loops that have no part in it are left out of the walk: along a loop that only tells
 * tiles apart, each tile has the same history; of one that does not, the first iteration has the first visits.
 */
final class FirstVisits implements IndexFunction {
    private final List<Loop> nest;
    private final Space all;
    private final Op.Access access;
    private final WorkloadSpec.Shape shape;

    /** Place in the nest of the reuse loop. */
    private final int reuse;

    /** Kernel levels that are walked, and their trips at most. */
    private final int[] levels;

    private final long[] radix;

    /** Kernel levels inside the reuse loop at whose first iteration alone tiles are new. */
    private final int[] firstOnly;

    /** Places of the walked numbers of first visits, ascending. */
    private final long[] first;

    private final long held;

    FirstVisits(Op op, Space space, WorkloadSpec.Shape shape) {
        this.nest = op.space();
        this.all = space;
        this.access = Objects.requireNonNull(op.access());
        this.shape = shape;
        this.reuse = nest.indexOf(access.replay());
        SortedSet<Integer> walked = walked();
        int[] places = walked.stream().mapToInt(i -> i).toArray();
        levels = Arrays.stream(places).map(space::level).distinct().toArray();
        radix = new long[levels.length];
        for (int l = 0; l < levels.length; l++) {
            radix[l] = space.mostTrips(levels[l]);
        }
        long times = 1;
        boolean again = false;
        TreeSet<Integer> only = new TreeSet<>();
        for (int i = reuse + 1; i < nest.size(); i++) {
            if (!walked.contains(i) && tells(nest.get(i))) {
                times = Math.multiplyExact(times, nest.get(i).trips());
            } else if (!walked.contains(i)) {
                only.add(space.level(i));
                again |= nest.get(i).trips() > 1;
            }
        }
        firstOnly = only.stream().mapToInt(i -> i).toArray();
        Walk walk = new Walk(space.over(places), places, times, again);
        Nest part = walk.space.nest();
        walk.go(part, 0, new long[part.depth()]);
        first = walk.first();
        held = walk.held();
    }

    /** Places of the loops that must be walked: those whose order or trips differ from one another's iteration to the next. */
    private SortedSet<Integer> walked() {
        SortedSet<Integer> set = new TreeSet<>();
        set.add(reuse);
        for (int i = reuse; i < nest.size(); i++) {
            // Heads may have a matrix in common.
            if (nest.get(i).dimension().equals(Dimension.HEADS)) {
                set.add(i);
            }
            set.addAll(all.decides(i));
        }
        if (all.isDealt(set.first())) {
            for (int i = 0; i < nest.size() && all.isDealt(i); i++) {
                set.add(i);
            }
        }
        return set;
    }

    /** True if tiles of different iterations of a loop are different. */
    private boolean tells(Loop l) {
        return within(l, access.rows().loop()) || within(l, access.cols().loop());
    }

    /** True if a loop is another, or one whose tiles the other divides. */
    static boolean within(Loop outer, @Nullable Loop inner) {
        for (Loop l = inner; l != null; l = l.within()) {
            if (l.equals(outer)) {
                return true;
            }
        }
        return false;
    }

    /** True if the token of the firing with this index comes from the memory. */
    boolean at(long[] index) {
        for (int level : firstOnly) {
            if (index[level] > 0) {
                return false;
            }
        }
        return Arrays.binarySearch(first, number(index, levels.length)) >= 0;
    }

    /** Tokens that are held at once for a later visit, at most; one if there is none. */
    long held() {
        return held;
    }

    /** Number of a firing among the walked ones, up to a level, and first inside it. */
    private long number(long[] index, int upTo) {
        long n = 0;
        for (int l = 0; l < levels.length; l++) {
            n = n * radix[l] + (l < upTo ? index[levels[l]] : 0);
        }
        return n;
    }

    @Override
    public long alike(int level, long[] index) {
        int walked = Arrays.binarySearch(levels, level);
        if (walked < 0) {
            return Arrays.binarySearch(firstOnly, level) >= 0 && index[level] == 0 ? 0 : Long.MAX_VALUE;
        }
        long length = 1;
        for (int l = walked + 1; l < levels.length; l++) {
            length *= radix[l];
        }
        long from = number(index, walked + 1);
        for (long i = index[level]; i + 1 < radix[walked]; i++, from += length) {
            if (!sameFirst(from, from + length, length)) {
                return i;
            }
        }
        return Long.MAX_VALUE;
    }

    /** True if the same are first visits in two stretches of walked firings. */
    private boolean sameFirst(long one, long other, long length) {
        int a = from(one);
        int b = from(other);
        int many = from(one + length) - a;
        if (from(other + length) - b != many) {
            return false;
        }
        for (int i = 0; i < many; i++) {
            if (first[a + i] - one != first[b + i] - other) {
                return false;
            }
        }
        return true;
    }

    private int from(long number) {
        int place = Arrays.binarySearch(first, number);
        return place >= 0 ? place : -place - 1;
    }

    /** One pass over the walked firings. */
    private final class Walk {
        private final Space space;
        private final int[] places;
        private final Point point = new Point(nest);
        private final LongStream.Builder found = LongStream.builder();
        private final long[] number = new long[levels.length];

        /** Tokens that a tile stands for, and whether each of its visits is several. */
        private final long times;

        private final boolean again;

        /** Indices of the walked loops outside the reuse loop; they stand within a group. */
        private final int[] outside;

        private int group;
        private int firings;

        /** By tile: the group that it was last visited in, and its first and last firing there. */
        private int[] groupOf = {};

        private int[] begun = {};
        private int[] ended = {};

        /** Tiles of the group. */
        private int[] visited = new int[16];

        private int visitedCount;
        private long most = 1;

        Walk(Space space, int[] places, long times, boolean again) {
            this.space = space;
            this.places = places;
            this.times = times;
            this.again = again;
            outside = new int[(int) Arrays.stream(places).filter(i -> i < reuse).count()];
            Arrays.fill(outside, -1);
        }

        void go(Nest walk, int level, long[] index) {
            if (level == walk.depth()) {
                visit(index);
                return;
            }
            long trips = walk.trips(level, index);
            for (long i = 0; i < trips; i++) {
                index[level] = i;
                number[level] = i;
                go(walk, level + 1, index);
            }
        }

        private void visit(long[] index) {
            boolean stands = true;
            for (int i = 0; i < places.length; i++) {
                int actual = space.actual(i, index);
                point.set(places[i], actual);
                if (places[i] < reuse) {
                    stands &= outside[i] == actual;
                    outside[i] = actual;
                }
            }
            if (!stands) {
                close();
            }
            int tile = access.tile(point, shape);
            if (tile >= groupOf.length) {
                groupOf = Arrays.copyOf(groupOf, 2 * tile + 1);
                begun = Arrays.copyOf(begun, groupOf.length);
                ended = Arrays.copyOf(ended, groupOf.length);
            }
            if (groupOf[tile] <= group) {
                groupOf[tile] = group + 1;
                begun[tile] = firings;
                visited = visitedCount < visited.length ? visited : Arrays.copyOf(visited, 2 * visitedCount);
                visited[visitedCount++] = tile;
                long n = 0;
                for (int l = 0; l < levels.length; l++) {
                    n = n * radix[l] + number[l];
                }
                found.add(n);
            }
            ended[tile] = firings;
            firings++;
        }

        /** The loops outside the reuse loop have gone on: nothing is held any more. */
        private void close() {
            long[] more = new long[firings + 1];
            for (int i = 0; i < visitedCount; i++) {
                int tile = visited[i];
                long tokens = again || ended[tile] > begun[tile] ? times : 1;
                more[begun[tile]] += tokens;
                more[ended[tile] + 1] -= tokens;
            }
            long now = 0;
            for (long m : more) {
                now += m;
                most = Math.max(most, now);
            }
            group++;
            firings = 0;
            visitedCount = 0;
        }

        /** Most tokens at once of tiles that have been visited and have visits to come, or are just visited. */
        long held() {
            close();
            return most;
        }

        long[] first() {
            return found.build().toArray();
        }
    }
}
