package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Nest;
import java.util.List;

/** Loops that visit only what the workload keeps: their iterations depend on the head and the query outside them. */
final class Ragged {
    private final Space space;
    private final List<Loop> loops;
    private final KeptTable table;

    Ragged(Space space, List<Loop> loops) {
        this.space = space;
        this.loops = loops;
        this.table = table(loops);
    }

    private static KeptTable table(List<Loop> loops) {
        for (Loop l : loops) {
            KeptTable kept = l.kept();
            if (kept != null) {
                return kept;
            }
        }
        throw new IllegalArgumentException("no loop over what is kept among " + Scope.names(loops));
    }

    /** True if the loop at a place is one of them. */
    boolean is(int place) {
        return loops.get(place).ragged();
    }

    /** Its trip count. */
    Nest.Trips trips(int place) {
        return index -> iterations(place, index).length;
    }

    /** Its iterations, as true indices, where the loops outside are as in {@code index}. */
    int[] iterations(int place, long[] index) {
        int head = -1;
        int layer = -1;
        int query = -1;
        for (int i = 0; i < place; i++) {
            Loop l = loops.get(i);
            if (l.dimension().equals(Dimension.HEADS)) {
                int start = start(i, index);
                head = l.tile() == 1 ? start : -1;
                layer = l.tile() == 1 ? layer : start / l.tile();
            } else if (l.dimension().equals(Dimension.QUERIES)) {
                query = start(i, index);
            }
        }
        Dimension own = loops.get(place).dimension();
        if (own.equals(Dimension.HEADS)) {
            return table.heads(Math.max(0, layer), query);
        }
        if (own.equals(Dimension.QUERIES)) {
            return head < 0 && layer >= 0 ? table.present(layer) : table.queries(head);
        }
        return table.refetch(Math.max(0, head), Math.max(0, query));
    }

    private int start(int place, long[] index) {
        Loop l = loops.get(place);
        int outer = l.within() == null ? 0 : start(loops.indexOf(l.within()), index);
        return outer + space.actual(place, index) * l.tile();
    }
}
