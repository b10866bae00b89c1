package dev.headrace.cli;

import dev.headrace.reports.Comparison;
import dev.headrace.reports.ComparisonPage;
import dev.headrace.reports.OutFolder;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.spec.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headrace compare}. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Prints results side by side, with ratios to the first. Designs are run first.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headrace compare unfused flash-attention-1 flash-attention-2 --workload tiny",
            "  headrace compare headrace-out/unfused/tiny headrace-out/flash-attention-2/tiny --csv"
        })
final class CompareCommand implements Callable<Integer> {
    private static final String PAGE = "comparison.html";

    private final Context context;

    @Parameters(
            arity = "1..*",
            paramLabel = "RESULT|DESIGN",
            description = "A result.json or its folder, or a design by name or path, which is run with these options.")
    private List<String> arguments = List.of();

    @Mixin
    private final RunOptions options = new RunOptions();

    /** Forms that exclude each other. */
    static final class Form {
        @Option(names = "--csv", description = "Print CSV: bare numbers, units in a column of their own.")
        boolean csv;

        @Option(names = "--md", description = "Print a Markdown table.")
        boolean markdown;
    }

    @ArgGroup
    private @Nullable Form form;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Folder for comparison.csv, comparison.md and charts. Default: none are written.")
    private @Nullable Path out;

    @Option(
            names = "--html",
            description = "Write comparison.html, a page with what is different first and charts of one scale: into the"
                    + " folder of --out, else here.")
    private boolean html;

    @Mixin
    private final ScreenOptions screen = new ScreenOptions();

    CompareCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        options.validate();
        List<Object> loaded = new ArrayList<>();
        for (String argument : arguments) {
            loaded.add(
                    ResultFiles.isResult(argument)
                            ? ResultFiles.read(argument)
                            : Runs.load(context, argument, options, false));
        }
        int code = ExitCode.OK;
        List<Result> results = new ArrayList<>();
        for (Object one : loaded) {
            Result result = one instanceof Runs run ? run(run) : (Result) one;
            code = Math.max(code, Verdict.of(result));
            results.add(result);
        }
        Comparison comparison = Comparison.of(results);
        if (out != null) {
            write(comparison, out);
        } else if (html) {
            page(comparison, Path.of(PAGE));
        }
        context.out().print(text(comparison));
        return code;
    }

    private Result run(Runs run) {
        try (run;
                Interrupts.Running stoppable = context.interrupts().stopping(run::stop)) {
            return run.run();
        }
    }

    private String text(Comparison comparison) {
        if (form != null && form.csv) {
            return comparison.csv();
        }
        return form != null && form.markdown ? comparison.markdown() : comparison.text(screen.style(context));
    }

    private static void page(Comparison comparison, Path file) {
        try {
            ComparisonPage.write(comparison, file);
        } catch (IOException e) {
            throw new InputException(
                    "--html: " + file + " cannot be written (" + e + "); allowed: a folder that can, or --out DIR");
        }
    }

    private void write(Comparison comparison, Path to) {
        OutFolder.put(to, files -> {
            Files.writeString(files.resolve("comparison.csv"), comparison.csv());
            Files.writeString(files.resolve("comparison.md"), comparison.markdown());
            comparison.charts(files);
            if (html) {
                ComparisonPage.write(comparison, files.resolve(PAGE));
            }
        });
    }
}
