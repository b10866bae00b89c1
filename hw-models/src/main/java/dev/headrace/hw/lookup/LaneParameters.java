package dev.headrace.hw.lookup;

import dev.headrace.hw.check.Check;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of units that are lanes side by side: {@link RmsMaxUnit} and {@link DotLanes}.
 *
 * @param lanes elements a cycle, 1 or more; TeLLMe has 16 (256 bits of FP16)
 * @param latency cycles of one operation of a lane, 1 or more; absent: 5, an FP16 addition of UltraScale+ at 300 MHz
 * @param operands number format of the operands; absent: the workload's
 * @param accumulate number format of results and sums; absent: fp32
 * @param clock name of its clock domain
 */
public record LaneParameters(
        int lanes,
        @Nullable Integer latency,
        @Nullable String operands,
        @Nullable String accumulate,
        @Nullable String clock) {
    /** What the lanes of a decoder round every operation to, but for products, which have formats of their own. */
    static final List<String> FP32 = List.of("fp32");

    public LaneParameters {
        Check.atLeastOne("lanes", lanes);
        Check.atLeastOneOrAbsent("latency", latency);
        operands = Check.operandsOrAbsent("operands", operands);
        accumulate = Check.sumsOrAbsent("accumulate", accumulate);
        latency = latency == null ? Integer.valueOf(5) : latency;
    }

    long step() {
        return latency == null ? 5 : latency;
    }
}
