package dev.headrace.cli.laws;

import dev.headrace.golden.NumberFormat;
import dev.headrace.reports.ResultJson;
import dev.headrace.simulator.dataflow.DataflowGraph;
import dev.headrace.simulator.run.Parts;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.run.TensorReader;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
import dev.headrace.simulator.spec.WorkloadSpec;
import dev.headrace.traces.AttentionTensor;
import dev.headrace.traces.Distribution;
import dev.headrace.traces.Synthetic;
import dev.headrace.traces.TraceShape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A run of shipped files with some values changed, timing only unless it says otherwise. Immutable. */
public record Trial(String design, String workload, List<String> sets, String check) {
    private static final Library LIBRARY = new Library(home());

    /** A design on the workload {@code tiny}. */
    public static Trial of(String design) {
        return new Trial(design, "tiny", List.of(), "off");
    }

    /** On a hardware file of {@code configs/hardware}. */
    public Trial on(String hardware) {
        return set("hardware=" + LIBRARY.find("hardware", hardware));
    }

    /** On a workload of {@code configs/workloads}. */
    public Trial with(String newWorkload) {
        return new Trial(design, newWorkload, sets, check);
    }

    /** With values as for {@code --set}. */
    public Trial set(String... more) {
        List<String> all = new ArrayList<>(sets);
        all.addAll(List.of(more));
        return new Trial(design, workload, List.copyOf(all), check);
    }

    /** With a shape: query heads, key-value heads, queries, keys, head_dim, value_dim. */
    public Trial shape(int heads, int kvHeads, int queries, int keys, int headDim, int valueDim) {
        String s = "workload.shape.";
        return set(
                s + "heads=" + heads,
                s + "kv_heads=" + kvHeads,
                s + "queries=" + queries,
                s + "keys=" + keys,
                s + "head_dim=" + headDim,
                s + "value_dim=" + valueDim);
    }

    /** With numbers: "full" or "sample"; for synthetic workloads. */
    public Trial check(String mode) {
        return new Trial(design, workload, sets, mode);
    }

    /** The files as read. */
    public Setup setup() {
        return Setup.load(LIBRARY, design, workload, Overrides.of(sets));
    }

    /** Runs it. */
    public Result run() {
        Setup setup = setup();
        return run(setup, reader(setup.workload()));
    }

    /** Runs it on other numbers. */
    public Result run(TensorReader tensors) {
        return run(setup(), tensors);
    }

    /** Runs it without skipping anything. */
    public Result runInFull() {
        Setup setup = setup();
        return run(setup, reader(setup.workload()), false);
    }

    private Result run(Setup setup, TensorReader tensors) {
        return run(setup, tensors, true);
    }

    private Result run(Setup setup, TensorReader tensors, boolean fastForward) {
        Result result = new Simulation(setup, new Simulation.Options(check, 0, fastForward), tensors).run();
        if (!result.status().equals("complete")) {
            throw new AssertionError(this + ": " + result.status() + " " + result.deadlock());
        }
        return result;
    }

    /** Everything in a result but how it came about and how long it took to simulate; maps in any order. */
    public static Object facts(Result result) {
        return facts(result, result.fastForwardedCycles());
    }

    /** The same, but for how much was skipped. */
    public static Object factsOfFullRun(Result result) {
        return facts(result, 0);
    }

    private static Object facts(Result result, long skipped) {
        Map<String, Record> parts = new LinkedHashMap<>(result.parts().byKey());
        parts.remove("provenance");
        // Streams are listed as they were declared; what they are does not follow from that.
        parts.computeIfPresent("dataflow", (key, drawn) -> sorted((DataflowGraph) drawn));
        Result timeless = new Result(
                result.schema(),
                result.design(),
                result.hardware(),
                result.workload(),
                result.params(),
                result.version(),
                result.status(),
                result.cycles(),
                result.clockHz(),
                result.seconds(),
                skipped,
                result.units(),
                result.operators(),
                result.memories(),
                result.channels(),
                result.onChip(),
                result.cores(),
                result.totals(),
                result.timeline(),
                result.sources(),
                new Parts(parts, result.parts().further()),
                new Result.Simulation(0, 0, 0, ""));
        return ResultJson.parse(ResultJson.text(timeless), "result");
    }

    private static DataflowGraph sorted(DataflowGraph graph) {
        return new DataflowGraph(
                graph.tensors(),
                graph.streams().stream()
                        .sorted(Comparator.comparing(DataflowGraph.Stream::from)
                                .thenComparing(DataflowGraph.Stream::to)
                                .thenComparing(DataflowGraph.Stream::channel))
                        .toList());
    }

    /** The seeded numbers of a synthetic workload. */
    public static TensorReader reader(WorkloadSpec workload) {
        WorkloadSpec.Tensors from = workload.tensors();
        if (from == null || from.seed() == null) {
            return (tensor, layer, batch, head, into) -> {
                throw new AssertionError("numbers of a workload that is not synthetic");
            };
        }
        Synthetic numbers = new Synthetic(
                traceShape(workload),
                NumberFormat.parse(workload.formatName()),
                from.seed(),
                Distribution.of(from.distribution(), Map.of()));
        return (tensor, layer, batch, head, into) -> numbers.read(
                AttentionTensor.valueOf(("" + tensor).toUpperCase(java.util.Locale.ROOT)), layer, batch, head, into);
    }

    /** Sizes as the traces module wants them. */
    public static TraceShape traceShape(WorkloadSpec workload) {
        WorkloadSpec.Shape s = workload.shape();
        return new TraceShape(
                s.layerCount(),
                s.batchSize(),
                s.heads(),
                s.kvHeadCount(),
                s.queries(),
                s.keys(),
                s.headDim(),
                s.valueColumns());
    }

    /** The folder that holds {@code configs}. */
    public static Path home() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(at.resolve("configs").resolve("hardware"))) {
            at = at.getParent();
        }
        return at;
    }
}
