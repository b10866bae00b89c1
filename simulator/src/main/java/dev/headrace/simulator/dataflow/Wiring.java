package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Clock;
import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.unit.DmaUnit;
import dev.headrace.simulator.unit.MemoryUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Turns a dataflow into a kernel graph: every operator once per core, every stream a channel per reader. */
public final class Wiring {
    private final Dataflow flow;
    private final Assembly all;

    private Wiring(Dataflow flow) {
        this.flow = flow;
        this.all = new Assembly(flow);
    }

    /** Wires a dataflow. */
    public static Machinery wire(Dataflow flow) {
        return new Wiring(flow).run();
    }

    private Machinery run() {
        for (int core = 0; core < all.cores; core++) {
            all.addUnits(core);
        }
        Barrier before = null;
        for (int s = 0; s < flow.stages().size(); s++) {
            Dataflow.Stage stage = flow.stages().get(s);
            stage.ops().forEach(op -> all.meters.put(op, new Meter(all.pads.size())));
            Barrier after = s == flow.stages().size() - 1 ? null : new Barrier();
            for (int core = 0; core < all.cores; core++) {
                if (all.work.has(core)) {
                    new StageWiring(all, stage, s, core, before, after).add();
                }
            }
            if (after != null) {
                after.add(all, stage, flow.stages().get(s + 1));
            }
            before = after;
        }
        return finish();
    }

    /** Number of the tensor among those of a memory whose rows the design wants timed; -1 if it is not there. */
    private int watched(Layout layout) {
        String timed = flow.design().timed();
        return timed == null ? -1 : layout.names().indexOf(timed);
    }

    private Machinery finish() {
        List<Clock> clocks = new ArrayList<>();
        flow.hardware().spec().clocks().forEach((name, c) -> clocks.add(new Clock(name, c.hertz())));
        List<Graph.DeviceMaker> devices = new ArrayList<>();
        all.places.layouts().forEach((memory, layout) -> {
            MemoryUnit unit = Objects.requireNonNull(flow.hardware().unit(MemoryUnit.class, memory));
            int clock = flow.hardware().clock(memory);
            List<MemoryUnit.Port> ports = all.places.ports(memory);
            String dma = Objects.requireNonNull(flow.hardware().dmaOf(memory));
            int rate = Objects.requireNonNull(flow.hardware().unit(DmaUnit.class, dma))
                    .bytesPerCycle();
            int watched = watched(layout);
            int dmaClock = flow.hardware().clock(dma);
            devices.add(time -> {
                MemoryUnit.Running running = unit.start(time.period(clock), ports, layout.names());
                return rate == 0 && watched < 0
                        ? running
                        : new Ports(
                                running,
                                ports.size(),
                                rate,
                                time.period(dmaClock),
                                watched,
                                (address, tick) -> all.made.timeline.written(layout.rowAt(watched, address), tick));
            });
            all.made.memories.add(memory);
        });
        all.made.cores = all.cores;
        all.made.shape = flow.workload().shape();
        all.made.allocated.putAll(all.buffers.allocated());
        all.made.graph = new Graph(clocks, all.units, all.channels, all.operators, devices);
        return all.made;
    }
}
