package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.Work;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Costs of an operator's firings on its unit. Tiles come in few sizes, so each is asked for once. */
final class Costs {
    private final ComputeUnit unit;
    private final Op.WorkOf work;
    private final Map<Work, Cost> seen = new HashMap<>();

    /** Sizes of the tiles at the last firing of each place in an accumulation, and what it cost. */
    private final int[][] sizes = new int[4][];

    private final @Nullable Cost[] recent = new @Nullable Cost[4];

    Costs(ComputeUnit unit, Op.WorkOf work) {
        this.unit = unit;
        this.work = work;
    }

    /** The cost of a firing. */
    Cost at(Point point, boolean first, boolean last) {
        int place = (first ? 1 : 0) + (last ? 2 : 0);
        Cost known = recent[place];
        if (known != null && point.hasSizes(sizes[place])) {
            return known;
        }
        Cost cost = of(point, first, last);
        sizes[place] = point.sizes();
        recent[place] = cost;
        return cost;
    }

    private Cost of(Point point, boolean first, boolean last) {
        Work w = work.at(point, first, last);
        Cost known = seen.get(w);
        if (known == null) {
            known = new Cost();
            if (!w.isNothing()) {
                unit.cost(w, known);
            }
            seen.put(w, known);
        }
        return known;
    }
}
