package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Gate;
import java.util.List;

/**
 * Importances are handed from one layer to the next, and from the last one to the first of the next token, only where a
 * selection follows; where none does, the next layer need not wait.
 *
 * @param table where selections are
 * @param space of the operator whose port it is: its loops begin with those of the selection
 * @param puts true for the port that hands them on, false for the one that takes them
 */
record CutGate(KeptTable table, Space space, int layers, int queryPlace, int layerPlace, boolean puts) implements Gate {

    /**
     * For an operator over the loops of a selection, or more.
     *
     * @param loops those of the selection, the last one over layers
     */
    static CutGate of(KeptTable table, List<Loop> loops, Space space, boolean puts) {
        int layer = loops.size() - 1;
        int query = -1;
        for (int i = 0; i < layer; i++) {
            query = loops.get(i).dimension().equals(Dimension.QUERIES) ? i : query;
        }
        return new CutGate(table, space, loops.get(layer).trips(), query, layer, puts);
    }

    @Override
    public boolean open(long[] index) {
        int layer = (int) index[layerPlace];
        int query = queryPlace < 0 ? -1 : space.actual(queryPlace, index);
        if (puts) {
            layer++;
            if (layer == layers) {
                if (queryPlace < 0) {
                    return false;
                }
                layer = 0;
                query = next(query);
            }
        } else if (layer == 0 && (queryPlace < 0 || index[queryPlace] == 0)) {
            return false;
        }
        return query < table.queryCount() && table.cut(layer, query) != null;
    }

    private int next(int query) {
        int[] all = table.queries(-1);
        for (int q : all) {
            if (q > query) {
                return q;
            }
        }
        return Integer.MAX_VALUE;
    }
}
