package dev.headrace.explore.fifo;

import java.util.List;

/**
 * Depths of FIFOs for a length of the run.
 *
 * @param point the depths found, with bits and length
 * @param target ticks that the run was to take at most; {@link Long#MAX_VALUE} if it only was to end
 * @param leastBits no depths with fewer bits will do; 0 if that is not known
 */
public record Sizing(Point point, long target, long leastBits) {
    /**
     * Depths, and what they lead to.
     *
     * @param depths tokens, by FIFO
     * @param bits of all FIFOs together
     * @param ticks length of the run
     */
    public record Point(List<Long> depths, long bits, long ticks) {
        public Point {
            depths = List.copyOf(depths);
        }
    }

    /** True if there are no depths with fewer bits that will do. */
    public boolean isProvenLeast() {
        return point.bits() == leastBits;
    }
}
