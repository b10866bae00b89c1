package dev.headrace.explore.whatif;

import dev.headrace.explore.fifo.DesignFifos;
import dev.headrace.explore.fifo.FifoGraph;
import dev.headrace.simulator.dataflow.Machinery;
import dev.headrace.simulator.kernel.Channel;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.spec.Hardware;
import dev.headrace.simulator.spec.HardwareSpec;
import dev.headrace.simulator.unit.ComputeUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One thing that is made twice as good, in values that can be set.
 *
 * @param what in words: "array twice as fast"
 * @param unit compute unit that is faster; null of other changes
 * @param sets as for {@code --set}
 * @param less the same halved, where less may be better; empty if there is no such thing
 */
record Change(String what, @Nullable String unit, List<String> sets, List<String> less) {
    Change {
        sets = List.copyOf(sets);
        less = List.copyOf(less);
    }

    /** Every change of a design: its units by the clock, its buffers by depth, memories by each of their numbers. */
    static List<Change> of(Setup setup, Machinery made) {
        List<Change> all = new ArrayList<>();
        Set<String> used = new LinkedHashSet<>();
        for (int o = 0; o < made.graph().operators().size(); o++) {
            String on = made.on(o);
            if (on != null && setup.hardware().unit(ComputeUnit.class, on) != null) {
                used.add(on);
            }
        }
        used.forEach(unit -> all.add(faster(setup.hardware(), unit)));
        for (FifoGraph.Knob fifo : DesignFifos.byEntry(made).graph().fifos()) {
            if (fifo.depth() != Channel.UNBOUNDED) {
                all.add(new Change(
                        fifo.from() + " twice as deep",
                        null,
                        List.of(fifo.setting() + "=" + 2 * fifo.depth()),
                        List.of()));
            }
        }
        setup.hardware().spec().units().forEach((unit, node) -> {
            if (setup.hardware().unit(ComputeUnit.class, unit) == null) {
                numbers(all, unit, node);
            }
        });
        return List.copyOf(all);
    }

    /** Twice the clock, in a domain of its own. */
    private static Change faster(Hardware hardware, String unit) {
        List<Map.Entry<String, HardwareSpec.ClockSpec>> clocks =
                List.copyOf(hardware.spec().clocks().entrySet());
        Map.Entry<String, HardwareSpec.ClockSpec> clock = clocks.get(hardware.clock(unit));
        String twice = clock.getKey() + "-twice";
        return new Change(
                unit + " twice as fast",
                unit,
                List.of(
                        "hardware.clocks." + twice + ".hz="
                                + 2 * clock.getValue().hertz(),
                        "hardware.units." + unit + ".clock=" + twice),
                List.of());
    }

    private static void numbers(List<Change> all, String unit, JsonNode node) {
        node.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (value.isIntegralNumber() && value.asLong() > 0) {
                String path = "hardware.units." + unit + "." + field.getKey() + "=";
                long half = value.asLong() / 2;
                all.add(new Change(
                        unit + "." + field.getKey() + " " + value.asLong() + " -> ",
                        null,
                        List.of(path + 2 * value.asLong()),
                        half > 0 ? List.of(path + half) : List.of()));
            }
        });
    }
}
