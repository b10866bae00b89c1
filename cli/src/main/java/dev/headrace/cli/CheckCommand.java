package dev.headrace.cli;

import dev.headrace.simulator.spec.InputException;
import dev.headrace.traces.TraceException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headrace check}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Validates files without running anything; a design with its hardware and a workload.")
final class CheckCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "A path.")
    private List<Path> files = List.of();

    @Option(
            names = {"-w", "--workload"},
            paramLabel = "W",
            description = "Workload to check designs with. Default: the one the design names, else tiny.")
    private @Nullable String workload;

    CheckCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        int code = ExitCode.OK;
        Complaints complaints = new Complaints(context.err());
        for (Path file : files) {
            try {
                FileKind kind = FileKind.of(file);
                Checks.check(context, kind, file, workload);
                context.out().println(file + ": valid " + kind.label());
            } catch (InputException | TraceException e) {
                code = complaints.of(e);
            }
        }
        return code;
    }
}
