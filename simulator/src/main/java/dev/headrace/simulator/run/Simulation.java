package dev.headrace.simulator.run;

import dev.headrace.golden.ScoreOverflow;
import dev.headrace.golden.ternary.TernaryWeights;
import dev.headrace.simulator.dataflow.ArrivalLaw;
import dev.headrace.simulator.dataflow.Dataflow;
import dev.headrace.simulator.dataflow.Dimension;
import dev.headrace.simulator.dataflow.KeptLine;
import dev.headrace.simulator.dataflow.KeptTable;
import dev.headrace.simulator.dataflow.Loop;
import dev.headrace.simulator.dataflow.Machinery;
import dev.headrace.simulator.dataflow.NotFinite;
import dev.headrace.simulator.dataflow.OpKind;
import dev.headrace.simulator.dataflow.Precision;
import dev.headrace.simulator.dataflow.Tensor;
import dev.headrace.simulator.dataflow.Values;
import dev.headrace.simulator.dataflow.Wiring;
import dev.headrace.simulator.explain.Explanation;
import dev.headrace.simulator.kernel.Chronicle;
import dev.headrace.simulator.kernel.Headway;
import dev.headrace.simulator.kernel.Machine;
import dev.headrace.simulator.kernel.Outcome;
import dev.headrace.simulator.kernel.Probe;
import dev.headrace.simulator.kernel.Run;
import dev.headrace.simulator.kernel.Settings;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.KeptSpec;
import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One run of a design on a workload, from wiring to the result. Used once. */
public final class Simulation {
    /** Query rows of each head that are computed and checked in a sampled run. */
    static final int SAMPLED_ROWS = 4;

    /** Multiply-accumulates of attention up to which everything is computed and checked by default. */
    private static final double FULL_CHECK_LIMIT = 2e9;

    private final Setup setup;
    private final Options options;
    private final TensorReader tensors;
    private Watch watch = (row, value, seconds) -> {};
    private volatile @Nullable Run run;
    private volatile boolean stopped;
    private @Nullable KeptTable keptRows;
    private boolean explained;
    private final List<Onlooker> onlookers = new ArrayList<>();
    private List<StoredTensor> dumped = List.of();

    /**
     * How to run.
     *
     * @param check "full", "sample", "off", or "auto": full up to a size, then sample
     * @param maxCycles last cycle, of the first clock, at which anything may start; 0 for no limit
     * @param fastForward whether repeating periods may be skipped
     * @param dump stored tensors whose numbers are handed out after the run
     */
    public record Options(String check, long maxCycles, boolean fastForward, List<String> dump) {
        public Options {
            Require.oneOf(check, List.of("auto", "full", "sample", "off"), "check");
            Require.range(maxCycles, 0, Long.MAX_VALUE, "max_cycles");
            dump = List.copyOf(dump);
        }

        /** Of a run that hands out no tensor. */
        public Options(String check, long maxCycles, boolean fastForward) {
            this(check, maxCycles, fastForward, List.of());
        }
    }

    /** A run; nothing happens yet. */
    public Simulation(Setup setup, Options options, TensorReader tensors) {
        this.setup = setup;
        this.options = options;
        this.tensors = tensors;
    }

    /** Hears of the rows of the tensor that the design wants timed, as they come. */
    @FunctionalInterface
    public interface Watch {
        /**
         * A row is in the memory.
         *
         * @param row its number, through all matrices of the tensor
         * @param value its first number; NaN in a run without numbers
         * @param seconds simulated time
         */
        void stored(long row, double value, double seconds);
    }

    /** Sets who hears of rows; before the run. */
    public void watch(Watch who) {
        watch = who;
    }

    /**
     * Has the run recorded, so that its result says why it took as long as it did; before the run. A run that is cut short,
     * or has more than {@link Chronicle#MOST_EVENTS} events, does not say so.
     */
    public void record() {
        explained = true;
    }

    /** Looks at a run as it is made. */
    @FunctionalInterface
    public interface Onlooker {
        /**
         * What is to be told of the run, once it is known what is run.
         *
         * @param made the design wired: names of what the run has numbers for
         * @param machine its graph, and its ticks
         */
        Probe probe(Machinery made, Machine machine);
    }

