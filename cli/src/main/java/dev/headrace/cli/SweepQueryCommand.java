package dev.headrace.cli;

import dev.headrace.explore.sweep.Store;
import dev.headrace.reports.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headrace sweep query}. */
@Command(
        name = "query",
        mixinStandardHelpOptions = true,
        description = "Asks the rows of a sweep that is done, in SQL; without a question it lists their columns.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headrace sweep query headrace-out/sweeps/flash-attention-2-machine",
            "  headrace sweep query DIR \"SELECT channels, min(cycles) FROM points GROUP BY channels\"",
            "",
            "Tables: points, one row for each point; columns, what each of its columns is. The SQL is DuckDB's."
        })
final class SweepQueryCommand implements Callable<Integer> {
    private static final String COLUMNS = "SELECT name, unit, about FROM columns";

    private final Context context;

    @Parameters(index = "0", paramLabel = "DIR", description = "The folder of the sweep.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path folder;

    @Parameters(index = "1", arity = "0..1", paramLabel = "SQL", description = "One statement that reads.")
    private @Nullable String sql;

    @Option(names = "--csv", description = "Print CSV.")
    private boolean csv;

    SweepQueryCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Store.Answer answer = Store.query(folder, sql == null ? COLUMNS : sql);
        Table table = new Table("");
        for (int c = 0; c < answer.columns().size(); c++) {
            if (answer.numeric().get(c)) {
                table.right(answer.columns().get(c));
            } else {
                table.left(answer.columns().get(c));
            }
        }
        for (List<@Nullable String> row : answer.rows()) {
            table.row(row.stream().map(v -> v == null ? "" : v).toList());
        }
        context.out().print(csv ? table.csv() : table.text(context.style()));
        if (answer.cut()) {
            context.err().println("headrace: only the first " + answer.rows().size() + " rows are shown");
        }
        return ExitCode.OK;
    }
}
