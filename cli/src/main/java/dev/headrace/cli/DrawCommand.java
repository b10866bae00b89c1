package dev.headrace.cli;

import dev.headrace.explore.Trial;
import dev.headrace.reports.Chart;
import dev.headrace.reports.Charts;
import dev.headrace.reports.DataflowCharts;
import dev.headrace.reports.Printable;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.spec.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headrace draw}. */
@Command(
        name = "draw",
        mixinStandardHelpOptions = true,
        description = "Draws the dataflow graph of a design without running it: operators by kind and unit, FIFOs with"
                + " their places, tensors in memories. A run draws its own, with what passed, as graph.svg.",
        footerHeading = "%nExample:%n",
        footer = "  headrace draw flash-attention-2 --workload tiny --out flash.svg")
final class DrawCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "DESIGN", description = "A design by name or path.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String design;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Where the picture goes, .svg or .png. Default: ${DEFAULT-VALUE}.",
            defaultValue = "graph.svg")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path out;

    @Mixin
    private final DesignOptions options = new DesignOptions();

    DrawCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        options.validate();
        String name = String.valueOf(out.getFileName()).toLowerCase(Locale.ROOT);
        if (!name.endsWith(".svg") && !name.endsWith(".png")) {
            throw new InputException("--out " + out + ": no picture; allowed: a file whose name ends in .svg or .png");
        }
        try (Trial trial =
                Trial.load(context.library(), design, options.workload, options.overrides(), options.how())) {
            Setup setup = trial.setup();
            Chart chart = DataflowCharts.of(
                    setup.design().name() + " on " + setup.hardware().spec().name() + ", "
                            + setup.workload().name(),
                    trial.wired());
            if (chart.isEmpty()) {
                throw new InputException(setup.designFile().path() + ": too many kinds of operators to be drawn");
            }
            Path file = name.endsWith(".svg") ? Charts.svg(chart, out) : Charts.png(chart, out);
            context.out().println(Printable.line("Drawn to " + file));
            return ExitCode.OK;
        } catch (IOException e) {
            throw new InputException("--out " + out + ": cannot be written (" + e + "); allowed: a file that can");
        }
    }
}