    /** Has someone told of the run as it is made, event by event, with the same cycles; before the run. */
    public void watch(Onlooker who) {
        onlookers.add(who);
    }

    /** Ends the run soon, from any thread; {@link #run} then returns an incomplete result. */
    public void stop() {
        stopped = true;
        Run r = run;
        if (r != null) {
            r.stop();
        }
    }

    /** Ends what comes before the first cycle, if the run is to end; later the machine itself ends. */
    private void poll() {
        if (stopped && run == null) {
            throw new Stopped();
        }
    }

    /** How far the run has come, from any thread; null while it is not wired yet. */
    public @Nullable Headway headway() {
        Run r = run;
        return r == null ? null : r.headway();
    }

    /** Checks that the design fits hardware and workload without running it. */
    public static void check(Setup setup) {
        Wiring.wire(
                Dataflow.resolve(setup.designFile(), setup.design(), setup.hardware(), setup.workload(), null, null));
    }

    /** The design wired for a run without numbers, to be run by whoever wants to, in other ways. */
    public Machinery wired() {
        return Wiring.wire(Dataflow.resolve(
                setup.designFile(), setup.design(), setup.hardware(), setup.workload(), null, reader()));
    }

    /** What there is before the first cycle. */
    private record Ready(
            String mode,
            SampledRows sampled,
            @Nullable Values values,
            Dataflow flow,
            Dump dump,
            Machinery made,
            Machine machine) {}

    private Ready ready() {
        String mode = mode();
        WorkloadSpec.Shape shape = setup.workload().shape();
        SampledRows sampled =
                new SampledRows(shape.queries(), SAMPLED_ROWS, mode.equals("sample") ? edges() : List.of());
        Values values = mode.equals("off")
                ? null
                : new Values(this::read, mode.equals("full") ? Values.Sample.all() : sampled, cachedMatrices());
        Dataflow flow = Dataflow.resolve(
                setup.designFile(), setup.design(), setup.hardware(), setup.workload(), values, reader());
        Dump dump = Dump.of(options.dump(), flow, setup.workload(), mode);
        Machinery made = Wiring.wire(flow);
        Machine machine = Machine.wire(made.graph());
        return new Ready(mode, sampled, values, flow, dump, made, machine);
    }

    /**
     * Does all that a run does before its first cycle, and reads the numbers that the run would read: what this accepts, a
     * run does.
     */
    public void prepare() {
        Ready ready = ready();
        if (ready.values() == null) {
            return;
        }
        WorkloadSpec.Shape shape = setup.workload().shape();
        for (Tensor tensor : ready.flow().inputs()) {
            double[] matrix = new double
                    [Math.multiplyExact(
                            tensor.rows().extent(shape), tensor.cols().extent(shape))];
            for (long i = 0; i < tensor.matrices(shape) && !stopped; i++) {
                read(tensor.name(), (int) i, matrix);
            }
        }
        double[] outputs = new double[Math.multiplyExact(shape.queries(), shape.valueColumns())];
        for (int head = 0; head < shape.allHeads() && !stopped && reference(head, outputs); head++) {
            // Reading is the check.
        }
    }

    /** What is known of the run before it is made; of no use together with {@link #run}. */
    public Floor floor() {
        boolean decided = setup.workload().kept() == null && !OpKind.followNumbers(setup.design());
        return Floor.of(setup, wired(), decided);
    }

    /** Matrices of an input that are held at a time: as many as are being worked on. */
    private int cachedMatrices() {
        return 2 * setup.hardware().spec().coreCount() + 2;
    }

    /**
     * Bytes of memory that the run is known to need, at least; 0 for one without numbers.
     *
     * @throws InputException if the design makes no sense, or not with this hardware or workload
     */
    public long footprint() {
        String mode = mode();
        if (mode.equals("off")) {
            return 0;
        }
        Dataflow flow =
                Dataflow.resolve(setup.designFile(), setup.design(), setup.hardware(), setup.workload(), null, null);
        return Footprint.of(
                flow, setup.workload(), cachedMatrices(), mode.equals("full") ? Integer.MAX_VALUE : SAMPLED_ROWS);
    }

