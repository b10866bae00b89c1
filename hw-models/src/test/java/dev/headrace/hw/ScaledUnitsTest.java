package dev.headrace.hw;

import dev.headrace.simulator.unit.ComputeUnit;
import java.util.List;
import java.util.function.IntFunction;

/** The contract for units that are built in any size, of which products of matrices have a depth. */
abstract class ScaledUnitsTest extends ComputeUnitContractTest {
    private final IntFunction<List<ComputeUnit>> build;
    private final List<ComputeUnit> units;

    /**
     * Units to be tested.
     *
     * @param build units with different parameters, and with so many times the hardware
     */
    ScaledUnitsTest(IntFunction<List<ComputeUnit>> build) {
        this.build = build;
        units = build.apply(1);
    }

    @Override
    protected final List<ComputeUnit> units() {
        return units;
    }

    @Override
    protected final List<ComputeUnit> twiceAsLarge() {
        return build.apply(2);
    }

    @Override
    protected final boolean hasDepth(String operation) {
        return operation.endsWith("matmul");
    }
}
