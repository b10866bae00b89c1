package dev.headrace.hw;

import dev.headrace.hw.systolic.SystolicParameters;
import dev.headrace.hw.systolic.SystolicType;
import dev.headrace.simulator.unit.ComputeUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract with folds that overlap; without, a larger array is slower on small work, since results cross all of it. */
class SystolicContractTest extends ComputeUnitContractTest {
    private final List<ComputeUnit> units = build(1);

    @Override
    protected List<ComputeUnit> units() {
        return units;
    }

    @Override
    protected List<ComputeUnit> twiceAsLarge() {
        return build(2);
    }

    @Override
    protected boolean hasDepth(String operation) {
        return true;
    }

    @Test
    void withoutOverlapItKeepsTheRestOfTheContract() {
        ComputeUnitContractTest other = new ComputeUnitContractTest() {
            private final List<ComputeUnit> serial = List.of(
                    array(8, 8, "output", false, 1), array(5, 9, "weight", false, 1), array(6, 4, "input", false, 4));

            @Override
            protected List<ComputeUnit> units() {
                return serial;
            }

            @Override
            protected List<ComputeUnit> twiceAsLarge() {
                return serial;
            }

            @Override
            protected boolean hasDepth(String operation) {
                return true;
            }
        };
        other.everyFiringTakesTheUnitForACycleOrMoreAndEndsNoEarlierThanTheUnitIsFree();
        other.noFiringDoesMoreOperationsThanThePeakAllows();
        other.moreWorkIsNeverCheaper();
        other.workBeyondTheRangeOfLongIsAnErrorThatNamesTheWork();
    }

    private static List<ComputeUnit> build(int times) {
        List<ComputeUnit> all = new ArrayList<>();
        for (String stationary : List.of("output", "weight", "input")) {
            all.add(array(128 * times, 128 * times, stationary, true, 1));
            all.add(array(16 * times, 16 * times, stationary, true, 4));
            all.add(array(5 * times, 9 * times, stationary, true, 1));
            all.add(array(times, times, stationary, true, 1));
        }
        return all;
    }

    private static ComputeUnit array(int rows, int cols, String stationary, boolean overlap, int macs) {
        SystolicParameters parameters =
                new SystolicParameters(rows, cols, stationary, overlap, "fp16", "fp32", macs, null);
        return (ComputeUnit) new SystolicType().build(parameters, path -> path);
    }
}