    /** Runs, and checks the numbers. */
    public Result run() {
        long begun = System.nanoTime();
        Ready ready = ready();
        Values values = ready.values();
        Dataflow flow = ready.flow();
        Machinery made = ready.made();
        Machine machine = ready.machine();
        made.timeline()
                .watch((row, tick) -> watch.stored(
                        row, value(values, row), tick / machine.time().ticksPerSecond()));
        Run r = start(made, machine);
        run = r;
        if (stopped) {
            r.stop();
        }
        long limit = options.maxCycles() == 0
                ? Long.MAX_VALUE
                : Math.multiplyExact(options.maxCycles(), machine.time().period(0));
        Outcome outcome = r.finish(limit);
        Chronicle chronicle = r.chronicle();
        Explanation explanation = chronicle == null ? null : Explanation.of(made, chronicle);
        KeptTable kept = flow.kept();
        Result.Golden golden = null;
        List<Result.LayerQuality> quality = List.of();
        if (values != null && outcome.status() == Outcome.Status.COMPLETE) {
            if (kept != null && setup.workload().kept() != null) {
                Set<String> stored = Precision.of(flow).keySet();
                PrunedCheck.Verdict verdict = new PrunedCheck(
                                setup.workload(), kept, flow.datapath(), stored, values, reader(), ready.dump())
                        .check();
                golden = verdict.golden();
                quality = verdict.layers();
            } else {
                golden = golden(ready);
            }
        }
        keptRows = kept;
        if (values != null) {
            dumped = ready.dump().tensors(values);
        }
        double wall = (System.nanoTime() - begun) / 1e9;
        Result.Numbers numbers =
                values == null ? null : numbers(values, machine.time().period(0));
        Provenance provenance = Provenance.of(setup, options);
        Result result =
                new Report(setup, made, machine, r, outcome, golden, numbers, kept, quality, provenance, wall).result();
        ArrivalLaw.check(made, made.graph(), outcome, counted(result));
        return explanation == null ? result : result.with(explanation);
    }

    private Run start(Machinery made, Machine machine) {
        Probe[] probes = onlookers.stream().map(who -> who.probe(made, machine)).toArray(Probe[]::new);
        if (explained) {
            return machine.record(probes);
        }
        return probes.length > 0
                ? machine.watch(probes)
                : machine.start(new Settings(Settings.Compile.LONG_REGIONS, options.fastForward()));
    }

    /** Query rows beside the ends of the design's tiles: the last of the first tile and the first of the last. */
    private List<Integer> edges() {
        Dataflow flow = Dataflow.resolve(
                setup.designFile(), setup.design(), setup.hardware(), setup.workload(), null, reader());
        List<Integer> edges = new ArrayList<>();
        for (Loop l : flow.loops().values()) {
            if (l.dimension().equals(Dimension.QUERIES) && l.tile() > 1) {
                edges.add(l.from() + l.tile() - 1);
                edges.add(l.from() + (l.to() - l.from() - 1) / l.tile() * l.tile());
            }
        }
        return edges;
    }

    private static ArrivalLaw.Counted counted(Result result) {
        return (memory, tensor, written) -> {
            Result.Traffic t = Objects.requireNonNull(result.memories().get(memory))
                    .byTensor()
                    .get(tensor);
            return t == null ? 0 : written ? t.writeBytes() : t.readBytes();
        };
    }

    /** What did not fit its format, or is no number; null if there is nothing of the kind. */
    private Result.@Nullable Numbers numbers(Values values, long period) {
        Map<String, Long> inputs = tensors.saturated();
        Map<String, Long> tooLarge = values.conversions().tooLarge();
        NotFinite.First first = values.notFinite().first();
        if (inputs.isEmpty() && tooLarge.isEmpty() && first == null) {
            return null;
        }
        return new Result.Numbers(inputs, tooLarge, first == null ? null : notFinite(first, values, period));
    }

    private Result.NotFinite notFinite(NotFinite.First first, Values values, long period) {
        Map<String, Result.Spoilt> stored = new LinkedHashMap<>();
        values.spoilt(setup.workload())
                .forEach((tensor, s) -> stored.put(tensor, new Result.Spoilt(s.notANumber(), s.infinite(), s.first())));
        return new Result.NotFinite(
                first.operator(), first.element(), String.valueOf(first.value()), first.tick() / period, stored);
    }

