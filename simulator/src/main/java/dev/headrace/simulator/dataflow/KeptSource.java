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
     * @param datapath number formats of the design's units
     * @param reader null if the design will not be run: then everything is kept
     */
    static @Nullable KeptTable of(
            JsonFile design,
            DesignSpec spec,
            WorkloadSpec workload,
            MaskTiles mask,
            Datapath datapath,
            Values.@Nullable Reader reader) {
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
        if (kept != null) {
            check(kept, workload);
        }
        if (kept == null || reader == null) {
            return KeptTable.dense(workload, mask, bits);
        }
        if (kept.followsNumbers()) {
            HeadArithmetic arithmetic = new HeadArithmetic(workload, reader, datapath);
            return kept.pruning() != null
                    ? new PruningRun(workload, kept, mask, arithmetic, bits).table()
                    : new RowsKept(workload, kept, mask, arithmetic, bits).table();
        }
        KeptCounts counts = new KeptCounts(workload, kept, workload.name());
        if (kept.counts() != null) {
            return counts.table(counts.lines(kept.counts(), bits));
        }
        List<KeptLine> lines = reader.kept();
        return lines == null ? KeptTable.dense(workload, mask, bits) : counts.table(lines);
    }

    /** Refuses what does not go with the shape. */
    private static void check(KeptSpec kept, WorkloadSpec workload) {
        WorkloadSpec.Shape s = workload.shape();
        KeptSpec.Pruning pruning = kept.pruning();
        if (kept.generates() && kept.promptRows() >= s.queries()) {
            throw new InputException(
                    workload.name(),
                    "/kept/prompt",
                    kept.promptRows() + " of " + s.queries() + " queries",
                    "fewer than queries, so that a token is generated");
        }
        if (pruning != null && !s.queries().equals(s.keys())) {
            throw new InputException(
                    workload.name(),
                    kept.generates() ? "/kept/generate" : "/kept/pruning",
                    s.queries() + " queries, " + s.keys() + " keys",
                    kept.generates()
                            ? "as many of both: token t has row t of all tensors, and prompt says which are not run"
                            : "as many of both: a token that is dropped is dropped as a key and as a query");
        }
        if (pruning != null) {
            ramp(pruning.tokens(), "tokens", workload);
            ramp(pruning.heads(), "heads", workload);
        }
        KeptSpec.Counts counts = kept.counts();
        if (counts != null) {
            layers(counts.first(), "first", workload);
            layers(counts.of(1), "others", workload);
        }
    }

    private static void ramp(KeptSpec.@Nullable Ramp ramp, String field, WorkloadSpec workload) {
        int layers = workload.shape().layerCount();
        List<Double> given = ramp == null ? null : ramp.layers();
        if (given != null && given.size() != layers) {
            throw new InputException(
                    workload.name(),
                    "/kept/pruning/" + field + "/layers",
                    given.size() + " shares",
                    layers + ", one for each layer");
        }
    }

    private static void layers(List<KeptSpec.Layers> groups, String field, WorkloadSpec workload) {
        long all = groups.stream().mapToLong(KeptSpec.Layers::layers).sum();
        int layers = workload.shape().layerCount();
        if (all != layers) {
            throw new InputException(
                    workload.name(), "/kept/counts/" + field, all + " layers", layers + ", as in shape");
        }
    }

    private static boolean keptOnly(JsonNode loop) {
        return loop.path("kept").asBoolean(false)
                || loop.path("of").asString("").equals("refetch")
                || loop.asString("").equals("refetch");
    }
}
