package dev.headrace.simulator.run;

import dev.headrace.simulator.dataflow.Kept;
import dev.headrace.simulator.dataflow.KeptTable;
import dev.headrace.simulator.spec.KeptSpec;
import dev.headrace.simulator.spec.LinearSpec;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** How much a run leaves out, counted from what it kept and from the bytes that its memories moved. */
final class SparsityCounts {
    private final WorkloadSpec workload;
    private final KeptTable table;

    SparsityCounts(WorkloadSpec workload, KeptTable table) {
        this.workload = workload;
        this.table = table;
    }

    /**
     * The counts. Dense attention fetches every K and V row in fp32, once for each generated token, in a whole pass once.
     *
     * @param layers quality by layer, empty if it was not measured
     */
    Result.Sparsity of(Map<String, Result.MemoryResult> memories, List<Result.LayerQuality> layers) {
        WorkloadSpec.Shape s = workload.shape();
        int width = s.headDim() + s.valueColumns();
        long denseRows = 0;
        long densePairs = 0;
        int[] queries = queries();
        if (table.generates()) {
            for (int q : queries) {
                denseRows += (long) s.allHeads() * (q + s.keys() - s.queries() + 1);
            }
            densePairs = denseRows;
        } else {
            denseRows = (long) s.allHeads() * s.keys();
            for (int q = 0; q < s.queries(); q++) {
                densePairs += (long) s.allHeads() * (workload.causal() ? q + s.keys() - s.queries() + 1 : s.keys());
            }
        }
        long products = 0;
        long keys = 0;
        long values = 0;
        long rows = 0;
        long refetched = 0;
        for (Kept k : table.all()) {
            rows++;
            keys += k.keys().length;
            values += k.values().length;
            refetched += k.refetched() ? 1 : 0;
            products += (long) k.keys().length * s.headDim() + (long) k.values().length * s.valueColumns();
        }
        long bytes = 0;
        for (Result.MemoryResult m : memories.values()) {
            for (String t : List.of("k", "k.low", "v")) {
                Result.Traffic traffic = m.byTensor().get(t);
                bytes += traffic == null ? 0 : traffic.readBytes();
            }
        }
        LinearSpec linear = workload.linear();
        long denseProducts = densePairs * width;
        long denseBytes = 4 * denseRows * width;
        double all = (double) s.allHeads() * (table.generates() ? queries.length : s.queries());
        return new Result.Sparsity(
                bytes,
                denseBytes,
                bytes == 0 ? 0 : (double) denseBytes / bytes,
                products,
                denseProducts,
                products == 0 ? 0 : (double) denseProducts / products,
                share(keys, densePairs),
                share(values, densePairs),
                all == 0 ? 0 : rows / all,
                share(refetched, rows),
                layers,
                linear == null
                        ? null
                        : new LinearCounts(workload, linear, table, queries)
                                .of(products, denseProducts, bytes, denseBytes));
    }

    /** Query rows that ran: those of a trace that stand in it, otherwise all but the prompt's, whatever heads they kept. */
    private int[] queries() {
        WorkloadSpec.Shape s = workload.shape();
        KeptSpec kept = workload.kept();
        if (kept != null && kept.trace() != null) {
            return IntStream.range(0, s.queries())
                    .filter(q -> IntStream.range(0, s.allHeads()).anyMatch(h -> table.at(h, q) != null))
                    .toArray();
        }
        int first = kept != null && kept.generates() && kept.pruning() != null ? kept.promptRows() : 0;
        return IntStream.range(first, s.queries()).toArray();
    }

    private static double share(long some, long all) {
        return all == 0 ? 0 : (double) some / all;
    }
}