    /** The check, which inputs without a golden model refuse. */
    private Result.@Nullable Golden golden(Ready ready) {
        try {
            return compared(ready);
        } catch (ScoreOverflow e) {
            throw new InputException(
                    setup.workloadFile().path().toString(),
                    "/tensors",
                    "tensors q and k: " + e.getMessage(),
                    "queries and keys whose scores are finite in fp64");
        }
    }

    private Result.@Nullable Golden compared(Ready ready) {
        Values values = Objects.requireNonNull(ready.values());
        TernaryWeights decoder = tensors.decoder();
        Map<String, Precision> stored = Precision.of(ready.flow());
        return decoder != null && setup.design().timed() != null
                ? new TextCheck(
                                setup.workload(),
                                setup.design().timed(),
                                stored.keySet(),
                                values,
                                this::read,
                                decoder,
                                ready.dump())
                        .check()
                : new GoldenCheck(
                                setup.workload(),
                                stored,
                                values,
                                ready.mode().equals("full") ? null : ready.sampled(),
                                this::read,
                                this::reference,
                                ready.dump())
                        .check();
    }

    /** First number of a row of the tensor that is timed. */
    private double value(@Nullable Values values, long row) {
        String timed = setup.design().timed();
        if (values == null || timed == null) {
            return Double.NaN;
        }
        int rows = Tensor.of(timed, setup.workload())
                .rows()
                .extent(setup.workload().shape());
        double[] stored = values.row(timed, (int) (row / rows), (int) (row % rows));
        return stored == null ? Double.NaN : stored[0];
    }

    private String mode() {
        KeptSpec kept = setup.workload().kept();
        if (!options.check().equals("auto")) {
            return asked(kept);
        }
        WorkloadSpec.Shape s = setup.workload().shape();
        if (kept != null) {
            return kept.followsNumbers() ? "full" : "off";
        }
        double macs = (double) s.allHeads() * s.queries() * s.keys() * (s.headDim() + s.valueColumns());
        if (setup.workload().tensors() == null) {
            return "off";
        }
        return macs <= FULL_CHECK_LIMIT ? "full" : "sample";
    }

    /** Selections follow from all numbers or from none: there is no sample of them, and nothing to check in counts. */
    private String asked(@Nullable KeptSpec kept) {
        String check = options.check();
        if (kept != null && !check.equals("off") && (check.equals("sample") || !kept.followsNumbers())) {
            throw new InputException(
                    setup.workloadFile().path().toString(),
                    "/kept",
                    "checked with " + check,
                    kept.followsNumbers()
                            ? "full, off or auto: what is kept follows from all numbers"
                            : "off or auto: what is kept is given, so that numbers cannot be compared");
        }
        return check;
    }

    /** What the run kept, after it; null if its design leaves nothing out. */
    public @Nullable KeptTable kept() {
        return keptRows;
    }

    /** The tensors that were asked for, after the run. */
    public List<StoredTensor> dumped() {
        return dumped;
    }

    private Values.Reader reader() {
        return new Values.Reader() {
            @Override
            public void read(String tensor, int head, double[] into) {
                Simulation.this.read(tensor, head, into);
            }

            @Override
            public void poll() {
                Simulation.this.poll();
            }

            @Override
            public @Nullable List<KeptLine> kept() {
                return tensors.kept();
            }
        };
    }

    /** Reads a head counted through layers and batch entries, or a matrix of a declared tensor. */
    private void read(String tensor, int head, double[] into) {
        poll();
        if (tensor.length() > 1 || !"qkv".contains(tensor)) {
            tensors.array(tensor, head, into);
            return;
        }
        WorkloadSpec.Shape s = setup.workload().shape();
        int heads = tensor.equals("q") ? s.heads() : s.kvHeadCount();
        int group = head / heads;
        tensors.read(tensor.charAt(0), group / s.batchSize(), group % s.batchSize(), head % heads, into);
    }

    private boolean reference(int head, double[] into) {
        WorkloadSpec.Shape s = setup.workload().shape();
        int group = head / s.heads();
        return tensors.reference(group / s.batchSize(), group % s.batchSize(), head % s.heads(), into);
    }
}
