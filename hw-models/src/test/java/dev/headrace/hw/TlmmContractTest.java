package dev.headrace.hw;

import dev.headrace.hw.lookup.TlmmEngine;
import dev.headrace.hw.lookup.TlmmParameters;
import dev.headrace.simulator.unit.ComputeUnit;
import java.util.List;

class TlmmContractTest extends ScaledUnitsTest {
    TlmmContractTest() {
        super(TlmmContractTest::build);
    }

    private static List<ComputeUnit> build(int times) {
        return List.of(
                new TlmmEngine(new TlmmParameters(3, 28, 8 * times, 1, null, null, null)),
                new TlmmEngine(new TlmmParameters(3, 28, 8 * times, null, true, 4, null)),
                new TlmmEngine(new TlmmParameters(2, 5, times, 3, false, 0, "core")));
    }
}
