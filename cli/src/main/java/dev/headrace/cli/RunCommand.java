package dev.headrace.cli;

import dev.headrace.reports.OutFolder;
import dev.headrace.reports.ResultJson;
import dev.headrace.reports.TerminalSummary;
import dev.headrace.simulator.run.Result;
import java.nio.file.Path;
import java.util.Locale;
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
            "",
            "Ctrl-C ends a run early: what was counted so far is written, marked incomplete."
        })
final class RunCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "DESIGN", description = "A name in configs/designs, or a path.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String design;

    @Mixin
    private final RunOptions options = new RunOptions();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Folder for result.json, report.html and charts. Default: headrace-out/<design>/<workload>.")
    private @Nullable Path out;

    @Option(
            names = "--no-mend",
            description = "After a deadlock, do not search for the depths of FIFOs with which the run would end.")
    private boolean noMend;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress. It is shown on a terminal only, on standard error, when a run takes long.")
    private boolean quiet;

    @Option(names = "--no-color", description = "Print without colours.")
    private boolean noColor;

    RunCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (Runs run = Runs.load(context, design, options, !noMend);
                OutFolder folder = OutFolder.open(out != null ? out : standardFolder(run));
                Interrupts.Running stoppable = context.interrupts().stopping(run::stop)) {
            boolean text = !json && run.print(context.out());
            Result result = watched(run, !quiet && !text);
            ResultFiles.write(result, run.kept(), folder);
            context.out().print(json ? ResultJson.text(result) : TerminalSummary.of(result, context.style(noColor)));
            if (!json) {
                context.say("Written to " + (out != null ? out : standardFolder(run)));
            }
            context.out().flush();
            return Verdict.of(result);
        }
    }

    /** Text that comes as it is generated is progress enough, and a bar would run into it. */
    private Result watched(Runs run, boolean shown) {
        try (RunWatch watch = new RunWatch(context, shown, run::headway, run::doing)) {
            return run.run();
        }
    }

    private static Path standardFolder(Runs run) {
        return Path.of("headrace-out", fileName(run.design()), fileName(run.workload()));
    }

    /** A name as a folder's name. */
    private static String fileName(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "_").replaceAll("^[.]+", "_");
    }
}
