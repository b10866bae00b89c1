package dev.headrace.explore;

import dev.headrace.simulator.dataflow.KeptLine;
import dev.headrace.simulator.dataflow.KeptTable;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.KeptSpec;
import dev.headrace.simulator.spec.WorkloadSpec;
import dev.headrace.traces.KeptSet;
import dev.headrace.traces.KeptSetFile;
import dev.headrace.traces.KeptSetTrace;
import dev.headrace.traces.TraceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Kept-set traces as the simulator wants them: every line in the parts in which it is fetched. */
public final class KeptTraces {
    /** Bits of a query element that is not quantized: the released hardware's 12-bit datapath takes 16. */
    private static final int QUERY_BITS = 16;

    private KeptTraces() {}

    /** The file of the trace that a workload names, noted as an input; null if it names none. */
    static @Nullable Path file(Setup setup) {
        KeptSpec kept = setup.workload().kept();
        return kept == null || kept.trace() == null ? null : setup.data().find("kept trace", kept.trace());
    }

    /** The trace that a workload names and that is not there; null if there is nothing missing. */
    public static @Nullable String missing(Setup setup) {
        Path file = file(setup);
        KeptSpec kept = setup.workload().kept();
        return file == null || kept == null || Files.isRegularFile(file) ? null : kept.trace();
    }

    /** The trace that a workload names; null if it names none. */
    static @Nullable List<KeptLine> read(Setup setup) {
        Path file = file(setup);
        if (file == null) {
            return null;
        }
        try {
            return lines(KeptSetFile.read(file), setup.workload().shape().headDim());
        } catch (TraceException e) {
            throw new InputException(
                    setup.workloadFile().path().toString(),
                    "/kept/trace",
                    String.valueOf(e.getMessage()),
                    "a kept-set trace");
        }
    }

    /** The lines of a trace. */
    public static List<KeptLine> lines(KeptSetTrace trace, int headDim) {
        return trace.rows().stream().map(r -> line(r, headDim)).toList();
    }

    private static KeptLine line(KeptSet r, int headDim) {
        if (r.headDim() != headDim) {
            throw new TraceException("embedding_length_D is " + r.headDim() + "; allowed: " + headDim
                    + ", the head_dim of the workload");
        }
        int low = KeptSetTrace.lowBits(r);
        return new KeptLine(
                r.step(),
                r.layer(),
                r.head(),
                r.length(),
                r.keys(),
                KeptSetTrace.firstBits(r),
                low > 0 ? low : Math.max(0, r.lsbBits()),
                low > 0,
                r.queryBits() < 0 ? QUERY_BITS : r.queryBits(),
                r.values(),
                KeptSetTrace.valueBits(r),
                r.selects() ? r.selected() : -1,
                r.keyIndices().isEmpty() ? null : array(r.keyIndices()),
                r.valueIndices().isEmpty() ? null : array(r.valueIndices()));
    }

    private static int[] array(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    /** What a run kept, as a trace. */
    public static KeptSetTrace of(KeptTable table, WorkloadSpec workload) {
        KeptSpec kept = workload.kept();
        KeptSpec.Pruning p = kept == null ? null : kept.pruning();
        double threshold = p == null || p.low() == 0 ? -1 : p.refetchBelow();
        List<KeptSet> rows = table.lines(true).stream()
                .map(l -> row(l, workload.shape().headDim(), threshold))
                .toList();
        return new KeptSetTrace(rows, workload.name().replace(',', ' '));
    }

    private static KeptSet row(KeptLine l, int headDim, double threshold) {
        return new KeptSet(
                l.step(),
                l.layer(),
                l.head(),
                headDim,
                l.length(),
                l.keys(),
                l.keyBits(),
                l.queryBits(),
                threshold,
                l.refetched(),
                l.lowBits() == 0 ? -1 : l.lowBits(),
                l.values(),
                l.valueBits(),
                true,
                false,
                l.cut() >= 0,
                l.cut(),
                list(l.keyRows()),
                list(l.valueRows()));
    }

    private static List<Integer> list(int @Nullable [] rows) {
        return rows == null ? List.of() : Arrays.stream(rows).boxed().toList();
    }
}
