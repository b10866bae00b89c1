package dev.headrace.hw.cost.fpga;

import dev.headrace.hw.cost.law.Origin;
import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Require;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the resources of an FPGA draw: a JSON file, {@code configs/hardware/costs/fpga.json}. A unit takes
 * <pre>
 * energy = cycles in which it is busy  x  sum over its resources of  number x picojoules of a cycle</pre>
 * which is {@code f n e duty} for each resource, times the run's time.
 *
 * @param perCycle resource ({@link #RESOURCES}) to what one of them takes in a cycle of a unit that is busy; one that is missing has no
 *     known energy
 * @param origin where all of it comes from
 */
public record Fabric(String name, @Nullable String about, LinkedHashMap<String, Energy> perCycle, Origin origin) {
    /** Look-up tables, flip-flops, DSP blocks, block memories of 36 Kib, UltraRAMs of 288 Kib. */
    public static final Set<String> RESOURCES = Set.of("lut", "flip_flop", "dsp", "bram", "uram");

    /**
     * Picojoules of a cycle.
     *
     * @param pj what is taken
     * @param leastPj lowest published value
     * @param mostPj highest
     * @param source where from
     */
    public record Energy(double pj, double leastPj, double mostPj, String source) {
        public Energy {
            if (!(leastPj >= 0 && leastPj <= pj && pj <= mostPj && mostPj <= 1e6)) {
                throw new BadField(
                        "pj", leastPj + ", " + pj + ", " + mostPj, "least_pj, pj and most_pj in this order, 0 to 1e6");
            }
            Require.present(source, "source");
        }
    }

    public Fabric {
        Require.present(name, "name");
        Require.present(perCycle, "per_cycle").forEach((resource, energy) -> {
            Require.oneOf(resource, RESOURCES, "per_cycle/" + resource);
            Require.present(energy, "per_cycle/" + resource);
        });
        Require.present(origin, "origin");
    }

    /** Reads a file. */
    public static Fabric read(Path file) {
        return JsonFile.read(file).as(Fabric.class);
    }
}
