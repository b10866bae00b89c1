package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.DesignSpec;
import dev.headrace.simulator.spec.Hardware;
import dev.headrace.simulator.unit.DmaUnit;
import dev.headrace.simulator.unit.FetcherUnit;
import dev.headrace.simulator.unit.MemoryUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where the tensors of a dataflow lie: a layout for each memory that it uses, and the ports by which it is reached. */
final class TensorPlaces {
    private final Dataflow flow;
    private final Hardware hardware;
    private final int cores;
    private final Map<String, Layout> layouts = new LinkedHashMap<>();
    private final Map<String, List<MemoryUnit.Port>> ports = new LinkedHashMap<>();

    TensorPlaces(Dataflow flow, int cores, Buffers buffers) {
        this.flow = flow;
        this.hardware = flow.hardware();
        this.cores = cores;
        placeTensors();
        placeSpills(buffers);
        layouts.forEach(this::open);
    }

    /** Layouts by memory. */
    Map<String, Layout> layouts() {
        return layouts;
    }

    /** The layout of a memory; null if nothing lies there. */
    @Nullable
    Layout layout(String memory) {
        return layouts.get(memory);
    }

    /** Number of a memory among those in use. */
    int device(String memory) {
        return new ArrayList<>(layouts.keySet()).indexOf(memory);
    }

    /** The ports of a memory: those of each engine, one for each core. */
    List<MemoryUnit.Port> ports(String memory) {
        return Objects.requireNonNull(ports.get(memory));
    }

    private void placeTensors() {
        for (Dataflow.Stage stage : flow.stages()) {
            for (Op op : stage.ops()) {
                if (op.transfer() != null) {
                    String memory = op.transfer().memory();
                    MemoryUnit unit = Objects.requireNonNull(hardware.unit(MemoryUnit.class, memory));
                    layouts.computeIfAbsent(
                                    memory, m -> new Layout(flow.workload().shape(), unit.alignment()))
                            .place(op.transfer().tensor());
                }
            }
        }
    }

    private void placeSpills(Buffers buffers) {
        for (int s = 0; s < flow.stages().size(); s++) {
            for (Op maker : flow.stages().get(s).ops()) {
                for (Op.Output out : maker.outputs()) {
                    for (Op reader : flow.stages().get(s).ops()) {
                        for (Op.Input in : reader.inputs()) {
                            if (!out.completion() && in.stream().equals(out.stream())) {
                                placeSpill(out, buffers.of(s, maker, out, reader, in));
                            }
                        }
                    }
                }
            }
        }
    }

    private void placeSpill(Op.Output out, DesignSpec.Buffer b) {
        if (b.spill() == null) {
            return;
        }
        String memory = b.spill().to();
        Loop loop = flow.loops().get(b.spill().over());
        String place = "/buffers/" + out.stream() + "/spill";
        if (hardware.dmaOf(memory) == null) {
            String all = String.join(", ", hardware.of(MemoryUnit.class));
            throw flow.file().complain(place + "/to", "\"" + memory + "\"", "a memory with a dma: " + all);
        }
        if (loop == null
                || !out.type().space().contains(loop)
                || cores > 1
                || flow.mask().skips()) {
            throw flow.file()
                    .complain(
                            place + "/over",
                            "\"" + b.spill().over() + "\" of a stream over "
                                    + Scope.names(out.type().space()),
                            "one of its loops, on one core, with \"masked_tiles\": \"compute\" under a mask");
        }
        MemoryUnit unit = Objects.requireNonNull(hardware.unit(MemoryUnit.class, memory));
        layouts.computeIfAbsent(memory, m -> new Layout(flow.workload().shape(), unit.alignment()))
                .place(Spill.tensor(out));
    }

    private void open(String memory, Layout layout) {
        MemoryUnit unit = Objects.requireNonNull(hardware.unit(MemoryUnit.class, memory));
        if (layout.end() > unit.capacityBytes()) {
            throw hardware.file()
                    .complain(
                            "/units/" + memory,
                            unit.capacityBytes() + " bytes for tensors of " + layout.end() + " bytes",
                            "a memory that holds them");
        }
        List<MemoryUnit.Port> list = new ArrayList<>();
        for (String dma : hardware.dmasOf(memory)) {
            for (int core = 0; core < cores; core++) {
                list.add(port(dma, cores == 1 ? "" : "#" + core));
            }
        }
        ports.put(memory, list);
    }

    /** The port of an engine; a fetcher that it reads through is the one of its core. */
    private MemoryUnit.Port port(String dma, String core) {
        DmaUnit engine = Objects.requireNonNull(hardware.unit(DmaUnit.class, dma));
        FetcherUnit fetcher = hardware.unit(FetcherUnit.class, engine.through());
        if (fetcher == null) {
            return new MemoryUnit.Port(dma + core, engine.underWay());
        }
        List<String> turn = hardware.before(dma);
        return new MemoryUnit.Port(
                dma + core,
                Math.multiplyExact(fetcher.lanes(), fetcher.responseFifo()),
                new MemoryUnit.Through(engine.through() + core, fetcher, turn.get(turn.size() - 1), 1 - turn.size()));
    }
}
