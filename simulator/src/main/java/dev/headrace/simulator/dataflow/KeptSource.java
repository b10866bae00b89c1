package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.DesignSpec;
import dev.headrace.simulator.spec.Formats;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.KeptSpec;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Where a design that leaves things out gets to know what is kept. */
final class KeptSource {
    private KeptSource() {}

    /**
     * The table for a run; null if no loop of the design is over what is kept.
     *
     * @param reader null if the design will not be run: then everything is kept
     */
    static @Nullable KeptTable of(
            JsonFile design, DesignSpec spec, WorkloadSpec workload, MaskTiles mask, Values.@Nullable Reader reader) {
        KeptSpec kept = workload.kept();
        if (spec.loops().values().stream().noneMatch(KeptSource::keptOnly)) {
            if (kept != null) {
                throw design.complain(
                        "/loops",
                        "no loop over what is kept, and workload " + workload.name() + " leaves things out",
                        "\"kept\": true in a loop over heads or queries");
            }
            return null;
        }
        WorkloadSpec.Shape s = workload.shape();
        if (s.batchSize() > 1) {
            throw design.complain(
                    "/loops", "a loop over what is kept, and batch " + s.batchSize(), "a workload with batch 1");
        }
        int bits = Formats.bits(workload.formatName());
        if (kept != null
                && kept.pruning() != null
                && kept.generates()
                && !s.queries().equals(s.keys())) {
            throw new InputException(
                    workload.name(),
                    "/kept/generate",
                    s.queries() + " queries, " + s.keys() + " keys",
                    "as many of both: token t has row t of all tensors, and prompt says which are not run");
        }
        if (kept == null || reader == null) {
            return KeptTable.dense(workload, mask, bits);
        }
        if (kept.pruning() != null) {
            return new PruningRun(workload, kept, mask, reader, bits).table();
        }
        if (kept.followsNumbers()) {
            return new RowsKept(workload, kept, mask, reader, bits).table();
        }
        KeptCounts counts = new KeptCounts(workload, kept, workload.name());
        if (kept.counts() != null) {
            return counts.table(counts.lines(kept.counts(), bits));
        }
        List<KeptLine> lines = reader.kept();
        return lines == null ? KeptTable.dense(workload, mask, bits) : counts.table(lines);
    }

    private static boolean keptOnly(JsonNode loop) {
        return loop.path("kept").asBoolean(false)
                || loop.path("of").asString("").equals("refetch")
                || loop.asString("").equals("refetch");
    }
}
