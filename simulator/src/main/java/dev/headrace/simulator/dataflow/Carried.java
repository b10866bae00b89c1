package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Gate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one iteration of a loop hands to the next through a memory: for every point, whether the same point was visited
 * in an earlier iteration of the carried loop, and whether it will be in a later one.
 */
final class Carried {
    private final Space space;
    private final int place;
    private final int partner;
    private final int[] first;
    private final int[] last;

    /**
     * For a nest and one of its loops.
     *
     * @param fail makes the complaint if visits do not come in the same order in each iteration
     */
    Carried(
            List<Loop> nest,
            Loop carried,
            Space space,
            MaskTiles mask,
            java.util.function.Supplier<RuntimeException> fail) {
        this.space = space;
        this.place = nest.indexOf(carried);
        int masked = -1;
        for (int i = place + 1; i < nest.size() && mask.skips(); i++) {
            if (pair(nest.get(i).dimension(), carried.dimension())) {
                masked = i;
            }
        }
        for (int i = 0; i < place && mask.skips(); i++) {
            if (pair(nest.get(i).dimension(), carried.dimension())) {
                throw fail.get();
            }
        }
        this.partner = masked;
        if (masked < 0) {
            first = new int[0];
            last = new int[0];
            return;
        }
        int[][] inner = mask.inner(carried, nest.get(masked));
        first = new int[nest.get(masked).trips()];
        last = new int[first.length];
        Arrays.fill(first, Integer.MAX_VALUE);
        Arrays.fill(last, -1);
        for (int c = 0; c < inner.length; c++) {
            for (int i : inner[c]) {
                first[i] = Math.min(first[i], c);
                last[i] = Math.max(last[i], c);
            }
        }
        List<Integer> sent = new ArrayList<>();
        List<Integer> wanted = new ArrayList<>();
        for (int c = 0; c < inner.length; c++) {
            for (int i : inner[c]) {
                if (c < last[i]) {
                    sent.add(i);
                }
                if (c > first[i]) {
                    wanted.add(i);
                }
            }
        }
        if (!sent.equals(wanted)) {
            throw fail.get();
        }
    }

    private static boolean pair(Dimension a, Dimension b) {
        return (a.equals(Dimension.QUERIES) && b.equals(Dimension.KEYS))
                || (a.equals(Dimension.KEYS) && b.equals(Dimension.QUERIES));
    }

    /** Open where there was an earlier visit. */
    Gate before() {
        return new Visits() {
            @Override
            public boolean open(long[] index) {
                return partner < 0
                        ? space.before(place, index) > 0
                        : space.actual(place, index) > first[space.actual(partner, index)];
            }
        };
    }

    /** Open where there will be a later visit. */
    Gate after() {
        return new Visits() {
            @Override
            public boolean open(long[] index) {
                return partner < 0
                        ? space.after(place, index) > 0
                        : space.actual(place, index) < last[space.actual(partner, index)];
            }
        };
    }

    /** Without a mask a gate changes only at the ends of the carried loop, which are the ends of a loop of the kernel. */
    private abstract class Visits implements Gate {
        @Override
        public long alike(int level, long[] index) {
            boolean merged = place >= 0 && space.isDealt(place);
            boolean ends = partner < 0 && !merged && !(place >= 0 && space.isRagged(place));
            return ends ? Long.MAX_VALUE : index[level];
        }
    }

    /** Both open, always: for streams that carry nothing over. */
    static @Nullable Gate none() {
        return null;
    }
}
