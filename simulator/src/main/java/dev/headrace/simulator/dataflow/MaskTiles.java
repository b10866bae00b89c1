package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.WorkloadSpec;
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

    /**
     * Iterations of the inner loop in which some element of the outer loop's tile goes with some of its own: by the number
     * of the outer loop's tile, and for each by the number of the tile that the inner loop divides.
     */
    int[][] inner(Loop outer, Loop inner) {
        return tables.computeIfAbsent(outer.name() + " " + inner.name(), k -> table(outer, inner));
    }

    private int[][] table(Loop outer, Loop inner) {
        int trips = inner.trips();
        int divided = inner.tilesInAll() / trips;
        int[][] table = new int[Math.multiplyExact(outer.tilesInAll(), divided)][];
        for (int i = 0; i < table.length; i++) {
            int o = i / divided;
            int before = i % divided * trips;
            table[i] = IntStream.range(0, trips)
                    .filter(n -> !skips() || visible(outer, o, inner, before + n))
                    .toArray();
        }
        return table;
    }

    private boolean visible(Loop outer, int o, Loop inner, int i) {
        boolean queryOutside = outer.dimension().equals(Dimension.QUERIES);
        Loop q = queryOutside ? outer : inner;
        Loop k = queryOutside ? inner : outer;
        int firstQuery = q.startInAll(queryOutside ? o : i);
        int lastQuery = Math.min(firstQuery + q.tile(), q.to()) - 1;
        return allowed(lastQuery, k.startInAll(queryOutside ? i : o));
    }
}
