package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Nest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The firings of an operator on one core: its loops, with the dealt ones merged into a list of work items, and with
 * trip counts that follow the mask. Translates between the kernel's indices and the true indices of loops.
 */
final class Space {
    private final List<Loop> loops;
    private final int dealt;
    private final int[][] work;
    private final MaskTiles mask;
    private final @Nullable Table[] tables;

    /** By place, that of the loop whose tiles a loop divides; -1 if there is none. */
    private final int[] cut;

    private final boolean hides;
    private final @Nullable Ragged ragged;

    /** Iterations of a masked loop, by the tile of the loop that it goes with and the tile that it divides. */
    private final class Table {
        private final int own;
        private final int partner;
        private final int divided;
        private final int[][] tiles;

        Table(int own, int partner) {
            Loop l = loops.get(own);
            this.own = own;
            this.partner = partner;
            this.divided = l.tilesInAll() / l.trips();
            this.tiles = mask.inner(loops.get(partner), l);
        }

        int[] tiles(long[] index) {
            int outside = number(partner, index);
            return tiles[cut[own] < 0 ? outside : outside * divided + number(cut[own], index)];
        }

        /** True if the tile of the loop at a place has a part in it. */
        boolean follows(int place) {
            Loop l = loops.get(place);
            return place < own && (l.cuts(loops.get(partner)) || l.cuts(loops.get(own)));
        }

        /** True if only the index of the loop at a place has a part in it. */
        boolean followsAlone(int place) {
            return place == partner
                    && loops.get(partner).within() == null
                    && loops.get(own).within() == null;
        }
    }

    /**
     * A space.
     *
     * @param dealt number of leading loops that are dealt to cores, 0 if none
     * @param work this core's items, each the indices of the dealt loops
     */
    Space(List<Loop> loops, int dealt, int[][] work, MaskTiles mask) {
        this.loops = loops;
        this.dealt = dealt;
        this.work = work;
        this.mask = mask;
        tables = new @Nullable Table[loops.size()];
        cut = loops.stream()
                .mapToInt(l -> l.within() == null ? -1 : loops.indexOf(l.within()))
                .toArray();
        ragged = loops.stream().anyMatch(l -> l.kept() != null) ? new Ragged(this, loops) : null;
        boolean empty = false;
        for (int i = dealt; i < loops.size() && mask.skips(); i++) {
            int partner = partner(i);
            if (partner >= 0) {
                Table table = new Table(i, partner);
                tables[i] = table;
                empty |= java.util.Arrays.stream(table.tiles).anyMatch(t -> t.length == 0);
            }
        }
        hides = empty;
    }

    /** The innermost loop outside that a mask pairs with the one at a place; -1 if there is none. */
    private int partner(int place) {
        Dimension d = loops.get(place).dimension();
        Dimension other =
                d.equals(Dimension.KEYS) ? Dimension.QUERIES : d.equals(Dimension.QUERIES) ? Dimension.KEYS : d;
        for (int i = place - 1; i >= 0 && !other.equals(d); i--) {
            if (loops.get(i).dimension().equals(other)) {
                return i;
            }
        }
        return -1;
    }

    /** Number of the tile of the loop at a place among all its tiles, those of the outer loops that it divides counted. */
    private int number(int place, long[] index) {
        int own = actual(place, index);
        return cut[place] < 0
                ? own
                : number(cut[place], index) * loops.get(place).trips() + own;
    }

    /** True if the loop at a place is one of those dealt, which are one loop to the kernel. */
    boolean isDealt(int place) {
        return place < dealt;
    }

    /** Depth in the kernel's nest of the first {@code count} loops. */
    int kernelDepth(int count) {
        return dealt == 0 || count == 0 ? count : count - dealt + 1;
    }

    /** Level in the kernel's nest of the loop at a place. */
    int level(int place) {
        return isDealt(place) ? 0 : kernelDepth(place + 1) - 1;
    }

