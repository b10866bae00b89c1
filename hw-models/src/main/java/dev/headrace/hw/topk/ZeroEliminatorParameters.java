package dev.headrace.hw.topk;

import dev.headrace.hw.check.Check;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a {@link ZeroEliminator}.
 *
 * @param lanes elements that enter in a cycle, a power of two, 1 to 4096
 * @param shifter {@code low-latency}: all shift layers in one cycle; {@code max-frequency}: a register after each.
 *     Absent: low-latency. Both are options of SpAtten's released hardware description
 * @param clock name of its clock domain
 */
public record ZeroEliminatorParameters(
        int lanes, @Nullable String shifter, @Nullable String clock) {
    public ZeroEliminatorParameters {
        if (lanes < 1 || lanes > 4096 || Integer.bitCount(lanes) != 1) {
            throw new IllegalArgumentException("lanes is " + lanes + "; allowed: a power of two, 1 to 4096");
        }
        if (shifter != null) {
            Check.oneOf("shifter", shifter, List.of("low-latency", "max-frequency"));
        }
        shifter = shifter == null ? "low-latency" : shifter;
    }

    int layers() {
        return Integer.numberOfTrailingZeros(lanes);
    }

    int shifterLatency() {
        return "max-frequency".equals(shifter) ? Math.max(1, layers()) : 1;
    }
}
