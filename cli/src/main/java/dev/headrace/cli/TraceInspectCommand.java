package dev.headrace.cli;

import dev.headrace.golden.sparse.SpattenCounts;
import dev.headrace.golden.sparse.SpattenCounts.Machine;
import dev.headrace.golden.sparse.SpattenCounts.Resource;
import dev.headrace.reports.Printable;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.traces.KeptSetFile;
import dev.headrace.traces.KeptSetTrace;
import dev.headrace.traces.Safetensors;
import dev.headrace.traces.TensorEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headrace trace inspect}. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the tensors of a .safetensors file. Of a kept-set trace (.csv, .csv.gz), counts the bytes it reads"
                    + " from memory and the cycles that each resource of SpAtten needs at least."
        })
final class TraceInspectCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "FILE", description = "A path.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(names = "--multipliers", paramLabel = "N", description = "Multipliers of each array. Default: 512.")
    private int multipliers = Machine.FULL.multipliers();

    @Option(names = "--bytes-per-cycle", paramLabel = "N", description = "Bytes from memory in a cycle. Default: 512.")
    private int bytesPerCycle = Machine.FULL.bytesPerCycle();

    @Option(names = "--comparators", paramLabel = "N", description = "Width of the top-k engine. Default: 16.")
    private int comparators = Machine.FULL.comparators();

    @Option(names = "--fetch-group", paramLabel = "N", description = "Vectors fetched together; 1: exact. Default: 8.")
    private int fetchGroup = Machine.FULL.fetchGroup();

    @Option(names = "--pass", description = "Steps are queries of one pass that share what a head fetches.")
    private boolean pass;

    @Option(names = "--json", description = "Print as JSON.")
    private boolean json;

    TraceInspectCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Map<String, Object> found = file.toString().endsWith(".safetensors") ? tensors() : keptSets();
        if (json) {
            context.out().println(Json.text(found));
        } else {
            found.forEach((name, value) -> context.say(Printable.line(name + ": " + text(value))));
        }
        return ExitCode.OK;
    }

    private static String text(Object value) {
        return value instanceof Map<?, ?> map
                ? String.join(
                        ", ",
                        map.entrySet().stream()
                                .map(e -> e.getKey() + " " + e.getValue())
                                .toList())
                : value.toString();
    }

    private Map<String, Object> tensors() {
        Map<String, Object> found = new LinkedHashMap<>();
        try (Safetensors tensors = Safetensors.open(file)) {
            for (TensorEntry entry : tensors.tensors()) {
                List<Object> shape = new ArrayList<>(entry.shape());
                found.put(entry.name(), entry.type() + " " + shape);
            }
        }
        return found;
    }

    private Map<String, Object> keptSets() {
        KeptSetTrace trace = KeptSetFile.read(file);
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("rows", trace.rows().size());
        found.put("steps", trace.steps());
        found.put("layers", trace.layers());
        found.put("heads", trace.heads());
        found.put("refetch_rate", trace.refetchRate());
        SpattenCounts counts = counts(trace);
        found.put("dram_bytes", counts.dramBytes());
        found.put("dense_fp32_bytes", counts.denseBytes());
        found.put("dram_reduction", counts.dramReduction());
        Map<String, Long> bounds = new LinkedHashMap<>();
        for (Map.Entry<Resource, Long> bound : counts.bounds().entrySet()) {
            bounds.put(name(bound.getKey()), bound.getValue());
        }
        found.put("least_cycles", bounds);
        found.put("bound_by", name(counts.binding()));
        if (!trace.origin().isEmpty()) {
            found.put("origin", trace.origin());
        }
        return found;
    }

    private SpattenCounts counts(KeptSetTrace trace) {
        Machine machine;
        try {
            machine = new Machine(multipliers, bytesPerCycle, comparators, Machine.FULL.roundOverhead(), fetchGroup);
        } catch (IllegalArgumentException e) {
            throw new InputException(String.valueOf(e.getMessage()));
        }
        return pass ? trace.countPass(machine) : trace.count(machine);
    }

    private static String name(Resource resource) {
        return resource.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
