package dev.headrace.explore.sweep;

import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.spec.Overrides;
import dev.headrace.simulator.unit.MemoryUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How closely memories are simulated: the quick way is by their bandwidth alone. */
public final class Fidelity {
    private static final String FIELD = "fidelity";

    private static final String QUICK = "bandwidth";

    private Fidelity() {}

    /**
     * What has all memories of a machine simulated by their bandwidth.
     *
     * @param sets what is set already: a memory whose fidelity is among it keeps that
     * @return values to set; empty if all memories are so, or have no such model
     */
    public static List<String> quick(Library library, String design, @Nullable String workload, List<String> sets) {
        List<String> quick = new ArrayList<>();
        Setup setup = Setup.load(library, design, workload, Overrides.of(sets));
        for (String memory : setup.hardware().of(MemoryUnit.class)) {
            String path = "hardware.units." + memory + "." + FIELD;
            boolean given = Overrides.of(sets).paths().contains(path);
            String now = setup.hardware()
                    .file()
                    .tree()
                    .path("units")
                    .path(memory)
                    .path(FIELD)
                    .asString("");
            if (!given && !now.equals(QUICK)) {
                List<String> all = new ArrayList<>(sets);
                all.add(path + "=" + QUICK);
                try {
                    Setup.load(library, design, workload, Overrides.of(all));
                    quick.add(path + "=" + QUICK);
                } catch (InputException e) {
                    // A memory of a kind that has no such model stays as it is.
                }
            }
        }
        return quick;
    }
}
