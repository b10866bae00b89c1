package dev.headrace.simulator.run;

import dev.headrace.simulator.dataflow.DataflowGraph;
import dev.headrace.simulator.dataflow.KeptTable;
import dev.headrace.simulator.dataflow.Machinery;
import dev.headrace.simulator.kernel.Device;
import dev.headrace.simulator.kernel.Machine;
import dev.headrace.simulator.kernel.Outcome;
import dev.headrace.simulator.kernel.TimeBase;
import dev.headrace.simulator.spec.Formats;
import dev.headrace.simulator.spec.Hardware;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Logic;
import dev.headrace.simulator.unit.MemoryUnit;
import dev.headrace.simulator.unit.OnFpga;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the {@link Result} out of what the kernel counted. */
final class Report {
    private final Setup setup;
    private final Machinery made;
    private final Machine machine;
    private final Outcome outcome;
    private final Result.@Nullable Golden golden;
    private final Result.@Nullable Numbers numbers;
    private final @Nullable KeptTable kept;
    private final List<Result.LayerQuality> quality;
    private final Provenance provenance;
    private final double wall;
    private final dev.headrace.simulator.kernel.Run run;
    private final Hardware hardware;
    private final long period;
    private final long cycles;
    private final double seconds;
    private final Map<String, Result.MemoryResult> memories = new LinkedHashMap<>();
    private final Spending spending;
    private final Map<String, Long> usefulOps = new LinkedHashMap<>();

    Report(
            Setup setup,
            Machinery made,
            Machine machine,
            dev.headrace.simulator.kernel.Run run,
            Outcome outcome,
            Result.@Nullable Golden golden,
            Result.@Nullable Numbers numbers,
            @Nullable KeptTable kept,
            List<Result.LayerQuality> quality,
            Provenance provenance,
            double wall) {
        this.numbers = numbers;
        this.setup = setup;
        this.made = made;
        this.machine = machine;
        this.outcome = outcome;
        this.golden = golden;
        this.kept = kept;
        this.quality = quality;
        this.provenance = provenance;
        this.wall = wall;
        this.run = run;
        this.hardware = setup.hardware();
        this.spending = new Spending(hardware, made, setup.workload().formatName());
        this.period = machine.time().period(0);
        this.cycles = TimeBase.cycles(outcome.ticks(), period);
        this.seconds = outcome.ticks() / machine.time().ticksPerSecond();
        List<Device> devices = run.devices();
        for (int d = 0; d < devices.size(); d++) {
            memories.put(made.memories().get(d), ((MemoryUnit.Running) devices.get(d)).result(seconds));
        }
    }

    Result result() {
        Map<String, Result.OperatorResult> operators = operators();
        actions();
        spending.leak(seconds);
        Map<String, Result.UnitResult> units = units();
        memories.forEach(spending::memory);
        Result.Totals totals = totals();
        if (outcome.status() != Outcome.Status.INCOMPLETE) {
            Peaks.check(seconds, memories, totals);
        }
        return new Result(
                Result.SCHEMA,
                setup.design().name(),
                hardware.spec().name(),
                named(JsonFile.plain(setup.workloadFile().tree())),
                setup.params(),
                Version.text(),
                outcome.status().name().toLowerCase(Locale.ROOT),
                cycles,
                machine.graph().clocks().get(0).hertz(),
                seconds,
                outcome.skippedTicks() / period,
                units,
                operators,
                memories,
                channels(),
                onChip(),
                coreEnds(),
                totals,
                timeline(),
                setup.sources(),
                Parts.NONE
                        .with(golden)
                        .with(deadlock())
                        .with(kept == null ? null : new SparsityCounts(setup.workload(), kept).of(memories, quality))
                        .with(logic())
                        .with(numbers)
                        .with(DataflowGraph.of(made))
                        .with(provenance),
                new Result.Simulation(wall, outcome.events(), wall == 0 ? 0 : outcome.events() / wall, fastForward()));
    }

