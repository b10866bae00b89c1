package dev.headrace.simulator.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Slices of one track, which come in the order of time and of which neither start nor end is before that of the one before: of
 * all of them the first few, the last few, and the first few that end after a power of two of ticks, for the three highest
 * powers so far. One of these powers lies between a third and two thirds of the run, whatever its length.
 *
 * <p>A slice is a row of numbers, the first two its start and its end.
 */
final class Reel {
    private static final int POWERS = 3;

    private final int most;
    private final long unit;
    private final Strip first;
    private final Strip[] middle = new Strip[POWERS];
    private int power = -1;
    private final long[][] ring;
    private long count;

    /** End of the last slice that is no longer among the last. */
    private long lost;

    /** The first slices from some time on. */
    private static final class Strip {
        final List<long[]> slices = new ArrayList<>();

        /** Start of the first slice that there was no room for. */
        long until = Long.MAX_VALUE;

        void add(long[] slice, int most) {
            if (slices.size() < most) {
                slices.add(slice);
            } else if (until == Long.MAX_VALUE) {
                until = slice[0];
            }
        }
    }

    /**
     * No slices yet.
     *
     * @param most slices of each kind
     * @param unit ticks that powers of two are counted in
     */
    Reel(int most, long unit) {
        this.most = most;
        this.unit = unit;
        first = new Strip();
        ring = new long[most][];
        Arrays.setAll(middle, i -> new Strip());
    }

    /** Adds a slice: a copy of the first {@code length} numbers. */
    void add(long[] numbers, int length) {
        int place = (int) (count % most);
        if (count++ >= most) {
            lost = ring[place][1];
        }
        long[] slice = Arrays.copyOf(numbers, length);
        ring[place] = slice;
        first.add(slice, most);
        long end = slice[1] / unit;
        int highest = end < 1 ? -1 : 63 - Long.numberOfLeadingZeros(end);
        for (; power < highest; power++) {
            middle[(power + 1) % POWERS] = new Strip();
        }
        for (int p = Math.max(0, power - POWERS + 1); p <= power; p++) {
            middle[p % POWERS].add(slice, most);
        }
    }

    /** Slices that begin before {@link #firstUntil}, and maybe more. */
    List<long[]> first() {
        return first.slices;
    }

    /** Up to where the first slices are all. */
    long firstUntil() {
        return first.until;
    }

    /** Slices that end at {@code unit << of} ticks or later and begin before {@link #middleUntil}, and maybe more. */
    List<long[]> middle(int of) {
        return holds(of) ? middle[of % POWERS].slices : List.of();
    }

    /** Up to where these are all. */
    long middleUntil(int of) {
        return holds(of) ? middle[of % POWERS].until : Long.MAX_VALUE;
    }

    private boolean holds(int of) {
        if (of <= power - POWERS) {
            throw new IllegalArgumentException("power " + of + " of a run of " + power);
        }
        return of <= power;
    }

    /** Slices that end after {@link #lastFrom}, and maybe more. */
    List<long[]> last() {
        List<long[]> all = new ArrayList<>();
        for (long i = Math.max(0, count - most); i < count; i++) {
            all.add(ring[(int) (i % most)]);
        }
        return all;
    }

    /** From where on the last slices are all. */
    long lastFrom() {
        return lost;
    }
}
