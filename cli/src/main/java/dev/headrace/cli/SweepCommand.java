package dev.headrace.cli;

import dev.headrace.explore.insight.Insight;
import dev.headrace.explore.search.Searches;
import dev.headrace.explore.sweep.AxisText;
import dev.headrace.explore.sweep.Outline;
import dev.headrace.explore.sweep.Pool;
import dev.headrace.explore.sweep.PoolType;
import dev.headrace.explore.sweep.Remote;
import dev.headrace.explore.sweep.Search;
import dev.headrace.explore.sweep.SearchSpec;
import dev.headrace.explore.sweep.Sweep;
import dev.headrace.explore.sweep.SweepFolder;
import dev.headrace.explore.sweep.SweepResult;
import dev.headrace.explore.sweep.SweepSpec;
import dev.headrace.hw.cost.fpga.Fit;
import dev.headrace.reports.OutFolder;
import dev.headrace.reports.Style;
import dev.headrace.reports.Table;
import dev.headrace.reports.Units;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headrace sweep}. */
@Command(
        name = "sweep",
        mixinStandardHelpOptions = true,
        description = "Runs a design at many points and keeps one row for each.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headrace sweep flash-attention-2-machine",
            "  headrace sweep --axis params.Br=32,64,128 --axis hardware.units.hbm.channels=1..8 flash-attention-2",
            "  headrace sweep my-sweep.json --jobs 4 --out results/my-sweep --resume",
            "  headrace sweep query results/my-sweep \"SELECT * FROM points WHERE on_front\"",
            "",
            "In DIR: report.html, charts, points.csv, points.parquet, sweep.duckdb. A point that is done is kept even"
                    + " if the command is",
            "interrupted or killed; --resume goes on from there. --workload, --set and others that a sweep's file has fields"
                    + " for go with --axis."
        })
