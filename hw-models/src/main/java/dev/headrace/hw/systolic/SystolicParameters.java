package dev.headrace.hw.systolic;

import dev.headrace.hw.check.Check;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a {@link SystolicArray}.
 *
 * @param rows rows of processing elements, 1 or more
 * @param cols columns of processing elements, 1 or more
 * @param stationary what stays in the processing elements: output, weight (the second operand) or input (the first)
 * @param overlapFolds whether a fold may fill the array while the one before drains; absent: false
 * @param operands number format of the operands; absent: the workload's
 * @param accumulate number format of the accumulators; absent: fp32
 * @param macsPerPe length of the dot product that one processing element adds in a cycle; absent: 1
 * @param clock name of its clock domain
 */
public record SystolicParameters(
        int rows,
        int cols,
        String stationary,
        @Nullable Boolean overlapFolds,
        @Nullable String operands,
        @Nullable String accumulate,
        @Nullable Integer macsPerPe,
        @Nullable String clock) {
    /** The choices for {@code stationary}. */
    static final List<String> STATIONARY = List.of("output", "weight", "input");

    public SystolicParameters {
        Check.atLeastOne("rows", rows);
        Check.atLeastOne("cols", cols);
        Check.oneOf("stationary", stationary, STATIONARY);
        operands = Check.operandsOrAbsent("operands", operands);
        accumulate = Check.sumsOfProductsOrAbsent("accumulate", accumulate);
        Check.atLeastOneOrAbsent("macs_per_pe", macsPerPe);
        overlapFolds = Boolean.TRUE.equals(overlapFolds);
        macsPerPe = macsPerPe == null ? Integer.valueOf(1) : macsPerPe;
    }

    boolean overlaps() {
        return overlapFolds != null && overlapFolds;
    }

    int dotLength() {
        return macsPerPe == null ? 1 : macsPerPe;
    }
}