    /** The firings over some of the loops only: either all or none of those dealt, and all that decide about each other. */
    Space over(int[] places) {
        List<Loop> some = java.util.Arrays.stream(places).mapToObj(loops::get).toList();
        return new Space(some, places.length > 0 && isDealt(places[0]) ? dealt : 0, work, mask);
    }

    /** Iterations of a loop of the kernel's nest, at most. */
    long mostTrips(int level) {
        return dealt == 0
                ? loops.get(level).trips()
                : level == 0 ? work.length : loops.get(dealt + level - 1).trips();
    }

    /** Places of a loop and of all that have a part in the order of the firings inside it, in a nest of the first loops. */
    SortedSet<Integer> deciding(int place, int nest) {
        SortedSet<Integer> set = new TreeSet<>();
        set.add(place);
        for (int i = place; i < nest; i++) {
            set.addAll(decides(i));
        }
        boolean merged = isDealt(set.first());
        for (int i = 0; merged && i < dealt; i++) {
            set.add(i);
        }
        return set;
    }

    /** Places of the loops whose indices decide which iterations the loop at a place has, its own too; none if it has all. */
    List<Integer> decides(int place) {
        List<Integer> all = new ArrayList<>();
        Table table = tables[place];
        if (table != null) {
            for (int i = 0; i <= place; i++) {
                if (i == place || table.follows(i)) {
                    all.add(i);
                }
            }
        } else if (isRagged(place)) {
            for (int i = 0; i <= place; i++) {
                Dimension d = loops.get(i).dimension();
                if (i == place || d.equals(Dimension.HEADS) || d.equals(Dimension.QUERIES)) {
                    all.add(i);
                }
            }
        }
        return all;
    }

    /** True if a stream over the first {@code count} loops can be told apart on this core. */
    boolean hasDepth(int count) {
        return count == 0 || count >= dealt;
    }

    Nest nest() {
        Nest nest = dealt == 0 ? Nest.of() : Nest.of(work.length);
        for (int i = dealt; i < loops.size(); i++) {
            Table table = tables[i];
            if (ragged != null && ragged.is(i)) {
                nest = nest.inside(ragged.trips(i));
            } else if (table == null) {
                nest = nest.inside(loops.get(i).trips());
            } else {
                nest = nest.inside(new MaskedTrips(table));
            }
        }
        return nest;
    }

    /** Trips of a loop that follows the mask. */
    private final class MaskedTrips implements Nest.Trips {
        private final Table table;

        MaskedTrips(Table table) {
            this.table = table;
        }

        @Override
        public long count(long[] index) {
            return table.tiles(index).length;
        }

        @Override
        public long alike(int level, long[] index) {
            return Space.this.alike(level, index);
        }
    }

    /**
     * The last iteration of a loop of the kernel's nest, from that in {@code index} on, up to which all tiles inside are
     * of the same sizes and all masked loops inside have as many of them.
     */
    long alike(int level, long[] index) {
        if (ragged != null) {
            return index[level];
        }
        int first = dealt == 0 ? level : level == 0 ? 0 : dealt + level - 1;
        int last = dealt > 0 && level == 0 ? dealt - 1 : first;
        long trips = dealt > 0 && level == 0 ? work.length : trips(first, index);
        long[] at = index.clone();
        if (first == last && tables[first] == null && !partnerOfMasked(first)) {
            Loop l = loops.get(first);
            boolean whole = l.size((int) trips - 1) == l.size((int) index[level]);
            return Math.max(index[level], whole ? trips - 1 : trips - 2);
        }
        while (at[level] + 1 < trips) {
            at[level]++;
            for (int p = first; p <= last; p++) {
                if (!sameTiles(p, actual(p, index), actual(p, at))) {
                    return at[level] - 1;
                }
            }
        }
        return at[level];
    }

    private long trips(int place, long[] index) {
        Table table = tables[place];
        return table == null ? loops.get(place).trips() : table.tiles(index).length;
    }

