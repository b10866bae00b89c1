package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.IndexFunction;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * At which firings of a load with reuse its token comes from the memory: at the first visit of each tile on this core while
 * the loops outside the reuse loop stand. At the later visits it is in the buffer.
 *
 * <p>Along a loop that only tells tiles apart each tile has the same history, so that it is not walked; nor is one that
 * does not tell them apart, in whose first iteration the first visits are.
 */
final class FirstVisits implements IndexFunction {
    private final Visits visits;

    /** Kernel levels inside the reuse loop at whose first iteration alone tiles are new. */
    private final int[] firstOnly;

    FirstVisits(Op op, Space space, WorkloadSpec.Shape shape) {
        List<Loop> nest = op.space();
        Op.Access access = Objects.requireNonNull(op.access());
        int reuse = nest.indexOf(access.replay());
        SortedSet<Integer> walked = space.deciding(reuse, nest.size());
        for (int i = reuse + 1; i < nest.size(); i++) {
            // Heads may have a matrix in common.
            if (nest.get(i).dimension().equals(Dimension.HEADS)) {
                walked.add(i);
            }
        }
        long tokens = 1;
        boolean again = false;
        SortedSet<Integer> only = new TreeSet<>();
        for (int i = reuse + 1; i < nest.size(); i++) {
            if (!walked.contains(i) && access.tells(nest.get(i))) {
                tokens = Math.multiplyExact(tokens, nest.get(i).trips());
            } else if (!walked.contains(i)) {
                only.add(space.level(i));
                again |= nest.get(i).trips() > 1;
            }
        }
        firstOnly = only.stream().mapToInt(i -> i).toArray();
        visits = new Visits(nest, space, reuse, walked, (at, all) -> access.tile(at, shape), tokens, again);
    }

    /** True if the token of the firing with this index comes from the memory. */
    boolean at(long[] index) {
        for (int level : firstOnly) {
            if (index[level] > 0) {
                return false;
            }
        }
        return visits.first(index);
    }

    /** Tokens that are held at once for a later visit, at most; one if there is none. */
    long held() {
        return visits.held();
    }

    @Override
    public long alike(int level, long[] index) {
        return Arrays.binarySearch(firstOnly, level) >= 0 && index[level] == 0 ? 0 : visits.alike(level, index, true);
    }
}
