package dev.headrace.explore;

import dev.headrace.golden.NumberFormat;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
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

/** A design and a workload with its numbers, loaded and valid: where the files meet the simulator. Runs once. */
public final class Trial implements AutoCloseable {
    private final Setup setup;
    private final @Nullable TensorSource tensors;
    private final Simulation simulation;

    private Trial(Setup setup, @Nullable TensorSource tensors, Simulation.Options options) {
        this.setup = setup;
        this.tensors = tensors;
        this.simulation = new Simulation(setup, options, this::read);
    }

    /**
     * Loads and validates everything that can be validated without running.
     *
     * @param design name or path of a design
     * @param workload name or path of a workload; null: the design's own
     * @throws InputException if anything is wrong with the files
     */
    public static Trial load(
            Library library,
            String design,
            @Nullable String workload,
            Overrides overrides,
            Simulation.Options options) {
        Setup setup = Setup.load(library, design, workload, overrides);
        Simulation.check(setup);
        boolean numbers = !options.check().equals("off");
        return new Trial(
                setup, numbers ? tensors(library, setup.workloadFile().path(), setup.workload()) : null, options);
    }

    /** Opens the numbers of a workload; null if it has none. */
    public static @Nullable TensorSource tensors(Library library, Path path, WorkloadSpec workload) {
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

    /** The files as read, overrides applied. */
    public Setup setup() {
        return setup;
    }

    /** Simulates; once. */
    public Result run() {
        return simulation.run();
    }

    /** Asks the run to end early; from any thread, before or while it runs. */
    public void stop() {
        simulation.stop();
    }

    @Override
    public void close() {
        if (tensors != null) {
            tensors.close();
        }
    }
}
