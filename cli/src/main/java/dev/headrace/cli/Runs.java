package dev.headrace.cli;

import dev.headrace.golden.NumberFormat;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.run.TensorReader;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.WorkloadSpec;
import dev.headrace.traces.AttentionTensor;
import dev.headrace.traces.Distribution;
import dev.headrace.traces.FileTensors;
import dev.headrace.traces.ReferenceOutputs;
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
    private final @Nullable ReferenceOutputs reference;
    private final Simulation simulation;

    private Runs(
            Setup setup,
            @Nullable TensorSource tensors,
            @Nullable ReferenceOutputs reference,
            Simulation.Options options) {
        this.setup = setup;
        this.tensors = tensors;
        this.reference = reference;
        this.simulation = new Simulation(setup, options, new TensorReader() {
            @Override
            public void read(char tensor, int layer, int batch, int head, double[] into) {
                Runs.this.read(tensor, layer, batch, head, into);
            }

            @Override
            public boolean reference(int layer, int batch, int head, double[] into) {
                if (reference != null) {
                    reference.read(layer, batch, head, into);
                }
                return reference != null;
            }
        });
    }

    /** Loads and validates everything that can be validated without running. */
    static Runs load(Context context, String design, RunOptions options) {
        Setup setup = Setup.load(context.library(), design, options.workload, options.overrides());
        Simulation.check(setup);
        Simulation.Options how = new Simulation.Options(options.check, options.maxCycles, !options.noFastForward);
        if (options.check.equals("off")) {
            return new Runs(setup, null, null, how);
        }
        Path path = setup.workloadFile().path();
        TensorSource tensors = tensors(context.library(), path, setup.workload());
        return new Runs(setup, tensors, reference(context.library(), path, setup.workload()), how);
    }

    /** Opens the outputs that somebody else computed; null if the workload names none. */
    private static @Nullable ReferenceOutputs reference(Library library, Path path, WorkloadSpec workload) {
        WorkloadSpec.Tensors from = workload.tensors();
        if (from == null || from.reference() == null) {
            return null;
        }
        Path file = library.data(path, from.reference());
        return ReferenceOutputs.open(file, shape(workload), Objects.requireNonNull(from.o()));
    }

    private static TraceShape shape(WorkloadSpec workload) {
        WorkloadSpec.Shape s = workload.shape();
        return new TraceShape(
                s.layerCount(),
                s.batchSize(),
                s.heads(),
                s.kvHeadCount(),
                s.queries(),
                s.keys(),
                s.headDim(),
                s.valueColumns());
    }

    /** Opens the numbers of a workload; null if it has none. */
    static @Nullable TensorSource tensors(Library library, Path path, WorkloadSpec workload) {
        WorkloadSpec.Tensors from = workload.tensors();
        if (from == null) {
            return null;
        }
        TraceShape shape = shape(workload);
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
        if (reference != null) {
            reference.close();
        }
    }
}
