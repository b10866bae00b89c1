package dev.headrace.cli;

import dev.headrace.reports.Printable;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.traces.TraceException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code headrace check}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Validates files without running anything. A design is valid with its hardware and a workload, the one it"
                    + " names,",
            "else tiny: what check accepts with these options, run accepts."
        })
final class CheckCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "A path.")
    private List<Path> files = List.of();

    @Mixin
    private final DesignOptions options = new DesignOptions();

    CheckCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        int code = ExitCode.OK;
        options.validate();
        Complaints complaints = new Complaints(context.err());
        for (Path file : files) {
            try {
                FileKind kind = FileKind.of(file);
                Checks.check(context, kind, file, options);
                context.out().println(Printable.line(file + ": valid " + kind.label()));
            } catch (InputException | TraceException e) {
                code = complaints.of(e);
            }
        }
        return code;
    }
}
