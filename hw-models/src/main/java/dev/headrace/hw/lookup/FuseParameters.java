package dev.headrace.hw.lookup;

import dev.headrace.hw.check.Check;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of {@link FuseLanes}.
 *
 * @param lanes elements a cycle, 1 or more; TeLLMe has 16 (256 bits of FP16)
 * @param latency cycles of one operation of a lane, 1 or more; absent: 5, an FP16 addition of UltraScale+ at 300 MHz
 * @param operations the operations that it does, for what it takes on an FPGA; absent: all
 * @param operands number format of the operands; absent: the workload's
 * @param accumulate number format of results and sums; absent: fp32
 * @param clock name of its clock domain
 */
public record FuseParameters(
        int lanes,
        @Nullable Integer latency,
        @Nullable List<String> operations,
        @Nullable String operands,
        @Nullable String accumulate,
        @Nullable String clock) {
    public FuseParameters {
        Check.atLeastOne("lanes", lanes);
        Check.atLeastOneOrAbsent("latency", latency);
        if (operations != null) {
            operations = List.copyOf(operations);
            if (operations.isEmpty()) {
                throw new IllegalArgumentException("operations is empty; allowed: " + String.join(", ", FuseLanes.ALL));
            }
            operations.forEach(o -> Check.oneOf("operations", o, FuseLanes.ALL));
        }
        operands = Check.operandsOrAbsent("operands", operands);
        accumulate = Check.formatOrAbsent("accumulate", accumulate, LaneParameters.FP32);
        latency = latency == null ? Integer.valueOf(5) : latency;
    }

    long step() {
        return latency == null ? 5 : latency;
    }
}
