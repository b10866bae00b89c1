package dev.headrace.hw.pe;

import dev.headrace.hw.check.Check;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a {@link PeArray}.
 *
 * @param rows rows of processing elements, 1 or more
 * @param cols columns of processing elements, 1 or more
 * @param fidelity ideal (no fill, drain or skew) or cycle; absent: cycle
 * @param stationary what may stay in the elements during a product, output or input; the cheaper is taken; absent: both
 * @param operations what it does of matmul, row-max, row-sum, exp-difference; absent: all of it
 * @param expMacs multiply-adds of an exponential, 1 or more; absent: 6
 * @param registers registers of 16 bits in each element, 1 or more, for the area; absent: unknown
 * @param operands number format of the operands; absent: the workload's
 * @param accumulate number format of the accumulators; absent: fp32
 * @param clock name of its clock domain
 */
public record PeArrayParameters(
        int rows,
        int cols,
        @Nullable String fidelity,
        @Nullable List<String> stationary,
        @Nullable List<String> operations,
        @Nullable Integer expMacs,
        @Nullable Integer registers,
        @Nullable String operands,
        @Nullable String accumulate,
        @Nullable String clock) {
    /** The choices for {@code stationary}. */
    static final List<String> STATIONARY = List.of("output", "input");

    /** The choices for {@code fidelity}. */
    static final List<String> FIDELITY = List.of("ideal", "cycle");

    public PeArrayParameters {
        Check.atLeastOne("rows", rows);
        Check.atLeastOne("cols", cols);
        fidelity = fidelity == null ? "cycle" : fidelity;
        Check.oneOf("fidelity", fidelity, FIDELITY);
        stationary = stationary == null ? STATIONARY : List.copyOf(stationary);
        operations = operations == null ? PeArray.ALL : List.copyOf(operations);
        if (stationary.isEmpty()) {
            throw new IllegalArgumentException("stationary is []; allowed: one or both of output, input");
        }
        stationary.forEach(s -> Check.oneOf("stationary", s, STATIONARY));
        operations.forEach(o -> Check.oneOf("operations", o, PeArray.ALL));
        Check.atLeastOneOrAbsent("exp_macs", expMacs);
        Check.atLeastOneOrAbsent("registers", registers);
        operands = Check.operandsOrAbsent("operands", operands);
        accumulate = Check.sumsOrAbsent("accumulate", accumulate);
        expMacs = expMacs == null ? Integer.valueOf(6) : expMacs;
    }

    boolean isIdeal() {
        return "ideal".equals(fidelity);
    }

    boolean keeps(String operand) {
        return stationary != null && stationary.contains(operand);
    }

    int macsPerExp() {
        return expMacs == null ? 6 : expMacs;
    }
}
