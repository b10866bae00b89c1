package dev.headrace.cli;

import dev.headrace.explore.Trial;
import dev.headrace.explore.mapping.MappedDesign;
import dev.headrace.explore.mapping.MappingRequest;
import dev.headrace.explore.mapping.MappingSearch;
import dev.headrace.explore.sweep.AxisText;
import dev.headrace.explore.sweep.Point;
import dev.headrace.reports.AtomicFile;
import dev.headrace.reports.Style;
import dev.headrace.reports.TerminalSummary;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Overrides;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code headrace map}. */
@Command(
        name = "map",
        mixinStandardHelpOptions = true,
        description = "Finds the best mapping of an algorithm on a machine: loop order, tile sizes, reuse and depths.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headrace map gemm --workload gemm-256",
            "  headrace map gemm gemm-partial-sums --hardware a100-like --workload gemm-256 --out best.json",
            "  headrace map flash-attention-2 flash-attention-1 --workload bert-base-512 --tile Br=64,128,256",
            "",
            "DESIGN says what is computed and on which units; several are forms of one algorithm, among which the best"
                    + " is chosen.",
            "Ctrl-C ends it with the best so far."
        })
final class MapCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(arity = "1..*", paramLabel = "DESIGN", description = "Names in configs/designs, or paths.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<String> designs;

    @Option(
            names = "--hardware",
            paramLabel = "H",
            description = "The machine: a name in configs/hardware or a path. Default: the one the design names.")
    private @Nullable String hardware;

    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Option(
            names = "--minimize",
            paramLabel = "EXPR",
            defaultValue = "cycles",
            description = "What is to be small: cycles (default), energy_pj, \"energy_pj * seconds\".")
    private String minimize = "cycles";

    @Option(
            names = "--tile",
            paramLabel = "NAME=SIZES",
            description = {
                "Sizes to try of a tile, by its parameter or loop: Br=32,64,128 or Br=32..256:x2. Default: powers of",
                "two from 16, and all of the dimension."
            })
    private List<String> tiles = List.of();

    @Option(
            names = "--order",
            paramLabel = "LOOPS",
            description = "A loop order to try, outermost first: h,q,k; may be repeated. Default: all.")
    private List<String> orders = List.of();

    @Option(
            names = "--depths",
            paramLabel = "N",
            defaultValue = "3",
            description = "FIFOs hold what they have to, and up to N - 1 tokens more (default 3).")
    private int depths;

    @Option(
            names = "--registers",
            paramLabel = "BYTES",
            description = {
                "Most bytes of FIFOs outside scratchpads, on a core. Default: as many as those of the design as it",
                "stands."
            })
    private @Nullable Long registers;

    @Option(
            names = "--most",
            paramLabel = "N",
            defaultValue = "5000",
            description = "Of more combinations of order, reuse and tiles so many are drawn (default 5000).")
    private int most;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "What is drawn depends on it (default 0).")
    private long seed;

    @Option(
            names = "--finalists",
            paramLabel = "N",
            defaultValue = "10",
            description = "Mappings that are run again with the memory as the hardware file says (default 10).")
    private int finalists;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Write the best mapping as a design, and run and check it.")
    private @Nullable Path out;

    @Option(
            names = "--check",
            paramLabel = "MODE",
            defaultValue = "auto",
            description = "With --out: numbers to check: full, sample, off or auto (default).")
    private String check = "auto";

    @Option(
            names = "--journal",
            paramLabel = "FILE",
            description = "Keep what comes of every run in FILE, as it comes.")
    private @Nullable Path journal;

    @Option(names = "--resume", description = "Go on with the runs in the journal; they have to be of the same search.")
    private boolean resume;

    @Mixin
    private final JobsOption jobs = new JobsOption();

    @Mixin
    private final ProgressOptions screen = new ProgressOptions();

    MapCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (jobs.count < 1 || finalists < 1) {
            throw new InputException(
                    (jobs.count < 1 ? "--jobs: " + jobs.count : "--finalists: " + finalists) + "; allowed: 1 or more");
        }
        if (!DesignOptions.CHECKS.contains(check)) {
            throw new InputException("--check", "", "\"" + check + "\"", String.join(", ", DesignOptions.CHECKS));
        }
        if (out != null && !out.toString().endsWith(".json")) {
            throw new InputException(
                    "--out " + out + ": no name of a design's file; allowed: a path that ends in .json");
        }
        if (journal == null ? resume : !resume && Files.exists(journal)) {
            throw new InputException(
                    journal == null
                            ? "--resume: nothing to go on with; allowed: beside --journal FILE"
                            : "--journal " + journal + ": holds rows already; allowed: --resume to go on with them, or"
                                    + " another file");
        }
        MappingRequest request = request();
        MappingSearch.Found found;
        try (MapProgress progress = new MapProgress(context, !screen.quiet)) {
            MappingSearch search =
                    new MappingSearch(context.library(), request, jobs.count, finalists, journal, progress);
            try (Interrupts.Running stoppable = context.interrupts().stopping(search::stop)) {
                found = search.run();
            }
        }
        if (found == null) {
            context.err().println("headrace: stopped before any mapping was run; nothing is written");
            return ExitCode.VERDICT;
        }
        Style style = screen.style(context);
        context.out().print(MapTables.of(found, request, style));
        if (!found.over()) {
            return early(found);
        }
        if (found.finals().isEmpty()) {
            return ExitCode.VERDICT;
        }
        MappingSearch.Mapped best = found.finals().get(0);
        int code = explain(best);
        return out == null || code != ExitCode.OK ? code : write(best, out);
    }

    /** What is left to say and to write of a search that was stopped. */
    private int early(MappingSearch.Found found) {
        String kept = journal == null ? "" : "; --resume goes on from there";
        if (out != null && !found.finals().isEmpty()) {
            put(found.finals().get(0), out);
            context.err().println("headrace: stopped; the best so far is in " + out + ", not checked" + kept);
        } else {
            context.err().println("headrace: stopped" + kept);
        }
        return ExitCode.VERDICT;
    }

    /** Runs the best again, recorded, and says why it takes as long as it does. */
    private int explain(MappingSearch.Mapped best) {
        Point point = best.point();
        Overrides overrides = Overrides.of(point.sets());
        try (Trial trial = Trial.load(
                        context.library(),
                        point.design(),
                        point.workload(),
                        overrides,
                        new Simulation.Options("off", 0, true));
                Interrupts.Running stoppable = context.interrupts().stopping(trial::stop)) {
            trial.record();
            Result result = trial.run();
            context.out()
                    .print("\nWhy the best takes so long\n" + TerminalSummary.limits(result, screen.style(context)));
            return Verdict.of(result);
        }
    }

    /** Writes the best as a design, and runs what is written. */
    private int write(MappingSearch.Mapped best, Path to) {
        put(best, to);
        Overrides overrides = Overrides.of(MappedDesign.besides(best.point()));
        try (Trial trial = Trial.load(
                        context.library(), to.toString(), null, overrides, new Simulation.Options(check, 0, true));
                Interrupts.Running stoppable = context.interrupts().stopping(trial::stop)) {
            Result result = trial.run();
            context.out().print("\n" + MapTables.written(to, overrides.texts(), result, screen.style(context)));
            return Verdict.of(result);
        }
    }

    private void put(MappingSearch.Mapped best, Path to) {
        String text = Json.text(MappedDesign.of(context.library(), best.point(), to)) + "\n";
        try {
            AtomicFile.write(to, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new InputException("--out " + to + ": cannot be written (" + e + ")");
        }
    }

    private MappingRequest request() {
        Map<String, List<Integer>> sizes = new LinkedHashMap<>();
        for (String tile : tiles) {
            int eq = tile.indexOf('=');
            List<Integer> values = new ArrayList<>();
            for (JsonNode value : AxisText.values("--tile", tile)) {
                if (!value.isInt() || value.intValue() < 1) {
                    throw new InputException("--tile " + tile + ": " + value + "; allowed: whole numbers, 1 or more");
                }
                values.add(value.intValue());
            }
            if (sizes.put(tile.substring(0, eq), values) != null) {
                throw new InputException(
                        "--tile " + tile + ": " + tile.substring(0, eq) + " a second time; allowed: each once");
            }
        }
        try {
            return new MappingRequest(
                    designs,
                    hardware,
                    settings.workload,
                    settings.sets,
                    minimize,
                    sizes,
                    orders.stream().map(order -> List.of(order.split(",", -1))).toList(),
                    depths,
                    registers,
                    most,
                    seed);
        } catch (BadField e) {
            throw new InputException("--" + e.field() + ": " + e.found() + "; allowed: " + e.allowed());
        }
    }
}
