package dev.headrace.cli;

import dev.headrace.golden.NumberFormat;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.WorkloadSpec;
import dev.headrace.traces.AttentionTensor;
import dev.headrace.traces.Distribution;
import dev.headrace.traces.FileTensors;
import dev.headrace.traces.Synthetic;
import dev.headrace.traces.TensorSource;
import dev.headrace.traces.TraceShape;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A design and a workload, loaded and ready to run: the one place where the command line meets the simulator's run. */
final class Runs implements AutoCloseable {
    private final Setup setup;
    private final @Nullable TensorSource tensors;
    private final Simulation simulation;

    private Runs(Setup setup, @Nullable TensorSource tensors, Simulation.Options options) {
        this.setup = setup;
        this.tensors = tensors;
        this.simulation = new Simulation(setup, options, this::read);
    }

    /** Loads and validates everything that can be validated without running. */
    static Runs load(Context context, String design, RunOptions options) {
        Setup setup = Setup.load(context.library(), design, options.workload, options.overrides());
        Simulation.check(setup);
        TensorSource tensors = options.check.equals("off")
                ? null
                : tensors(context.library(), setup.workloadFile().path(), setup.workload());
        return new Runs(
                setup, tensors, new Simulation.Options(options.check, options.maxCycles, !options.noFastForward));
    }

    /** Opens the numbers of a workload; null if it has none. */
    static @Nullable TensorSource tensors(Library library, Path path, WorkloadSpec workload) {
        WorkloadSpec.Tensors from = workload.tensors();
        if (from == null) {
            return null;
        }
        WorkloadSpec.Shape s = workload.shape();
        TraceShape shape = new TraceShape(
                s.layerCount(),
                s.batchSize(),
                s.heads(),
                s.kvHeadCount(),
                s.queries(),
                s.keys(),
                s.headDim(),
                s.valueColumns());
        NumberFormat format = NumberFormat.parse(workload.formatName());
        if (from.file() == null) {
            String distribution = Objects.requireNonNull(from.distribution());
            return new Synthetic(
                    shape, format, Objects.requireNonNull(from.seed()), Distribution.of(distribution, Map.of()));
        }
        Path file = library.data(path, from.file());
        return FileTensors.open(
                file,
                shape,
                format,
                Objects.requireNonNull(from.q()),
                Objects.requireNonNull(from.k()),
                Objects.requireNonNull(from.v()));
    }

    private void read(char tensor, int layer, int batch, int head, double[] into) {
        if (tensors == null) {
            throw new InputException(
                    setup.workloadFile().path().toString(),
                    "/tensors",
                    "missing",
                    "a file or a seed, or a run without numbers: --check off");
        }
        AttentionTensor which = switch (tensor) {
            case 'q' -> AttentionTensor.Q;
            case 'k' -> AttentionTensor.K;
            case 'v' -> AttentionTensor.V;
            default -> throw new IllegalArgumentException("tensor " + tensor);
        };
        tensors.read(which, layer, batch, head, into);
    }

    /** Name of the design. */
    String design() {
        return setup.design().name();
    }

    /** Name of the workload. */
    String workload() {
        return setup.workload().name();
    }

    /** Simulates; once. */
    Result run() {
        return simulation.run();
    }

    /** Asks the run to end early; from any thread. */
    void stop() {
        simulation.stop();
    }

    @Override
    public void close() {
        if (tensors != null) {
            tensors.close();
        }
    }
}