    private boolean partnerOfMasked(int place) {
        for (int i = place + 1; i < tables.length; i++) {
            Table table = tables[i];
            if (table != null && table.follows(place)) {
                return true;
            }
        }
        return false;
    }

    /** True if two tiles of a loop are of one size, and go with tiles of the same sizes in the masked loops inside. */
    private boolean sameTiles(int place, int one, int other) {
        if (loops.get(place).size(one) != loops.get(place).size(other)) {
            return false;
        }
        for (int i = place + 1; i < tables.length; i++) {
            Table table = tables[i];
            if (table != null && table.follows(place) && one != other) {
                if (!table.followsAlone(place) || !sizes(i, table.tiles[one]).equals(sizes(i, table.tiles[other]))) {
                    return false;
                }
            }
        }
        return true;
    }

    private List<Integer> sizes(int place, int[] tiles) {
        Loop l = loops.get(place);
        return java.util.Arrays.stream(tiles).map(l::size).boxed().toList();
    }

    /** True if a loop has no iteration where the loops outside are as in {@code index}: an empty firing, which is no work. */
    boolean isEmpty(long[] index) {
        if (ragged == null && !hides) {
            return false;
        }
        for (int i = 0; i < loops.size(); i++) {
            Table table = tables[i];
            if ((table != null && table.tiles(index).length == 0)
                    || (isRagged(i) && Objects.requireNonNull(ragged).iterations(i, index).length == 0)) {
                return true;
            }
        }
        return false;
    }

    /** True if any loop visits only what the workload keeps. */
    boolean isRagged() {
        return ragged != null;
    }

    /** True if the loop at a place visits only what the workload keeps, so that its trips depend on the loops outside. */
    boolean isRagged(int place) {
        return ragged != null && ragged.is(place);
    }

    /** True index of the loop at a place. */
    int actual(int place, long[] index) {
        if (place < dealt) {
            return work[(int) index[0]][place];
        }
        int i = (int) index[kernelDepth(place + 1) - 1];
        if (ragged != null && ragged.is(place)) {
            int[] list = ragged.iterations(place, index);
            return i < list.length ? list[i] : 0;
        }
        Table table = tables[place];
        if (table == null) {
            return i;
        }
        int[] tiles = table.tiles(index);
        // A loop without iterations has no tile; its empty firing stands at the first.
        return i < tiles.length ? tiles[i] : 0;
    }

    /** Sets a point to a kernel index; loops inside an empty one keep index 0. */
    void locate(long[] index, int empty, Point point) {
        for (int i = 0; i < loops.size(); i++) {
            boolean beyond = empty >= 0 && kernelDepth(i + 1) > empty;
            point.set(i, beyond ? 0 : actual(i, index));
        }
    }

    /** Number of points, empty firings not counted. */
    long firings() {
        Nest nest = nest();
        return count(nest, 0, new long[nest.depth()]);
    }

    private static long count(Nest nest, int level, long[] index) {
        if (level == nest.depth()) {
            return 1;
        }
        long trips = nest.trips(level, index);
        long sum = 0;
        for (long i = 0; i < trips; i++) {
            index[level] = i;
            sum += count(nest, level + 1, index);
        }
        return sum;
    }

    /** All points in order, as true indices; for checks at build time only. */
    List<int[]> points() {
        List<int[]> all = new ArrayList<>();
        Nest nest = nest();
        walk(nest, 0, new long[nest.depth()], all);
        return all;
    }

    private void walk(Nest nest, int level, long[] index, List<int[]> all) {
        if (level == nest.depth()) {
            int[] p = new int[loops.size()];
            for (int i = 0; i < p.length; i++) {
                p[i] = actual(i, index);
            }
            all.add(p);
            return;
        }
        long trips = nest.trips(level, index);
        for (long i = 0; i < trips; i++) {
            index[level] = i;
            walk(nest, level + 1, index, all);
        }
    }
}
