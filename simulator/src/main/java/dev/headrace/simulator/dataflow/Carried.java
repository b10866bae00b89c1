package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Gate;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Supplier;

/**
 * What one iteration of a loop hands to the next: for every point of the other loops, whether it was visited in an earlier
 * iteration of the carried loop, and whether it will be in a later one. The earlier one is the last in which it was visited,
 * and where the mask skips tiles that need not be the one before.
 */
final class Carried {
    private final Visits visits;
    private final boolean all;

    /**
     * For a nest and one of its loops.
     *
     * @param nest loops of what is handed on; the first loops of the space
     * @param fail makes the complaint if visits do not come in the same order in each iteration
     */
    Carried(List<Loop> nest, Loop carried, Space space, Supplier<RuntimeException> fail) {
        int place = nest.indexOf(carried);
        SortedSet<Integer> walked = space.deciding(place, nest.size());
        // Those between two that are walked have a part in the order.
        for (int i = place; i < walked.last(); i++) {
            walked.add(i);
        }
        int[] radix = walked.stream()
                .mapToInt(i -> i <= place ? 1 : nest.get(i).trips())
                .toArray();
        int points = Arrays.stream(radix).reduce(1, Math::multiplyExact);
        int inner = walked.headSet(place + 1).size();
        visits = new Visits(
                nest,
                space,
                place,
                walked,
                (at, all) -> {
                    int key = 0;
                    for (int i = inner; i < radix.length; i++) {
                        key = key * radix[i] + all[i];
                    }
                    return key;
                },
                1,
                false);
        // What the workload does not keep is left out of the other loops' own nest as well.
        all = space.isRagged() || visits.fewest() == points;
        if (!visits.queued()) {
            throw fail.get();
        }
    }

    /** Open where there was an earlier visit. */
    Gate before() {
        return new Gate() {
            @Override
            public boolean open(long[] index) {
                return !visits.first(index);
            }

            @Override
            public long alike(int level, long[] index) {
                return visits.alike(level, index, true);
            }
        };
    }

    /** Open where there will be a later visit. */
    Gate after() {
        return new Gate() {
            @Override
            public boolean open(long[] index) {
                return !visits.last(index);
            }

            @Override
            public long alike(int level, long[] index) {
                return visits.alike(level, index, false);
            }
        };
    }

    /** True if all points of the other loops have their first visit, or their last, in the order of these loops. */
    boolean inOrder(boolean first) {
        return all && visits.inOrder(first);
    }
}
