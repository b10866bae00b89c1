package dev.headrace.benchmarks;

import dev.headrace.simulator.dataflow.Dataflow;
import dev.headrace.simulator.dataflow.Machinery;
import dev.headrace.simulator.dataflow.Values;
import dev.headrace.simulator.dataflow.Wiring;
import dev.headrace.simulator.kernel.Machine;
import dev.headrace.simulator.kernel.Outcome;
import dev.headrace.simulator.kernel.Settings;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Designs on their way from JSON to a run, as the command line takes them. */
final class Designs {
    private Designs() {}

    /** Reads a design, shipped or at a path. */
    static Setup read(String design, @Nullable String workload, List<String> sets) {
        return Setup.load(new Library(home()), design, workload, Overrides.of(sets));
    }

    /** Wires it; the reader gives numbers where timing follows them. */
    static Machine wire(Setup setup, Values.@Nullable Reader reader) {
        Dataflow flow =
                Dataflow.resolve(setup.designFile(), setup.design(), setup.hardware(), setup.workload(), null, reader);
        Machinery made = Wiring.wire(flow);
        return Machine.wire(made.graph());
    }

    /** Runs it without skipping anything. */
    static Outcome run(Machine machine) {
        Outcome outcome = machine.start(new Settings(Settings.Compile.LONG_REGIONS, false))
                .finish();
        if (outcome.status() != Outcome.Status.COMPLETE) {
            throw new IllegalStateException("run ended " + outcome.status());
        }
        return outcome;
    }

    /** A tree of two-input adders over sources, as JSON in a temporary file: {@code leaves} is a power of two. */
    static Path adderTree(int leaves, int fifo) {
        StringBuilder ops = new StringBuilder();
        StringBuilder buffers = new StringBuilder();
        for (int i = 0; i < leaves; i++) {
            ops.append("{\"name\":\"n")
                    .append(leaves + i)
                    .append("\",\"op\":\"source\",\"tensor\":\"q\",")
                    .append("\"over\":[\"h\",\"i\"]},\n");
        }
        for (int n = leaves - 1; n >= 1; n--) {
            ops.append("{\"name\":\"n")
                    .append(n)
                    .append("\",\"op\":\"map\",\"function\":\"add\",\"a\":\"n")
                    .append(2 * n)
                    .append("\",\"b\":\"n")
                    .append(2 * n + 1)
                    .append("\",\"ii\":1,\"latency\":1},\n");
        }
        for (int n = 1; n < 2 * leaves; n++) {
            buffers.append(n == 1 ? "" : ",")
                    .append("\"n")
                    .append(n)
                    .append("\":{\"tiles\":")
                    .append(fifo)
                    .append("}");
        }
        String text = "{\"name\":\"adder-tree\",\"about\":\"Adders over " + leaves + " streams.\",\"hardware\":\""
                + home().resolve("configs/hardware/streaming-fabric.json") + "\",\"workload\":\"streaming-512\","
                + "\"loops\":{\"h\":\"heads\",\"i\":{\"of\":\"queries\",\"tile\":1}},\"dataflow\":[\n" + ops
                + "{\"name\":\"Out\",\"op\":\"sink\",\"in\":\"n1\"}],\"buffers\":{" + buffers + "}}";
        try {
            Path file = Files.createTempFile("adder-tree", ".json");
            file.toFile().deleteOnExit();
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder that holds {@code configs}: the property {@code headrace.home}, or the current folder. */
    private static Path home() {
        return Path.of(System.getProperty("headrace.home", "")).toAbsolutePath();
    }
}