final class SweepCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(
            arity = "0..1",
            paramLabel = "SWEEP|DESIGN",
            description = {
                "A sweep: a name in configs/sweeps, or a path. With --axis, a design: a name in configs/designs, or a",
                "path."
            })
    private String name = "";

    @Option(
            names = {"-a", "--axis"},
            paramLabel = "PATH=VALUES",
            description = {
                "What varies; may be repeated, the last one fastest. PATH as with run --set; several with commas are"
                        + " set",
                "to the same. VALUES: 32,64,128 or 1..8 or 1..8:2 (steps of 2) or 32..256:x2 (powers of two)."
            })
    private List<String> axes = List.of();

    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Option(
            names = "--constraint",
            paramLabel = "EXPR",
            description = "With --axis: leave out points for which this is 0, such as \"Br >= Bc\".")
    private List<String> constraints = List.of();

    @Option(
            names = "--minimize",
            paramLabel = "EXPR",
            description =
                    "With --axis: what is to be small, such as energy_pj or \"cycles * area_mm2\". Default: cycles,"
                            + " and energy and area if the hardware has costs.")
    private List<String> minimize = List.of();

    @Option(names = "--maximize", paramLabel = "EXPR", description = "With --axis: what is to be large.")
    private List<String> maximize = List.of();

    @Option(
            names = "--check",
            paramLabel = "MODE",
            description = "With --axis: numbers to check at each point: full, sample, off (default) or auto.")
    private @Nullable String check;

    @Option(
            names = "--max-cycles",
            paramLabel = "N",
            description = "With --axis: cut off each point after N cycles; it is a row that says so.")
    private @Nullable Long maxCycles;

    @Option(
            names = "--sample",
            paramLabel = "METHOD:N",
            description = "With --axis: N points of the grid; METHOD is random, latin-hypercube or sobol.")
    private @Nullable String sample;

    @Option(
            names = "--search",
            paramLabel = "METHOD",
            description = {
                "Look for the front without running every point: nsga2 (genetic, --evaluations points of the grid),",
                "bounds (the exact front; points that cannot be on it are not run), halving (all points with memories",
                "by their bandwidth, the best quarter as they are). Default: what the file says."
            })
    private @Nullable String search;

    @Option(names = "--evaluations", paramLabel = "N", description = "With --search nsga2: most points that are run.")
    private @Nullable Integer evaluations;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "With --sample or --search nsga2: what is drawn depends on it. Default: 0.")
    private @Nullable Long seed;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Folder for the rows. Default: headrace-out/sweeps/<name>.")
    private @Nullable Path out;

    @Mixin
    private final JobsOption jobs = new JobsOption();

    @Option(
            names = "--on",
            paramLabel = "ADDRESS",
            description = {
                "Where points are run: other processes, such as a cluster at spark://HOST:PORT (docs/sweeps.md says"
                        + " what",
                "that takes). The rows are the same. Default: this process."
            })
    private @Nullable String on;

    @Option(names = "--resume", description = "Go on with the rows in DIR; they have to be of the same sweep.")
    private boolean resume;

    @Option(names = "--dry-run", description = "Check everything and say how many points there are; run none.")
    private boolean dryRun;

    @Option(
            names = "--keep",
            paramLabel = "WHAT",
            description = "results: keep the full result.json of each point too, as results/<hash>.json.")
    private @Nullable String keep;

    @Option(names = "--allow-oversize", description = "Run hardware that does not fit its FPGA board.")
    private boolean allowOversize;

    @Mixin
    private final ProgressOptions screen = new ProgressOptions();

    SweepCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (keep != null && !keep.equals("results")) {
            throw new InputException("--keep: \"" + keep + "\"; allowed: results");
        }
        if (name.isEmpty()) {
            throw new InputException("sweep: no sweep and no design; allowed: one of "
                    + String.join(", ", context.library().names("sweeps")) + ", a path, or a design with --axis");
        }
        Sweep sweep = axes.isEmpty() ? fromFile() : fromOptions();
        if (dryRun) {
            context.say(SweepTables.plan(sweep, screen.style(context)));
            return ExitCode.OK;
        }
        Path folder = out != null
                ? out
                : Path.of("headrace-out", "sweeps").resolve(sweep.spec().name());
        SweepFolder.Held held;
        Insight insight;
        Search chosen = Searches.of(sweep);
        try (OutFolder files = OutFolder.open(folder);
                Pool pool =
                        on == null ? null : PoolType.find(on, Remote.order(context.library(), sweep, keep != null));
                SweepProgress progress = new SweepProgress(context, !screen.quiet, sweep, chosen.most());
                SweepFolder run = new SweepFolder(
                        context.library(),
                        sweep,
                        chosen,
                        folder,
                        resume,
                        keep != null,
                        jobs.count,
                        this::misfit,
                        pool,
                        progress::done)) {
            progress.begin(run.reused());
            SweepResult result;
            try (Interrupts.Running stoppable = context.interrupts().stopping(run::stop)) {
                result = run.run();
            }
            if (result == null) {
                progress.close();
                context.err()
                        .println("headrace: stopped; " + Units.count(run.done()) + " of "
                                + Units.count(chosen.most())
                                + " points are done and kept: --resume goes on from there");
                return ExitCode.VERDICT;
            }
            held = new SweepFolder.Held(Outline.of(sweep), result);
            insight = new Insight(held);
            files.fill(Insight.FILES, into -> {
                run.store(result, into);
                insight.write(into);
            });
        }
        context.say(SweepTables.of(held, screen.style(context)));
        printTable(context, insight, screen.style(context));
        chosen.notes().forEach(context::say);
        context.say("Written to " + folder);
        return SweepTables.crashed(held.result()) ? ExitCode.BUG : ExitCode.OK;
    }

    /** What matters, if anything can be said of it. */
    static void printTable(Context context, Insight insight, Style style) {
        Table table = insight.table();
        if (!table.isEmpty()) {
            context.out().println(table.text(style));
        }
    }

    private String misfit(Setup setup) {
        Fit fit = allowOversize ? null : Fit.of(setup.hardware());
        return fit == null || fit.fits() ? "" : fit.verdict();
    }

    private Sweep fromFile() {
        List<String> alone = new ArrayList<>();
        alone.addAll(settings.sets.isEmpty() ? List.of() : List.of("--set"));
        alone.addAll(constraints.isEmpty() ? List.of() : List.of("--constraint"));
        alone.addAll(minimize.isEmpty() ? List.of() : List.of("--minimize"));
        alone.addAll(maximize.isEmpty() ? List.of() : List.of("--maximize"));
        alone.addAll(settings.workload == null ? List.of() : List.of("--workload"));
        alone.addAll(check == null ? List.of() : List.of("--check"));
        alone.addAll(maxCycles == null ? List.of() : List.of("--max-cycles"));
        alone.addAll(sample == null ? List.of() : List.of("--sample"));
        if (!alone.isEmpty()) {
            throw new InputException(String.join(", ", alone)
                    + ": without --axis; allowed: in the sweep's file, or with a design and --axis");
        }
        return Sweep.load(context.library(), name, this::searching);
    }

    private Sweep fromOptions() {
        List<SweepSpec.ObjectiveSpec> objectives = new ArrayList<>();
        minimize.forEach(e -> objectives.add(new SweepSpec.ObjectiveSpec(null, e, null)));
        maximize.forEach(e -> objectives.add(new SweepSpec.ObjectiveSpec(null, null, e)));
        if (objectives.isEmpty()) {
            objectives.addAll(usual());
        }
        SweepSpec spec = new SweepSpec(
                Path.of(name)
                        .getFileName()
                        .toString()
                        .replaceFirst("[.]json$", "")
                        .replaceAll("[^A-Za-z0-9._-]", "_"),
                null,
                List.of(name),
                settings.workload == null ? null : List.of(settings.workload),
                settings.sets,
                axes.stream().map(AxisText::parse).toList(),
                constraints,
                objectives,
                new LinkedHashMap<>(),
                sampling(),
                null,
                check,
                maxCycles,
                null);
        return Sweep.of(context.library(), searching(spec), this::complain, null);
    }

    /** The same with the search that the options ask for, if they do. */
    private SweepSpec searching(SweepSpec spec) {
        if (search == null) {
            if (evaluations != null || (seed != null && sample == null)) {
                throw new InputException((evaluations != null ? "--evaluations" : "--seed")
                        + ": without a search; allowed: beside --search nsga2"
                        + (evaluations == null ? ", or --sample" : ""));
            }
            return spec;
        }
        try {
            return spec.with(new SearchSpec(search, evaluations, sample == null ? seed : null, null, null, null, null));
        } catch (BadField e) {
            throw new InputException("--" + ("method".equals(e.field()) ? "search" : e.field()) + ": " + e.found()
                    + "; allowed: " + e.allowed());
        }
    }

    /** Cycles, and energy and area if the hardware says what these cost. */
    private List<SweepSpec.ObjectiveSpec> usual() {
        List<SweepSpec.ObjectiveSpec> usual = new ArrayList<>();
        usual.add(new SweepSpec.ObjectiveSpec(null, "cycles", null));
        try {
            Setup setup = Setup.load(context.library(), name, settings.workload, settings.overrides());
            if (setup.hardware().spec().energy() != null) {
                usual.add(new SweepSpec.ObjectiveSpec(null, "energy_pj", null));
                usual.add(new SweepSpec.ObjectiveSpec(null, "area_mm2", null));
            }
        } catch (InputException e) {
            // What is wrong with the files is said where the sweep is checked; it may be right with the axes' values.
            return usual;
        }
        return usual;
    }

    private SweepSpec.@Nullable SamplingSpec sampling() {
        if (sample == null) {
            return null;
        }
        int colon = sample.indexOf(':');
        String count = colon < 0 ? "" : sample.substring(colon + 1);
        if (!count.matches("[0-9]{1,7}")) {
            throw new InputException("--sample: \"" + sample + "\"; allowed: METHOD:N, such as random:100");
        }
        try {
            return new SweepSpec.SamplingSpec(sample.substring(0, colon), Integer.valueOf(count), seed);
        } catch (IllegalArgumentException e) {
            throw new InputException("--sample: " + e.getMessage());
        }
    }

    /** A complaint about a place in what the options amount to, by the option. */
    private InputException complain(String pointer, String found, String allowed) {
        String[] steps = pointer.split("/");
        String option = pointer;
        if (steps.length > 2 && steps[1].equals("axes")) {
            option = "--axis " + axes.get(Integer.parseInt(steps[2]));
        } else if (pointer.startsWith("/constraints")) {
            option = "--constraint";
        } else if (pointer.startsWith("/objectives")) {
            option = pointer.endsWith("maximize") ? "--maximize" : "--minimize";
        } else if (pointer.equals("/axes")) {
            option = "--axis";
        }
        return new InputException(option + ": " + found + "; allowed: " + allowed);
    }
}
