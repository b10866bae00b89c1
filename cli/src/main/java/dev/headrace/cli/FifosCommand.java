package dev.headrace.cli;

import dev.headrace.explore.Trial;
import dev.headrace.explore.fifo.DesignFifos;
import dev.headrace.explore.fifo.FifoGraph;
import dev.headrace.explore.fifo.FifoSizing;
import dev.headrace.explore.fifo.Sizing;
import dev.headrace.reports.AtomicFile;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Overrides;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headrace fifos}. */
@Command(
        name = "fifos",
        mixinStandardHelpOptions = true,
        description = "Sizes the FIFOs of a design: fewest bits with which it ends, and at full speed.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headrace fifos streaming-sdpa-naive",
            "  headrace fifos streaming-sdpa-naive --write sized.json",
            "  headrace fifos flash-attention-2 --workload tiny --scratchpads",
        })
final class FifosCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "DESIGN", description = "A name in configs/designs, or a path.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String design;

    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Option(
            names = "--scratchpads",
            description = "Size buffers in scratchpads too. Default: only FIFOs that have storage of their own.")
    private boolean scratchpads;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "400",
            description = "Runs after which a speed is settled for with the fewest bits found so far (default 400).")
    private int runs;

    @Option(
            names = "--points",
            paramLabel = "N",
            defaultValue = "4",
            description = "Speeds to size for between full speed and the fewest bits that end (default 4).")
    private int points;

    @Option(names = "--write", paramLabel = "FILE", description = "Write the design with the depths of full speed.")
    private @Nullable Path write;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Mixin
    private final ScreenOptions screen = new ScreenOptions();

    FifosCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (runs < 1 || points < 0) {
            throw new InputException(
                    runs < 1
                            ? "--runs: " + runs + "; allowed: 1 or more"
                            : "--points: " + points + "; allowed: 0 or more");
        }
        Overrides overrides = settings.overrides();
        try (Trial trial = Trial.load(
                context.library(), design, settings.workload, overrides, new Simulation.Options("off", 0, true))) {
            DesignFifos fifos = DesignFifos.byReader(trial, scratchpads);
            FifoGraph graph = fifos.graph();
            if (graph.fifos().isEmpty()) {
                throw new InputException(
                        trial.setup().designFile().path().toString(),
                        "/buffers",
                        "no FIFO that could be sized",
                        "FIFOs outside scratchpads, or --scratchpads");
            }
            try (Interrupts.Running stoppable = context.interrupts().stopping(graph::stop)) {
                FifoSizing sizing = new FifoSizing(graph, runs);
                FifoTables tables = sized(graph, sizing);
                if (tables == null) {
                    context.out()
                            .println(
                                    sizing.shortest() < 0
                                            ? "The graph does not end with FIFOs of any depth: headrace run says why."
                                            : "Stopped.");
                    return ExitCode.VERDICT;
                }
                if (write != null) {
                    write(fifos, tables.fast(), write);
                }
                context.out().print(json ? Json.text(tables.json()) + "\n" : tables.text(screen.style(context)));
                return ExitCode.OK;
            }
        }
    }

    private void write(DesignFifos fifos, Sizing sizing, Path to) {
        JsonFile file = JsonFile.read(context.library().find("designs", design));
        String text = Json.text(fifos.resized(
                        context.library(), file, to, sizing.point().depths())) + "\n";
        try {
            AtomicFile.write(to, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new InputException("--write " + to + ": cannot be written (" + e + ")");
        }
    }

    private @Nullable FifoTables sized(FifoGraph graph, FifoSizing sizing) {
        Sizing ends = sizing.toEnd();
        Sizing fast = ends == null ? null : sizing.within(sizing.shortest());
        if (ends == null || fast == null) {
            return null;
        }
        List<Sizing> between = new ArrayList<>();
        double span = (double) ends.point().ticks() / fast.point().ticks();
        for (int i = 1; i <= points && span > 1; i++) {
            long target = (long) (fast.point().ticks() * Math.pow(span, (double) i / (points + 1)));
            Sizing one = sizing.within(target);
            if (one == null) {
                return null;
            }
            between.add(one);
        }
        return new FifoTables(graph, sizing, ends, fast, between);
    }
}
