package dev.headrace.hw.cost.fpga;

import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.Require;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Power of a design on an FPGA: a file that {@code energy} of a hardware file names.
 *
 * @param fabric file of the {@link Fabric}, beside this one or in {@code configs/hardware}
 * @param idleWatts what it draws while nothing moves; counted if the hardware file says {@code static_power}, which is refused without
 * @param level factor of all energies per cycle; 1 if missing
 * @param sources field to where that value comes from
 */
public record FpgaPower(
        String name,
        @Nullable String about,
        String fabric,
        @Nullable Double idleWatts,
        @Nullable Double level,
        @Nullable Map<String, String> sources) {
    public FpgaPower {
        Require.present(name, "name");
        Require.present(fabric, "fabric");
        if (idleWatts != null && !(idleWatts >= 0 && idleWatts <= 1000)) {
            throw new BadField("idle_watts", String.valueOf(idleWatts), "0 to 1000");
        }
        if (level != null && !(level >= 0.01 && level <= 1000)) {
            throw new BadField("level", String.valueOf(level), "0.01 to 1000");
        }
        sources = sources == null ? Map.of() : Map.copyOf(sources);
    }

    double factor() {
        return level == null ? 1 : level;
    }
}
