package dev.headrace.explore.sweep;

import dev.headrace.explore.Shipped;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Library;

/** The shipped files, and sweeps over them for tests. */
final class Home {
    static final Library LIBRARY = Shipped.LIBRARY;

    private Home() {}

    /** A sweep of flash-attention-2 on the workload tiny; single quotes stand for double ones. */
    static Sweep sweep(String fields) {
        String json = ("{'name': 'test', 'designs': ['flash-attention-2'], 'workloads': ['tiny'], " + fields + "}")
                .replace('\'', '"');
        return sweepOf(json);
    }

    /** A sweep from its file's text. */
    static Sweep sweepOf(String json) {
        SweepSpec spec = JsonFile.MAPPER.readValue(json, SweepSpec.class);
        return Sweep.of(
                LIBRARY,
                spec,
                (pointer, found, allowed) -> new InputException("sweep.json", pointer, found, allowed),
                null);
    }
}
