package dev.headrace.hw.vector;

import dev.headrace.hw.check.Check;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a {@link VectorUnit}.
 *
 * @param lanes lanes, 1 or more
 * @param ii cycles between two beats of the same lanes; absent: 1
 * @param latency cycles from a beat to its results, at least {@code ii}; absent: 4 or {@code ii} if that is more
 *     (4 is the dependent-issue latency of an FP32 operation on NVIDIA GPUs since Volta: Jia et al., arXiv 1804.06826)
 * @param operations other values for single operations, by their names
 * @param operands number format of the operands; absent: the workload's
 * @param accumulate number format of the results; absent: fp32
 * @param clock name of its clock domain
 */
public record VectorParameters(
        int lanes,
        @Nullable Integer ii,
        @Nullable Integer latency,
        @Nullable Map<String, Step> operations,
        @Nullable String operands,
        @Nullable String accumulate,
        @Nullable String clock) {
    /**
     * Timing of one operation.
     *
     * @param ii cycles between two beats; absent: that of the unit
     * @param latency cycles from a beat to its results; absent: that of the unit, or {@code ii} if that is more
     */
    public record Step(@Nullable Integer ii, @Nullable Integer latency) {}

    public VectorParameters {
        Check.atLeastOne("lanes", lanes);
        operands = Check.operandsOrAbsent("operands", operands);
        accumulate = Check.sumsOrAbsent("accumulate", accumulate);
        int unitIi = ii == null ? 1 : ii;
        int unitLatency = latency == null ? Math.max(4, unitIi) : latency;
        ii = unitIi;
        latency = unitLatency;
        check("", unitIi, unitLatency);
        if (operations != null) {
            operations = Map.copyOf(operations);
            operations.forEach((name, step) -> {
                Check.oneOf("operations", name, VectorUnit.STEPS);
                int own = step.ii() == null ? unitIi : step.ii();
                check(
                        "operations." + name + ".",
                        own,
                        step.latency() == null ? Math.max(unitLatency, own) : step.latency());
            });
        }
    }

    private static void check(String where, int ii, int latency) {
        Check.atLeastOne(where + "ii", ii);
        if (latency < ii) {
            throw new IllegalArgumentException(
                    where + "latency is " + latency + "; allowed: at least its ii, which is " + ii);
        }
    }

    /** Cycles between two beats of an operation. */
    int intervalOf(String operation) {
        Step step = operations == null ? null : operations.get(operation);
        if (step != null && step.ii() != null) {
            return step.ii();
        }
        return ii == null ? 1 : ii;
    }

    /** Cycles from a beat of an operation to its results. */
    int latencyOf(String operation) {
        Step step = operations == null ? null : operations.get(operation);
        if (step != null && step.latency() != null) {
            return step.latency();
        }
        int own = intervalOf(operation);
        return latency == null ? Math.max(4, own) : Math.max(latency, own);
    }
}
