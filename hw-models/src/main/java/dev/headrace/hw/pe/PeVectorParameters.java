package dev.headrace.hw.pe;

import dev.headrace.hw.check.Check;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a {@link PeVector}.
 *
 * @param lanes processing elements, 1 or more
 * @param latency cycles that a result comes after the last step, 0 or more; absent: 0
 * @param steps cycles of an operation on one element, by its name; those not named take 1
 * @param exponential how exponentials are computed: taylor-5 or exact; absent: exact
 * @param across what lies across the elements: queries (one row each; absent), or numbers, of whatever row
 * @param registers registers of 16 bits in each element, 1 or more, for the area; absent: unknown
 * @param operands number format of the operands; absent: the workload's
 * @param accumulate number format of the results; absent: fp32
 * @param clock name of its clock domain
 */
public record PeVectorParameters(
        int lanes,
        @Nullable Integer latency,
        @Nullable Map<String, Integer> steps,
        @Nullable String exponential,
        @Nullable String across,
        @Nullable Integer registers,
        @Nullable String operands,
        @Nullable String accumulate,
        @Nullable String clock) {
    public PeVectorParameters {
        Check.atLeastOne("lanes", lanes);
        if (latency != null && latency < 0) {
            throw new IllegalArgumentException("latency is " + latency + "; allowed: 0 or more");
        }
        steps = steps == null ? Map.of() : Map.copyOf(steps);
        steps.forEach((name, cycles) -> {
            Check.oneOf("steps", name, PeVector.STEPS);
            Check.atLeastOne("steps." + name, cycles);
        });
        exponential = exponential == null ? "exact" : exponential;
        Check.oneOf("exponential", exponential, java.util.List.of("exact", "taylor-5"));
        across = across == null ? "queries" : across;
        Check.oneOf("across", across, java.util.List.of("queries", "numbers"));
        Check.atLeastOneOrAbsent("registers", registers);
        operands = Check.operandsOrAbsent("operands", operands);
        accumulate = Check.sumsOrAbsent("accumulate", accumulate);
        latency = latency == null ? Integer.valueOf(0) : latency;
    }

    int stepsOf(String operation) {
        return steps == null ? 1 : steps.getOrDefault(operation, 1);
    }

    boolean packs() {
        return "numbers".equals(across);
    }

    int lag() {
        return latency == null ? 0 : latency;
    }
}
