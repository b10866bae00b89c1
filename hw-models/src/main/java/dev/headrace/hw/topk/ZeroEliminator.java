package dev.headrace.hw.topk;

import dev.headrace.hw.check.Exact;

/**
 * SpAtten's zero eliminator (HPCA 2021): closes the gaps that dropped elements leave in a stream, order kept.
 *
 * <p><b>The machine.</b> {@code n} lanes take a line of {@code n} elements in a cycle. A prefix sum tells each element how
 * many before it in the line are dropped, which is how far it must move; {@code log2 n} layers of multiplexers move it,
 * layer {@code j} by {@code 2^j} if bit {@code j} of the distance is set, lowest bit first. (No two elements can meet:
 * one that stands {@code g} lanes after another needs to move at most {@code g - 1} further, and so it is for the low
 * bits of the distances.) A re-align stage joins what is left of successive lines into full lines.
 *
 * <p><b>Timing.</b> One line a cycle; a line takes {@code latency = 1 + s + 1} cycles for prefix sum, shifter and
 * re-alignment, where {@code s} is 1 ({@code low-latency}) or {@code log2 n} ({@code max-frequency}; at least 1).
 * A stream of {@code m >= 1} elements takes {@code ceil(m / n) - 1 + latency} cycles.
 *
 * <p>Allocates nothing after construction; for one thread.
 */
public final class ZeroEliminator {
    private static final int EMPTY = -1;

    private final ZeroEliminatorParameters parameters;
    private final int[] distance;
    private final int[] lane;

    public ZeroEliminator(ZeroEliminatorParameters parameters) {
        this.parameters = parameters;
        this.distance = new int[parameters.lanes()];
        this.lane = new int[parameters.lanes()];
    }

    /** Cycles from a line's entry to its exit. */
    public int latency() {
        return 2 + parameters.shifterLatency();
    }

    /** Cycles for a stream of {@code count >= 0} elements, dropped ones included, from the first entry to the last exit. */
    public long cycles(long count) {
        return count == 0 ? 0 : Exact.ceilDiv(count, parameters.lanes()) - 1 + latency();
    }

    /**
     * Packs the elements to keep at the front of an array.
     *
     * @param items the elements; the first ones become those kept, in order, the rest is left as it was
     * @param count elements of the stream, at most the length of both arrays
     * @param keep which to keep
     * @return how many were kept
     */
    public int eliminate(int[] items, int count, boolean[] keep) {
        if (count < 0 || count > items.length || count > keep.length) {
            throw new IllegalArgumentException("stream has " + count + " elements; allowed: 0 to "
                    + Math.min(items.length, keep.length) + ", the shorter array");
        }
        int lanes = parameters.lanes();
        int kept = 0;
        for (int from = 0; from < count; from += lanes) {
            int length = Math.min(lanes, count - from);
            int left = prefixSum(keep, from, length);
            shift(length);
            for (int i = 0; i < left; i++) {
                // Lines leave through one another: the target is never ahead of the line's own start.
                lane[i] = items[from + lane[i]];
            }
            System.arraycopy(lane, 0, items, kept, left);
            kept += left;
        }
        return kept;
    }

    /** Loads the lanes with the positions kept and their distances; returns how many they are. */
    private int prefixSum(boolean[] keep, int from, int length) {
        int dropped = 0;
        for (int i = 0; i < length; i++) {
            distance[i] = dropped;
            lane[i] = keep[from + i] ? i : EMPTY;
            dropped += keep[from + i] ? 0 : 1;
        }
        return length - dropped;
    }

    private void shift(int length) {
        for (int layer = 0; layer < parameters.layers(); layer++) {
            int step = 1 << layer;
            for (int i = step; i < length; i++) {
                if (lane[i] != EMPTY && (distance[i] & step) != 0) {
                    lane[i - step] = lane[i];
                    distance[i - step] = distance[i];
                    lane[i] = EMPTY;
                }
            }
        }
    }
}
