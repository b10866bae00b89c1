package dev.headrace.hw;

import dev.headrace.hw.pe.PeArrayParameters;
import dev.headrace.hw.pe.PeArrayType;
import dev.headrace.hw.pe.PeVectorParameters;
import dev.headrace.hw.pe.PeVectorType;
import dev.headrace.simulator.unit.ComputeUnit;
import java.util.List;
import java.util.Map;

class PeContractTest extends ScaledUnitsTest {
    PeContractTest() {
        super(PeContractTest::build);
    }

    private static List<ComputeUnit> build(int times) {
        return List.of(
                array(new PeArrayParameters(16 * times, 8, "ideal", null, null, null, null, null, null, null)),
                array(new PeArrayParameters(
                        4, 4 * times, "cycle", List.of("output"), null, 3, 12, "fp16", "fp32", "core")),
                array(new PeArrayParameters(times, 3, null, List.of("input"), null, null, null, null, null, null)),
                vector(new PeVectorParameters(16 * times, null, null, null, null, null, null, null, null)),
                vector(new PeVectorParameters(
                        3 * times, 5, Map.of("exp", 4), "taylor-5", "numbers", null, null, null, null)));
    }

    private static ComputeUnit array(PeArrayParameters parameters) {
        return (ComputeUnit) new PeArrayType().build(parameters, path -> path);
    }

    private static ComputeUnit vector(PeVectorParameters parameters) {
        return (ComputeUnit) new PeVectorType().build(parameters, path -> path);
    }
}
