package dev.headrace.cli;

import dev.headrace.reports.ResultJson;
import dev.headrace.reports.TerminalSummary;
import dev.headrace.simulator.run.Result;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headrace report}. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Shows a result again; with --out, draws its charts and its page again.")
final class ReportCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "RESULT", description = "A result.json or the folder that holds it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String result;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder for result.json, report.html and charts.")
    private @Nullable Path out;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Option(names = "--no-color", description = "Print without colours.")
    private boolean noColor;

    ReportCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Result read = ResultFiles.read(result);
        if (out != null) {
            try (OutFolder folder = OutFolder.open(out)) {
                ResultFiles.write(read, folder);
            }
        }
        context.out().print(json ? ResultJson.text(read) : TerminalSummary.of(read, context.style(noColor)));
        return ExitCode.OK;
    }
}
