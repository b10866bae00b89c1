package dev.headrace.cli;

import dev.headrace.reports.OutFolder;
import dev.headrace.reports.ResultJson;
import dev.headrace.reports.TerminalSummary;
import dev.headrace.reports.Units;
import dev.headrace.reports.trace.EventTrace;
import dev.headrace.reports.trace.Note;
import dev.headrace.simulator.kernel.Chronicle;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.spec.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headrace run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Simulates a design on a workload, cycle by cycle, and checks its numbers.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headrace run flash-attention-2 --workload kjv-decoder-s256",
            "  headrace run unfused --workload gpt2-medium-1k --check off --out results/unfused",
            "  headrace run my-design.json --set params.Br=64 --set hardware.units.sram.kib=512 --json",
            "  headrace run --again headrace-out/unfused/tiny/result.json",
            "  headrace run flash-attention-2 --trace perfetto --trace-cycles 1000..2000",
            "",
            "Ctrl-C ends a run early: result.json holds what was counted so far, marked incomplete."
        })
final class RunCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(arity = "0..1", paramLabel = "DESIGN", description = "A name in configs/designs, or a path.")
    private @Nullable String design;

    @Option(
            names = "--again",
            paramLabel = "RESULT",
            description = {
                "In place of a design: run what a result.json (or its folder) is the result of, from the same files,"
                        + " which",
                "must not have changed, and compare. Default folder then: again, beside the result."
            })
    private @Nullable String again;

    @Mixin
    private final RunOptions options = new RunOptions();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = {
                "Folder for result.json, report.html and charts. Default: headrace-out/<design>/<workload>, followed"
                        + " by",
                "what is set: headrace-out/unfused/tiny,rows=64."
            })
    private @Nullable Path out;

    @Option(
            names = "--no-mend",
            description = "After a deadlock, do not search for the depths of FIFOs with which the run would end.")
    private boolean noMend;

    @Option(
            names = "--explain",
            description = "Say why it takes as long as it does: the critical path, what repeats on it, and the slack of"
                    + " the rest. Every firing is recorded; cycles are the same.")
    private boolean explain;

    @Option(
            names = "--timeline",
            description =
                    "Keep what every unit, operator and FIFO did when, for the timeline of the page: all of it in at"
                            + " most 512 bins, and the start, the middle and the end firing by firing. --explain does so too."
                            + " Cycles are the same, but none is skipped.")
    private boolean timeline;

    @Option(
            names = "--what-if",
            description =
                    "Run again with one thing at a time twice as good, and rank by cycles: every unit by its clock,"
                            + " every buffer by its depth, every number of a memory. With --explain.")
    private boolean whatIf;

    @Mixin
    private final TraceOptions traces = new TraceOptions();

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Mixin
    private final ProgressOptions screen = new ProgressOptions();

    RunCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if ((design == null) == (again == null)) {
            throw new InputException(
                    design == null ? "no design" : "a design beside --again",
                    "",
                    String.valueOf(design),
                    "DESIGN, a name or a path, or --again RESULT");
        }
        Again before = again == null ? null : Again.read(again);
        if (before != null) {
            before.into(options);
            List<String> obstacles = before.obstacles(context.library());
            if (!obstacles.isEmpty()) {
                return cannot(before, obstacles);
            }
        }
        String what = before != null ? before.how().asked().design() : Objects.requireNonNull(design);
        try (Runs run = Runs.load(context, what, options, before != null ? before.mends() : !noMend)) {
            List<String> others = before == null
                    ? List.of()
                    : before.others(run.setup().inputs().list());
            return others.isEmpty() ? simulate(run, before) : cannot(Objects.requireNonNull(before), others);
        }
    }

    /** A line for each file that is not what it was. */
    private int cannot(Again before, List<String> reasons) {
        reasons.forEach(line -> new Complaints(context.err()).input("--again " + before.name() + ": " + line));
        return ExitCode.INPUT;
    }

    private int simulate(Runs run, @Nullable Again before) {
        StandardFolder standard = out != null
                ? new StandardFolder(out, null)
                : before != null
                        ? new StandardFolder(before.folder(), null)
                        : StandardFolder.of(run.setup(), options.how());
        try (OutFolder folder = OutFolder.open(standard.path());
                EventTrace trace = traces.trace(run.setup(), folder);
                Interrupts.Running stoppable = context.interrupts().stopping(run::stop)) {
            if (trace != null) {
                run.watch(trace);
            }
            if (explain || whatIf || (before != null && before.explains())) {
                run.record();
            }
            if (timeline || explain || whatIf || (before != null && before.hasActivity())) {
                run.keepActivity();
            }
            boolean text = !json && run.print(context.out());
            if (whatIf || (before != null && before.asksWhatIf())) {
                run.askWhatIf();
            }
            Result result = watched(run, !screen.quiet && !text);
            Note traced = trace == null ? null : trace.finish();
            boolean drawn = ResultFiles.write(result, run.kept(), run.dumped(), stoppable::isInterrupted, folder);
            context.out().print(json ? ResultJson.text(result) : TerminalSummary.of(result, screen.style(context)));
            List<String> notes = new ArrayList<>();
            if ((explain || whatIf) && result.explanation() == null) {
                notes.add("Not explained: the run was cut short, or had more than " + Units.count(Chronicle.MOST_EVENTS)
                        + " events.");
            }
            if (traced != null) {
                notes.add(traced.text());
            }
            if (!json) {
                notes.add("Written to " + standard.path()
                        + (drawn ? "" : ", but for charts and page, which headrace report with --out draws"));
            }
            if (standard.replaces() != null) {
                notes.add("In place of " + standard.replaces());
            }
            run.dumped().forEach(tensor -> notes.addAll(DumpFiles.notes(tensor, result)));
            String difference = before == null ? null : before.difference(result);
            if (before != null) {
                notes.add(
                        difference == null
                                ? "The same as " + before.name() + " but for what it says of the simulator"
                                : "DIFFERS from " + before.name() + ": " + difference);
            }
            notes.forEach(json ? context.err()::println : context::say);
            context.out().flush();
            context.err().flush();
            int code = Verdict.of(result);
            return difference == null ? code : Math.max(code, ExitCode.VERDICT);
        }
    }

    /** Text that comes as it is generated is progress enough, and a bar would run into it. */
    private Result watched(Runs run, boolean shown) {
        try (RunWatch watch = new RunWatch(context, shown, run::headway, run::doing)) {
            return run.run();
        }
    }
}
