package dev.headrace.hw;

import dev.headrace.hw.softmax.OnlineSoftmaxParameters;
import dev.headrace.hw.softmax.OnlineSoftmaxType;
import dev.headrace.simulator.unit.ComputeUnit;
import java.util.List;

class OnlineSoftmaxContractTest extends ComputeUnitContractTest {
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
        return List.of(
                softmax(128 * times, 128 * times, 12, 1),
                softmax(64 * times, 16 * times, 20, 3),
                softmax(7 * times, 5 * times, 3, 2),
                softmax(times, times, 1, 1));
    }

    private static ComputeUnit softmax(int lanes, int exps, int latency, int passes) {
        OnlineSoftmaxParameters parameters =
                new OnlineSoftmaxParameters(lanes, exps, latency, passes, null, null, "fp32", null);
        return (ComputeUnit) new OnlineSoftmaxType().build(parameters, path -> path);
    }
}
