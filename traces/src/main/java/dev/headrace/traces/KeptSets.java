package dev.headrace.traces;

import dev.headrace.golden.sparse.BitWidths;
import dev.headrace.golden.sparse.LayerOutcome;
import dev.headrace.golden.sparse.QueryOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Kept-set traces of runs of the golden model. */
public final class KeptSets {
    private KeptSets() {}

    /**
     * What a run kept. A step is a generated token, or in a whole pass a query row. The last head of a layer selects the
     * tokens of the next one, if those are fewer.
     *
     * @param outcomes layer by layer, token by token, as the model gives them
     * @param widths bits it ran with
     * @param headDim columns of K and V
     * @param indices true to record which vectors, not only how many
     */
    public static KeptSetTrace of(
            List<LayerOutcome> outcomes, BitWidths widths, int headDim, boolean indices, String origin) {
        List<KeptSet> rows = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            LayerOutcome outcome = outcomes.get(i);
            int selected = i + 1 < outcomes.size() ? selected(outcome, outcomes.get(i + 1)) : -1;
            boolean pass = outcome.step() < 0;
            for (int at = 0; at < outcome.heads().length; at++) {
                List<QueryOutcome> queries = outcome.queries().get(at);
                for (QueryOutcome query : queries) {
                    boolean last = at == outcome.heads().length - 1 && query == queries.get(queries.size() - 1);
                    int step = pass ? query.query() : outcome.step();
                    int head = outcome.heads()[at];
                    rows.add(row(step, head, outcome, query, widths, headDim, indices, last ? selected : -1));
                }
            }
        }
        rows.sort(Comparator.comparingInt(KeptSet::step)
                .thenComparingInt(KeptSet::layer)
                .thenComparingInt(KeptSet::head));
        return new KeptSetTrace(rows, origin);
    }

    /** Tokens that the next layer keeps if it drops any, else -1. */
    private static int selected(LayerOutcome outcome, LayerOutcome next) {
        int from = next.step() == outcome.step() ? outcome.tokens().length : next.length();
        return next.tokens().length < from ? next.tokens().length : -1;
    }

    private static KeptSet row(
            int step,
            int head,
            LayerOutcome outcome,
            QueryOutcome query,
            BitWidths widths,
            int headDim,
            boolean indices,
            int selected) {
        return new KeptSet(
                step,
                outcome.layer(),
                head,
                headDim,
                outcome.length(),
                query.keys().length,
                orUnused(widths.keyBits()),
                orUnused(widths.queryBits()),
                widths.lsbBits() == 0 ? -1 : widths.threshold(),
                query.refetched(),
                orUnused(widths.lsbBits()),
                query.values().length,
                orUnused(widths.valueBits()),
                true,
                false,
                selected >= 0,
                selected,
                indices ? list(query.keys()) : List.of(),
                indices ? list(query.values()) : List.of());
    }

    private static int orUnused(int bits) {
        return bits == 0 ? -1 : bits;
    }

    private static List<Integer> list(int[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }
}
