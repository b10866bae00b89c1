package dev.headrace.hw.softmax;

import dev.headrace.hw.check.Check;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of an {@link OnlineSoftmax} pipeline.
 *
 * @param lanes scores that enter in a cycle, 1 or more
 * @param expPerCycle exponentials that start in a cycle, 1 or more
 * @param expLatency cycles from the start of an exponential to its result, 1 or more
 * @param passes times that each score needs the lanes: 1 (absent) if maximum, subtraction and sum have lanes of their
 *     own, 3 if they share them
 * @param stepLatency cycles of one comparison, addition or multiplication, 1 or more; absent: 1
 * @param operands number format of the scores; absent: the workload's
 * @param accumulate number format of maxima and sums; absent: fp32
 * @param clock name of its clock domain
 */
public record OnlineSoftmaxParameters(
        int lanes,
        int expPerCycle,
        int expLatency,
        @Nullable Integer passes,
        @Nullable Integer stepLatency,
        @Nullable String operands,
        @Nullable String accumulate,
        @Nullable String clock) {
    public OnlineSoftmaxParameters {
        Check.atLeastOne("lanes", lanes);
        Check.atLeastOne("exp_per_cycle", expPerCycle);
        Check.atLeastOne("exp_latency", expLatency);
        Check.atLeastOneOrAbsent("passes", passes);
        Check.atLeastOneOrAbsent("step_latency", stepLatency);
        operands = Check.operandsOrAbsent("operands", operands);
        accumulate = Check.sumsOrAbsent("accumulate", accumulate);
        passes = passes == null ? Integer.valueOf(1) : passes;
        stepLatency = stepLatency == null ? Integer.valueOf(1) : stepLatency;
    }

    int passesOrDefault() {
        return passes == null ? 1 : passes;
    }

    int stepLatencyOrDefault() {
        return stepLatency == null ? 1 : stepLatency;
    }
}
