package dev.headrace.hw;

import dev.headrace.hw.lookup.DotLanes;
import dev.headrace.hw.lookup.FuseLanes;
import dev.headrace.hw.lookup.FuseParameters;
import dev.headrace.hw.lookup.LaneParameters;
import dev.headrace.hw.lookup.RmsMaxUnit;
import dev.headrace.simulator.unit.ComputeUnit;
import java.util.List;

class LanesContractTest extends ScaledUnitsTest {
    LanesContractTest() {
        super(LanesContractTest::build);
    }

    private static List<ComputeUnit> build(int times) {
        return List.of(
                new FuseLanes(new FuseParameters(16 * times, null, null, null, null, null)),
                new FuseLanes(new FuseParameters(3 * times, 1, List.of("argmax", "rotate"), "fp16", "fp32", "core")),
                new RmsMaxUnit(new LaneParameters(16 * times, 7, null, null, null)),
                new DotLanes(new LaneParameters(16 * times, null, "fp16", "fp32", null)),
                new DotLanes(new LaneParameters(5 * times, 1, null, null, null)));
    }
}