    /** The same with formats under the names that Headrace has for them. */
    private static Map<String, Object> named(Map<String, Object> file) {
        Map<String, Object> all = new LinkedHashMap<>(file);
        if (file.get("format") instanceof String format) {
            all.put("format", Formats.canonical(format));
        }
        if (file.get("arrays") instanceof Map<?, ?> arrays) {
            Map<Object, Object> named = new LinkedHashMap<>(arrays);
            named.replaceAll((name, array) -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                ((Map<?, ?>) array).forEach((key, value) -> fields.put(key.toString(), value));
                return named(fields);
            });
            all.put("arrays", named);
        }
        return all;
    }

    private @Nullable Logic logic() {
        Logic sum = null;
        for (String unit : hardware.of(OnFpga.class)) {
            Logic one =
                    Objects.requireNonNull(hardware.unit(OnFpga.class, unit)).logic();
            sum = sum == null ? one : sum.plus(one);
        }
        return sum == null || hardware.spec().board() == null
                ? null
                : sum.times(hardware.spec().coreCount());
    }

    private Map<String, Long> timeline() {
        Map<String, Long> all = new LinkedHashMap<>();
        made.timeline().rows().forEach((row, tick) -> all.put(row.toString(), cyclesOf(tick)));
        return all;
    }

    private String fastForward() {
        String obstacle = run.whyNotFastForwarded();
        return obstacle == null ? "on" : "off: " + obstacle;
    }

    private long cyclesOf(long ticks) {
        return TimeBase.cycles(ticks, period);
    }

    /** Categories in cycles; what rounding leaves over, where clocks differ, goes to the last. */
    private Result.Stalls stalls(long busy, long input, long room, long unit, long memory, int instances) {
        long idle = instances * cycles - busy - input - room - unit - memory;
        return new Result.Stalls(input, room, unit, memory, idle);
    }

    private Map<String, Result.OperatorResult> operators() {
        Map<String, long[]> sums = new LinkedHashMap<>();
        Map<String, Integer> sample = new LinkedHashMap<>();
        for (int o = 0; o < outcome.operators().size(); o++) {
            String name = made.operator(o);
            if (!name.isEmpty()) {
                Outcome.OperatorStats s = outcome.operators().get(o);
                long[] values = {
                    1,
                    s.firings(),
                    s.busy() / period,
                    s.input() / period,
                    s.room() / period,
                    s.unit() / period,
                    s.memory() / period
                };
                sums.merge(name, values, Report::plus);
                sample.putIfAbsent(name, o);
            }
        }
        Map<String, Result.OperatorResult> all = new LinkedHashMap<>();
        sums.forEach((name, v) -> {
            int o = Objects.requireNonNull(sample.get(name));
            all.put(
                    name,
                    new Result.OperatorResult(
                            made.kind(o), made.on(o), (int) v[0], v[1], v[2], stalls(v[2], v[3], v[4], v[5], v[6], (int)
                                    v[0])));
        });
        return all;
    }

    private static long[] plus(long[] a, long[] b) {
        long[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }

    /** Operations and energy by unit, each operator once, since its meter is shared by all cores. */
    private void actions() {
        List<String> seen = new ArrayList<>();
        for (int o = 0; o < outcome.operators().size(); o++) {
            String name = made.operator(o);
            if (name.isEmpty() || seen.contains(name)) {
                continue;
            }
            seen.add(name);
            String on = made.on(o);
            if (on != null && hardware.unit(ComputeUnit.class, on) != null) {
                usefulOps.merge(on, made.usefulOps(o), Long::sum);
            }
        }
        spending.operators();
        Map<String, Long> busy = new TreeMap<>();
        for (int u = 0; u < outcome.units().size(); u++) {
            String unit = made.units().get(u).of();
            long cycle = machine.time().period(hardware.clock(unit));
            busy.merge(unit, outcome.units().get(u).busy() / cycle, Long::sum);
        }
        spending.busy(busy);
    }

    private Map<String, Result.UnitResult> units() {
        List<Long> ends = coreEnds();
        long end = ends.stream().mapToLong(Long::longValue).max().orElse(0);
        Map<String, long[]> sums = new LinkedHashMap<>();
        Map<String, String> of = new LinkedHashMap<>();
        for (int u = 0; u < outcome.units().size(); u++) {
            Machinery.UnitPlace place = made.units().get(u);
            Outcome.UnitStats s = outcome.units().get(u);
            long[] values = {
                1,
                s.firings(),
                s.busy() / period,
                s.input() / period,
                s.room() / period,
                s.unit() / period,
                s.memory() / period,
                s.firstAt() / period,
                Math.min(idle(s), end - ends.get(place.core()))
            };
            sums.merge(place.name(), values, Report::plus);
            of.put(place.name(), place.of());
        }
        Map<String, Result.UnitResult> all = new LinkedHashMap<>();
        sums.forEach((name, v) -> {
            String unit = Objects.requireNonNull(of.get(name));
            ComputeUnit compute = hardware.unit(ComputeUnit.class, unit);
            boolean port = compute == null;
            Result.Stalls stalls = stalls(v[2], v[3], v[4], v[5], v[6], (int) v[0]);
            if (!port || v[1] > 0) {
                all.put(
                        name,
                        new Result.UnitResult(
                                hardware.type(unit) + (port ? " port" : ""),
                                (int) v[0],
                                v[2],
                                cycles == 0 ? 0 : v[2] / (double) (v[0] * cycles),
                                port ? 0 : usefulOps.getOrDefault(name, 0L),
                                compute == null ? 0 : compute.peakOpsPerCycle(),
                                v[1],
                                port ? 0 : spending.of(name),
                                stalls,
                                new Result.Ends(v[7], stalls.idle() - v[8], v[8])));
            }
        });
        return all;
    }

    /** Cycles of one instance after its last firing. */
    private long idle(Outcome.UnitStats s) {
        return cycles
                - s.busy() / period
                - s.input() / period
                - s.room() / period
                - s.unit() / period
                - s.memory() / period;
    }

    private Map<String, Result.ChannelResult> channels() {
        Map<String, Result.ChannelResult> all = new LinkedHashMap<>();
        for (int c = 0; c < outcome.channels().size(); c++) {
            Machinery.ChannelPlace place = made.channels().get(c);
            if (!place.isHidden()) {
                long capacity = machine.graph().channels().get(c).capacity();
                Outcome.ChannelStats s = outcome.channels().get(c);
                all.merge(
                        place.name(),
                        new Result.ChannelResult(capacity == Long.MAX_VALUE ? -1 : capacity, s.peak(), s.tokens()),
                        (a, b) -> new Result.ChannelResult(
                                a.capacity(), Math.max(a.peakTokens(), b.peakTokens()), a.tokens() + b.tokens()));
            }
        }
        return all;
    }

    private Result.OnChip onChip() {
        Map<String, Long> peaks = new LinkedHashMap<>();
        for (int c = 0; c < outcome.channels().size(); c++) {
            Machinery.ChannelPlace place = made.channels().get(c);
            if (!place.isHidden()) {
                peaks.merge(place.stream(), outcome.channels().get(c).peak() * place.tokenBytes(), Math::max);
            }
        }
        Map<String, Long> capacity = new LinkedHashMap<>();
        hardware.scratchpads().forEach((name, pad) -> capacity.put(name, pad.capacityBytes()));
        long peak = peaks.values().stream().mapToLong(Long::longValue).sum();
        return new Result.OnChip(peak, peaks, capacity, new LinkedHashMap<>(made.allocated()));
    }

    private List<Long> coreEnds() {
        long[] ends = new long[made.cores()];
        for (int o = 0; o < outcome.operators().size(); o++) {
            int core = made.core(o);
            ends[core] = Math.max(ends[core], outcome.operators().get(o).finishedAt());
        }
        List<Long> list = new ArrayList<>();
        for (long e : ends) {
            list.add(Math.min(cycles, cyclesOf(e)));
        }
        return list;
    }

    private Result.Totals totals() {
        double bound = 0;
        String limit = "nothing";
        long flops = 0;
        for (Map.Entry<String, Long> e : usefulOps.entrySet()) {
            flops += e.getValue();
            ComputeUnit unit = Objects.requireNonNull(hardware.unit(ComputeUnit.class, e.getKey()));
            long hertz =
                    machine.graph().clocks().get(hardware.clock(e.getKey())).hertz();
            double least = e.getValue() / (unit.peakOpsPerCycle() * made.cores() * hertz);
            if (least > bound) {
                bound = least;
                limit = e.getKey();
            }
        }
        long bytes = 0;
        for (Map.Entry<String, Result.MemoryResult> e : memories.entrySet()) {
            Result.MemoryResult m = e.getValue();
            bytes += m.readBytes() + m.writeBytes();
            double least = m.bandwidthUtilization() * seconds;
            if (least > bound) {
                bound = least;
                limit = e.getKey();
            }
        }
        return new Result.Totals(
                flops,
                spending.total(),
                bytes == 0 ? 0 : (double) flops / bytes,
                bound,
                limit,
                spending.byPart(),
                spending.byAction(),
                spending.area(),
                spending.notes());
    }

    private Result.@Nullable Deadlock deadlock() {
        Outcome.Deadlock d = outcome.deadlock();
        if (d == null) {
            return null;
        }
        return new Result.Deadlock(
                cyclesOf(d.tick()),
                d.circle().stream().map(this::waiting).toList(),
                d.others().stream().map(this::waiting).toList(),
                List.of(),
                List.of());
    }

    private Result.Wait waiting(Outcome.Wait w) {
        if (w.reason() == Outcome.Reason.TURN) {
            return new Result.Wait(
                    machine.graph().operators().get(w.operator()).name(),
                    "turn",
                    machine.graph().units().get(w.channel()).name(),
                    0,
                    -1,
                    machine.graph().operators().get(w.on()).name());
        }
        long capacity = machine.graph().channels().get(w.channel()).capacity();
        return new Result.Wait(
                machine.graph().operators().get(w.operator()).name(),
                w.reason() == Outcome.Reason.EMPTY ? "input" : "room",
                machine.graph().channels().get(w.channel()).name(),
                w.occupancy(),
                capacity == Long.MAX_VALUE ? -1 : capacity,
                w.on() < 0 ? "" : machine.graph().operators().get(w.on()).name());
    }
}
