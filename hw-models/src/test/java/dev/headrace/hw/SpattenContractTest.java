package dev.headrace.hw;

import dev.headrace.hw.multiplier.MultiplierParameters;
import dev.headrace.hw.multiplier.MultiplierType;
import dev.headrace.hw.softmax.SoftmaxPipelineParameters;
import dev.headrace.hw.softmax.SoftmaxPipelineType;
import dev.headrace.simulator.unit.ComputeUnit;
import java.util.List;

/** Arrays that add up rows are small here: of a wide one, longer rows use fewer levels of the tree, and may be faster. */
class SpattenContractTest extends ScaledUnitsTest {
    SpattenContractTest() {
        super(SpattenContractTest::build);
    }

    private static List<ComputeUnit> build(int times) {
        return List.of(
                array(512 * times, "dot-products", 1),
                array(3 * times, "rows", 2),
                softmax(8 * times, 21),
                softmax(times, 0));
    }

    private static ComputeUnit array(int multipliers, String adds, int ii) {
        MultiplierParameters p = new MultiplierParameters(
                multipliers, adds, null, null, null, null, ii, null, null, null, null, null, null, null, null);
        return (ComputeUnit) new MultiplierType().build(p, path -> path);
    }

    private static ComputeUnit softmax(int lanes, int exp) {
        SoftmaxPipelineParameters p =
                new SoftmaxPipelineParameters(lanes, 7, exp, 23, 29, 7, null, null, null, null, null, null);
        return (ComputeUnit) new SoftmaxPipelineType().build(p, path -> path);
    }
}
