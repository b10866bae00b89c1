package dev.headrace.cli;

import dev.headrace.explore.insight.Insight;
import dev.headrace.explore.sweep.SweepFolder;
import dev.headrace.reports.OutFolder;
import dev.headrace.reports.ResultJson;
import dev.headrace.reports.TerminalSummary;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.spec.InputException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headrace report}. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description =
                "Shows a result or a sweep again; with --out, draws charts and page again (those of a sweep always).")
final class ReportCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(
            paramLabel = "RESULT",
            description = "A result.json or the folder that holds it, or the folder of a sweep.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String result;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder for result.json, report.html and charts.")
    private @Nullable Path out;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Mixin
    private final ScreenOptions screen = new ScreenOptions();

    ReportCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (SweepFolder.isIn(Path.of(result))) {
            return sweep(Path.of(result));
        }
        Result read = ResultFiles.read(result);
        if (out != null) {
            try (OutFolder folder = OutFolder.open(out)) {
                ResultFiles.write(read, folder);
            }
        }
        context.out().print(json ? ResultJson.text(read) : TerminalSummary.of(read, screen.style(context)));
        return ExitCode.OK;
    }

    private int sweep(Path folder) {
        if (json) {
            throw new InputException("--json: with the folder of a sweep; allowed: with a result");
        }
        SweepFolder.Held held = SweepFolder.read(folder);
        Insight insight = new Insight(held);
        try (OutFolder files = OutFolder.open(out == null ? folder : out)) {
            files.fill(Insight.FILES, insight::write);
        }
        context.say(SweepTables.of(held, screen.style(context)));
        SweepCommand.printTable(context, insight, screen.style(context));
        context.say("Written to " + (out == null ? folder : out));
        return ExitCode.OK;
    }
}
