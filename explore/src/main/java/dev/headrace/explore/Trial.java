package dev.headrace.explore;

import dev.headrace.golden.NumberFormat;
import dev.headrace.golden.ternary.TernaryWeights;
import dev.headrace.simulator.dataflow.KeptLine;
import dev.headrace.simulator.dataflow.KeptTable;
import dev.headrace.simulator.dataflow.Machinery;
import dev.headrace.simulator.dataflow.OpKind;
import dev.headrace.simulator.kernel.Headway;
import dev.headrace.simulator.run.Floor;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.run.StoredTensor;
import dev.headrace.simulator.run.TensorReader;
import dev.headrace.simulator.spec.DataFiles;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.KeptSpec;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
import dev.headrace.simulator.spec.WorkloadSpec;
import dev.headrace.traces.AttentionTensor;
import dev.headrace.traces.Distribution;
import dev.headrace.traces.FileTensors;
import dev.headrace.traces.KeptSetTrace;
import dev.headrace.traces.ReferenceOutputs;
import dev.headrace.traces.Synthetic;
import dev.headrace.traces.TensorSource;
import dev.headrace.traces.Tokenizer;
import dev.headrace.traces.TraceShape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A design and a workload with its numbers, loaded and valid: where the files meet the simulator. Runs once. */
public final class Trial implements AutoCloseable {
    private final Setup setup;
    /** Changes of a workload under which the outputs that somebody else computed still hold. */
    private static final Set<String> HARMLESS = Set.of("name", "about", "format", "shape.layers");

    private final @Nullable TensorSource tensors;
    private final @Nullable ReferenceOutputs reference;
    private final @Nullable ModelTensors model;
    private final Simulation.Options options;
    private final Simulation simulation;

    private Trial(
            Setup setup,
            @Nullable TensorSource tensors,
            @Nullable ReferenceOutputs reference,
            @Nullable ModelTensors model,
            Simulation.Options options) {
        this.model = model;
        this.options = options;
        this.setup = setup;
        this.tensors = tensors;
        this.reference = reference;
        this.simulation = new Simulation(setup, options, new TensorReader() {
            @Override
            public void read(char tensor, int layer, int batch, int head, double[] into) {
                Trial.this.read(tensor, layer, batch, head, into);
            }

            @Override
            public void array(String array, int matrix, double[] into) {
                Trial.this.model().array(array, matrix, into);
            }

            @Override
            public @Nullable TernaryWeights decoder() {
                return Trial.this.model == null ? null : Trial.this.model.weights();
            }

            @Override
            public boolean reference(int layer, int batch, int head, double[] into) {
                if (reference != null) {
                    reference.read(layer, batch, head, into);
                }
                return reference != null;
            }

            @Override
            public Map<String, Long> saturated() {
                return tensors == null ? Map.of() : tensors.saturated();
            }

            @Override
            public @Nullable List<KeptLine> kept() {
                return KeptTraces.read(setup);
            }
        });
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
        return of(setup, overrides, options);
    }

    /**
     * A run of files that are read already. Whether the design fits the workload turns out when it runs.
     *
     * @param overrides those that the files were read with
     * @throws InputException if the numbers cannot be opened
     */
    public static Trial of(Setup setup, Overrides overrides, Simulation.Options options) {
        // Read while it runs, and noted as an input before.
        KeptTraces.file(setup);
        if (options.check().equals("off") && !followsNumbers(setup)) {
            return new Trial(setup, null, null, null, options);
        }
        DataFiles files = setup.data();
        boolean same = HARMLESS.containsAll(overrides.under("workload").paths());
        ModelTensors model = ModelTensors.open(files, setup.workload());
        if (model != null) {
            return new Trial(setup, null, null, model, options);
        }
        return new Trial(
                setup,
                tensors(files, setup.workload()),
                same ? reference(files, setup.workload()) : null,
                null,
                options);
    }

    /** Whether outputs are compared with those that somebody else computed. */
    boolean hasReference() {
        return reference != null;
    }

