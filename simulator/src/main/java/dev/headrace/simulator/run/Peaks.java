package dev.headrace.simulator.run;

import java.util.Map;

/** What no run can do: move more than the pins of a memory can, or be over before its roofline. */
final class Peaks {
    /** Rates are quotients of floating-point numbers. */
    private static final double ROUNDING = 1e-9;

    private Peaks() {}

    /**
     * Refuses the result of a run that did all it had begun.
     *
     * @throws IllegalStateException with both numbers; the fault is then in a model
     */
    static void check(double seconds, Map<String, Result.MemoryResult> memories, Result.Totals totals) {
        memories.forEach((name, m) -> {
            if (m.bandwidthUtilization() > 1 + ROUNDING) {
                throw new IllegalStateException("memory " + name + ": moved "
                        + m.bandwidthUtilization() * m.peakBytesPerSecond() + " bytes a second; its pins can move "
                        + m.peakBytesPerSecond());
            }
        });
        if (totals.rooflineBoundSeconds() > seconds * (1 + ROUNDING)) {
            throw new IllegalStateException("the run took " + seconds + " seconds; " + totals.rooflineLimit()
                    + " alone needs " + totals.rooflineBoundSeconds());
        }
    }
}
