package dev.headrace.simulator.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** The windows of a run that all of its reels have whole. */
final class Windows {
    private final List<Kind> kinds;
    private final long unit;
    private final long end;

    /** Makes of a slice of a reel the numbers that the activity has, ticks counted from the window's first. */
    @FunctionalInterface
    interface Numbers {
        /** A row. */
        long[] of(long[] slice, int reel, long from);
    }

    /** Tracks of a kind. */
    record Kind(List<Reel> reels, Numbers numbers) {}

    /**
     * Of a run.
     *
     * @param kinds operators, units and FIFOs
     * @param unit ticks that the reels count powers of two in
     * @param end of the run
     */
    Windows(List<Kind> kinds, long unit, long end) {
        this.kinds = kinds;
        this.unit = unit;
        this.end = end;
    }

    /** All, in the order of time. */
    List<Activity.Window> all() {
        long first = Math.min(end, least(Reel::firstUntil));
        if (first == end) {
            return List.of(window("whole", 0, end, Reel::first));
        }
        List<Activity.Window> all = new ArrayList<>();
        all.add(window("start", 0, first, Reel::first));
        int power = middle();
        long from = unit << power;
        long until = Math.min(end, least(reel -> reel.middleUntil(power)));
        if (until > Math.max(from, first)) {
            all.add(window("middle", from, until, reel -> reel.middle(power)));
        }
        long last = -least(reel -> -reel.lastFrom());
        if (last < end) {
            all.add(window("end", last, end, Reel::last));
        }
        return List.copyOf(all);
    }

    /** The power of two that is next to the middle of the run, in units. */
    private int middle() {
        long units = Math.max(1, end / unit);
        int highest = 63 - Long.numberOfLeadingZeros(units);
        return Math.max(0, 2 * units >= (3L << highest) ? highest : highest - 1);
    }

    private long least(ToLongFunction<Reel> what) {
        return kinds.stream()
                .flatMap(kind -> kind.reels().stream())
                .mapToLong(what)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private Activity.Window window(String what, long from, long to, Function<Reel, List<long[]>> slices) {
        List<List<List<List<Long>>>> all = new ArrayList<>();
        for (Kind kind : kinds) {
            List<List<List<Long>>> tracks = new ArrayList<>();
            for (int r = 0; r < kind.reels().size(); r++) {
                List<List<Long>> rows = new ArrayList<>();
                for (long[] slice : slices.apply(kind.reels().get(r))) {
                    if (slice[0] < to && slice[1] >= from) {
                        rows.add(Arrays.stream(kind.numbers().of(slice, r, from))
                                .boxed()
                                .toList());
                    }
                }
                tracks.add(List.copyOf(rows));
            }
            all.add(List.copyOf(tracks));
        }
        return new Activity.Window(what, from, to, all.get(0), all.get(1), all.get(2));
    }
}