    /** True if the timing depends on numbers, which are then needed in any run. */
    private static boolean followsNumbers(Setup setup) {
        KeptSpec kept = setup.workload().kept();
        return (kept != null && kept.followsNumbers()) || OpKind.followNumbers(setup.design());
    }

    /** Opens the outputs that somebody else computed; null if the workload names none. */
    private static @Nullable ReferenceOutputs reference(DataFiles files, WorkloadSpec workload) {
        WorkloadSpec.Tensors from = workload.tensors();
        if (from == null || from.reference() == null) {
            return null;
        }
        Path file = files.find("reference", from.reference());
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

    /**
     * Opens the numbers of a workload, of whatever kind, and closes them again.
     *
     * @param path the workload's file, beside which its data may lie
     * @throws InputException or a TraceException if they cannot be opened
     */
    public static void checkNumbers(Library library, Path path, WorkloadSpec workload) {
        DataFiles files = DataFiles.of(library, path);
        try (ModelTensors model = ModelTensors.open(files, workload);
                TensorSource tensors = model == null ? tensors(files, workload) : null;
                ReferenceOutputs reference = model == null ? reference(files, workload) : null) {
            // Opening is the check.
        }
    }

    /** Opens the numbers of a workload; null if it has none. */
    private static @Nullable TensorSource tensors(DataFiles files, WorkloadSpec workload) {
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
        Path file = files.find("tensors", from.file());
        return FileTensors.open(
                file,
                shape,
                format,
                Objects.requireNonNull(from.q()),
                Objects.requireNonNull(from.k()),
                Objects.requireNonNull(from.v()),
                from.saturates());
    }

    private ModelTensors model() {
        if (model == null) {
            throw new InputException(
                    setup.workloadFile().path().toString(),
                    "/tensors",
                    "without a decoder's file",
                    "a file with the arrays' data, or a run without numbers: --check off");
        }
        return model;
    }

    /** Hears of the rows that the design wants timed, as they come; before the run. */
    public void watch(Simulation.Watch who) {
        simulation.watch(who);
    }

    /** Has someone told of the run as it is made, event by event; before the run. */
    public void watch(Simulation.Onlooker who) {
        simulation.watch(who);
    }

    /** The text of words, if the workload names a tokenizer and the run has numbers; null otherwise. */
    public @Nullable Tokenizer tokenizer() {
        return model == null ? null : model.tokenizer();
    }

    /** The words that a decoder goes on from; empty if the run has none. */
    public int[] prompt() {
        return model == null ? new int[0] : model.prompt();
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

    /** How it runs. */
    Simulation.Options options() {
        return options;
    }

    /** What is known of the run before it is made. */
    public Floor floor() {
        return simulation.floor();
    }

    /** Bytes of memory that the run is known to need, at least. */
    public long footprint() {
        return simulation.footprint();
    }

    /** The design wired for a run without numbers. */
    public Machinery wired() {
        return simulation.wired();
    }

    /** Does all that comes before the first cycle, and reads what a run would read, to find out whether it can be run. */
    public void prepare() {
        simulation.prepare();
    }

    /** Has the run recorded, so that its result says why it took as long as it did; before the run. */
    public void record() {
        simulation.record();
    }

    /** Simulates; once. */
    public Result run() {
        return simulation.run();
    }

    /** What the run kept, after it; null unless its workload leaves things out by numbers of its own. */
    public @Nullable KeptSetTrace kept() {
        KeptTable table = simulation.kept();
        KeptSpec spec = setup.workload().kept();
        return table == null || spec == null || !spec.followsNumbers() ? null : KeptTraces.of(table, setup.workload());
    }

    /** The stored tensors that were asked for, after the run. */
    public List<StoredTensor> dumped() {
        return simulation.dumped();
    }

    /** Asks the run to end early; from any thread, before or while it runs. */
    public void stop() {
        simulation.stop();
    }

    /** How far the run has come, from any thread; null while it is not wired yet. */
    public @Nullable Headway headway() {
        return simulation.headway();
    }

    @Override
    public void close() {
        if (tensors != null) {
            tensors.close();
        }
        if (reference != null) {
            reference.close();
        }
        if (model != null) {
            model.close();
        }
    }
}
