package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Channel;
import dev.headrace.simulator.kernel.Move;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.Unit;
import dev.headrace.simulator.spec.Hardware;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The machine as far as it has been wired: what the parts of {@link Wiring} add to, and look things up in. */
final class Assembly {
    final Dataflow flow;
    final Hardware hardware;
    final List<String> pads;
    final int cores;
    final Buffers buffers;
    final Work work;
    final Arbitration arbitration;
    final TensorPlaces places;
    final List<Unit> units = new ArrayList<>();
    final List<Channel> channels = new ArrayList<>();
    final List<Operator> operators = new ArrayList<>();
    final Map<Op, Meter> meters = new LinkedHashMap<>();
    final Machinery made = new Machinery();
    private final Map<String, Integer> unitIndex = new LinkedHashMap<>();

    Assembly(Dataflow flow) {
        this.flow = flow;
        this.hardware = flow.hardware();
        this.pads = List.copyOf(hardware.scratchpads().keySet());
        this.cores = hardware.spec().coreCount();
        this.buffers = new Buffers(flow);
        this.work = new Work(flow, cores);
        this.arbitration = new Arbitration(flow);
        this.places = new TensorPlaces(flow, cores, buffers);
    }

    /** Adds the units of a core. */
    void addUnits(int core) {
        hardware.compute().keySet().forEach(name -> unit(name, name, core));
        hardware.scratchpads().forEach((name, pad) -> {
            for (int p = 0; p < pad.readPorts(); p++) {
                unit(readPort(name, p), name, core);
            }
            unit(name + ".write", name, core);
        });
    }

    static String readPort(String pad, int port) {
        return pad + ".read" + port;
    }

    private void unit(String name, String of, int core) {
        unitIndex.put(name + "#" + core, units.size());
        units.add(new Unit(cores == 1 ? name : name + "#" + core, arbitration.policy(name)));
        made.units.add(new Machinery.UnitPlace(name, of, core));
    }

    /** Adds a channel; returns its index. */
    int channel(String name, long capacity, int forward, int credit, Machinery.ChannelPlace place) {
        return channel(new Channel(name, capacity, forward, credit), place);
    }

    /** Adds a channel; returns its index. */
    int channel(Channel channel, Machinery.ChannelPlace place) {
        channels.add(channel);
        made.channels.add(place);
        return channels.size() - 1;
    }

    /** Index of a unit of a core. */
    int index(String unit, int core) {
        return Objects.requireNonNull(unitIndex.get(unit + "#" + core));
    }

    /** Frequency of a clock. */
    long hertz(int clock) {
        return new ArrayList<>(hardware.spec().clocks().values()).get(clock).hertz();
    }

    /** The clock of an operator: its unit's, its DMA's, or the first. */
    int clockOf(Op op) {
        if (op.common().on() != null) {
            return hardware.clock(op.common().on());
        }
        return op.transfer() == null
                ? 0
                : hardware.clock(
                        Objects.requireNonNull(hardware.dmaOf(op.transfer().memory())));
    }

    private int engine(Op.Access transfer) {
        return transfer.by() == null ? 0 : hardware.dmasOf(transfer.memory()).indexOf(transfer.by());
    }

    /** The transfers of an operator, if it has any. */
    @Nullable
    Move move(Op op, Instance instance, int core) {
        Op.Access transfer = op.transfer();
        return transfer == null
                ? null
                : new Move(places.device(transfer.memory()), engine(transfer) * cores + core, instance);
    }
}
