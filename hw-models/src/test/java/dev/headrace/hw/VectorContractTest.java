package dev.headrace.hw;

import dev.headrace.hw.vector.VectorParameters;
import dev.headrace.hw.vector.VectorType;
import dev.headrace.simulator.unit.ComputeUnit;
import java.util.List;
import java.util.Map;

class VectorContractTest extends ComputeUnitContractTest {
    private final List<ComputeUnit> units = build(1);

    @Override
    protected List<ComputeUnit> units() {
        return units;
    }

    @Override
    protected List<ComputeUnit> twiceAsLarge() {
        return build(2);
    }

    private static List<ComputeUnit> build(int times) {
        Map<String, VectorParameters.Step> slow =
                Map.of("exp", new VectorParameters.Step(4, 20), "row-max", new VectorParameters.Step(2, 7));
        return List.of(
                vector(new VectorParameters(128 * times, null, null, null, null, null, null)),
                vector(new VectorParameters(64 * times, 1, 4, slow, "fp16", "fp32", "core")),
                vector(new VectorParameters(3 * times, 2, 9, null, null, null, null)),
                vector(new VectorParameters(times, 3, 3, null, null, null, null)));
    }

    private static ComputeUnit vector(VectorParameters parameters) {
        return (ComputeUnit) new VectorType().build(parameters, path -> path);
    }
}
