package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which pairs of query and key tiles a mask lets through. Tiles that are hidden altogether are never visited; inside the
 * others single elements may still be masked.
 */
public final class MaskTiles {
    private final boolean causal;
    private final boolean skip;
    private final int shift;
    private final Map<String, int[][]> tables = new HashMap<>();

    /**
     * The tiles of a workload's mask.
     *
     * @param skip false to visit every tile whatever the mask hides
     */
    public MaskTiles(WorkloadSpec workload, boolean skip) {
        this.causal = workload.causal();
        this.skip = skip;
        this.shift = workload.shape().keys() - workload.shape().queries();
    }

    /** True if a query may see a key. Under a causal mask the last query sees the last key. */
    public boolean allowed(int query, int key) {
        return !causal || key <= query + shift;
    }

    /** True if there is a mask at all. */
    public boolean any() {
        return causal;
    }

    /** True if some tiles are skipped. */
    public boolean skips() {
        return causal && skip;
    }

    /** Indices of the inner loop's tiles that some element of the outer loop's tile goes with, by the outer's index. */
    public int[][] inner(Loop outer, Loop inner) {
        return tables.computeIfAbsent(outer.name() + " " + inner.name(), k -> table(outer, inner));
    }

    private int[][] table(Loop outer, Loop inner) {
        int[][] table = new int[outer.trips()][];
        int[] all = IntStream.range(0, inner.trips()).toArray();
        for (int i = 0; i < table.length; i++) {
            int o = i;
            table[i] = skips()
                    ? Arrays.stream(all)
                            .filter(n -> visible(outer, o, inner, n))
                            .toArray()
                    : all;
        }
        return table;
    }

    private boolean visible(Loop outer, int o, Loop inner, int i) {
        boolean queryOutside = outer.dimension().equals(Dimension.QUERIES);
        Loop q = queryOutside ? outer : inner;
        Loop k = queryOutside ? inner : outer;
        int lastQuery = q.start(queryOutside ? o : i) + q.size(queryOutside ? o : i) - 1;
        return allowed(lastQuery, k.start(queryOutside ? i : o));
    }
}
