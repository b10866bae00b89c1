package dev.headrace.simulator.run;

import dev.headrace.simulator.dataflow.Machinery;
import dev.headrace.simulator.kernel.Occupancy;
import dev.headrace.simulator.kernel.TimeBase;
import dev.headrace.simulator.spec.Hardware;
import dev.headrace.simulator.unit.MemoryUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a run before it is made.
 *
 * @param cycles of the first clock, before which it cannot end
 * @param seconds the same as time
 * @param limit the unit or the memory that gives the bound; "" if nothing does
 * @param energyPj picojoules that it cannot take less than
 * @param areaMm2 area on chip, which no run changes; null if the hardware file names no table of costs
 */
public record Floor(
        long cycles,
        double seconds,
        String limit,
        double energyPj,
        @Nullable Double areaMm2) {
    /** Keeps a quotient of a memory's bytes and bandwidth below the exact one. */
    private static final double ROUNDING = 1 - 1e-12;

    /**
     * The bound: the most that the firings of a unit hold it, and the bytes of a memory over its peak bandwidth.
     *
     * @param made a design wired for a run without numbers; not to be run afterwards
     * @param decided whether every firing and transfer follows from the files; if not, nothing is known of time
     */
    static Floor of(Setup setup, Machinery made, boolean decided) {
        Spending spending =
                new Spending(setup.hardware(), made, setup.workload().formatName());
        Result.Area area = spending.area();
        Double mm2 = area == null ? null : area.mm2();
        if (!decided) {
            return new Floor(0, 0, "", 0, mm2);
        }
        TimeBase time = new TimeBase(made.graph().clocks());
        Occupancy occupancy = Occupancy.of(made.graph());
        long period = time.period(0);
        long cycles = 0;
        String limit = "";
        for (int u = 0; u < made.graph().units().size(); u++) {
            long least = TimeBase.cycles(occupancy.leastTicks(u), period);
            if (least > cycles) {
                cycles = least;
                limit = made.units().get(u).name();
            }
        }
        List<String> memories = made.memories();
        for (int m = 0; m < memories.size(); m++) {
            double peak = Objects.requireNonNull(setup.hardware().unit(MemoryUnit.class, memories.get(m)))
                    .peakBytesPerSecond();
            double ticks = occupancy.bytes(m) / peak * time.ticksPerSecond() * ROUNDING;
            long least = (long) Math.floor(ticks / period);
            if (least > cycles) {
                cycles = least;
                limit = memories.get(m);
            }
        }
        double seconds = Math.max(0, cycles - 1) * period / time.ticksPerSecond();
        return new Floor(cycles, seconds, limit, energy(setup, made, occupancy, spending, seconds), mm2);
    }

    /**
     * What all firings do follows from the files, so that it is known to the last action: those of units and scratchpads, the
     * cycles in which units are busy, bytes over links. Memories have a bound of their own, and static power is drawn for at
     * least the bound of the time.
     */
    private static double energy(Setup setup, Machinery made, Occupancy occupancy, Spending spending, double seconds) {
        Hardware hardware = setup.hardware();
        Occupancy.count(made.graph());
        spending.operators();
        TimeBase time = new TimeBase(made.graph().clocks());
        Map<String, Long> busy = new TreeMap<>();
        for (int u = 0; u < made.units().size(); u++) {
            String unit = made.units().get(u).of();
            busy.merge(unit, occupancy.held(u) / time.period(hardware.clock(unit)), Long::sum);
        }
        spending.busy(busy);
        spending.leak(seconds);
        double memories = 0;
        for (int m = 0; m < made.memories().size(); m++) {
            String memory = made.memories().get(m);
            spending.link(memory, occupancy.bytes(m));
            memories += Objects.requireNonNull(hardware.unit(MemoryUnit.class, memory))
                    .leastPj(occupancy.onlyRead(m), occupancy.written(m), seconds);
        }
        return (spending.total() + memories) * ROUNDING;
    }
}
