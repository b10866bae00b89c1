package dev.headrace.cli.docs;

import org.jspecify.annotations.Nullable;

/**
 * Parameters of a {@link RowDivider}.
 *
 * @param lanes multiplications a cycle, 1 or more
 * @param reciprocalInterval cycles between the starts of two reciprocals, 1 or more
 * @param reciprocalLatency cycles from the start of a reciprocal to its first product, at least the interval
 * @param clock name of its clock domain; absent: the first
 */
public record RowDividerParameters(
        int lanes,
        int reciprocalInterval,
        int reciprocalLatency,
        @Nullable String clock) {
    public RowDividerParameters {
        require(lanes >= 1, "lanes", lanes, "1 or more");
        require(reciprocalInterval >= 1, "reciprocal_interval", reciprocalInterval, "1 or more");
        require(
                reciprocalLatency >= reciprocalInterval,
                "reciprocal_latency",
                reciprocalLatency,
                "reciprocal_interval, " + reciprocalInterval + ", or more");
    }

    private static void require(boolean fine, String name, int found, String allowed) {
        if (!fine) {
            throw new IllegalArgumentException(name + " is " + found + "; allowed: " + allowed);
        }
    }
}
