package dev.headrace.simulator.spec;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A hardware file: units with parameters, and clocks; no algorithm.
 *
 * @param params values by name; {@code "$name"} anywhere else in the file stands for one
 * @param clocks clock domains by name; the first is the one that results count in
 * @param units units by name, each with a {@code type} and the parameters of that type
 * @param cores copies of everything on chip (all units but memories), sharing the memories; 1 if missing
 * @param energy file with the energy of each primitive action, and the area and static power of parts, relative to this file
 * @param staticPower whether parts leak (the file says how much); false if missing: only actions cost energy
 * @param board file of the FPGA board that it has to fit, relative to this file
 * @param sources path in this file to where that value comes from
 */
public record HardwareSpec(
        String name,
        @Nullable String about,
        @Nullable LinkedHashMap<String, JsonNode> params,
        LinkedHashMap<String, ClockSpec> clocks,
        LinkedHashMap<String, JsonNode> units,
        @Nullable Integer cores,
        @Nullable String energy,
        @Nullable Boolean staticPower,
        @Nullable String board,
        @Nullable Map<String, String> sources) {

    /**
     * A clock: whole megahertz, or hertz.
     *
     * @param mhz 1 to 100000
     * @param hz 1 to 1e11, in place of mhz
     */
    public record ClockSpec(@Nullable Integer mhz, @Nullable Long hz) {
        public ClockSpec {
            if ((mhz == null) == (hz == null)) {
                throw new BadField("mhz", mhz == null ? "missing" : "given beside hz", "either mhz or hz");
            }
            if (mhz != null) {
                Require.range((long) mhz, 1, 100_000, "mhz");
            } else if (hz != null) {
                Require.range((long) hz, 1, 100_000_000_000L, "hz");
            }
        }

        /** Cycles per second. */
        public long hertz() {
            return mhz != null ? mhz * 1_000_000L : hz == null ? 0 : hz;
        }
    }

    public HardwareSpec {
        Require.present(name, "name");
        Require.present(clocks, "clocks");
        Require.present(units, "units");
        if (clocks.isEmpty()) {
            throw new BadField("clocks", "empty", "at least one clock");
        }
        if (cores != null) {
            Require.range((long) cores, 1, 65_536, "cores");
        }
        sources = sources == null ? Map.of() : Map.copyOf(sources);
    }

    /** Whether the static power of parts counts. */
    public boolean leaks() {
        return Boolean.TRUE.equals(staticPower);
    }

    /** Number of cores. */
    public int coreCount() {
        return cores == null ? 1 : cores;
    }
}
