package dev.headrace.hw.topk;

import dev.headrace.hw.check.Exact;
import dev.headrace.hw.check.SplitMix;

/**
 * SpAtten's top-k engine (Wang, Zhang, Han, "SpAtten", HPCA 2021, arXiv 2012.09852): quick-select in hardware.
 *
 * <p><b>The machine.</b> Two arrays of {@code P} comparators see the same {@code P} elements in a cycle; one passes those
 * larger than the pivot, the other those smaller. A zero eliminator behind each packs them into a FIFO. A round streams
 * the elements still in question past the pivot; the number that were larger, smaller and equal decides which FIFO the
 * next round streams. The search ends when the pivot is the k-th largest element. One more pass over the row in its
 * original order, which streams on to the consumer through a {@link ZeroEliminator}, then keeps what is larger than that
 * element and as many of its equals as are still wanted, the first ones first.
 *
 * <p><b>Timing.</b> A round on {@code m} elements takes {@code ceil(m / P) + 3} cycles (the 3 is {@code round_overhead});
 * {@link #cycles} is the sum over the rounds taken. Selecting none or all of the elements takes no round. The last pass
 * is not in it: it overlaps with the consumer and is the eliminator's. For distinct elements in random order the mean is
 * about 196 cycles for 64 of 1024, 259 for 512 of 1024, 122 for 64 of 512 and 74 for 32 of 256 (P = 16).
 *
 * <p><b>Pivots</b> are drawn from a hash of the seed, the row's length, k and the round: the same row always takes the
 * same rounds, whatever was selected before it.
 *
 * <p>Elements are compared as numbers: minus zero equals zero, infinities are in order, NaN is refused. Every selection
 * overwrites the counters of the one before. Allocates nothing after construction; for one thread.
 *
 * <p><b>Left out:</b> reading the row out of its SRAM, and stalls of the FIFOs, which hold a whole row each.
 */
public final class TopKEngine {
    private final TopKParameters parameters;
    private double[] current;
    private double[] other;
    private int rounds;
    private long cycles;
    private long comparisons;
    private double threshold;
    private int equalsKept;

    public TopKEngine(TopKParameters parameters) {
        this.parameters = parameters;
        this.current = new double[parameters.capacity()];
        this.other = new double[parameters.capacity()];
    }

    /** Longest row it selects from. */
    public int capacity() {
        return parameters.capacity();
    }

    /**
     * Selects the k largest of {@code scores[from]} to {@code scores[from + count - 1]}. Of equal elements at the border
     * the first ones are taken, as by a stable sort.
     *
     * @param count elements, 0 to the capacity
     * @param k how many to keep, 0 to count
     * @param kept receives their positions, counted from {@code from}, in ascending order; k entries are overwritten
     * @throws IllegalArgumentException if count or k is out of range, an array is too short, or an element is NaN
     */
    public void select(double[] scores, int from, int count, int k, int[] kept) {
        check(scores, from, count, k, kept);
        rounds = 0;
        cycles = 0;
        comparisons = 0;
        equalsKept = 0;
        threshold = k == 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        if (k == 0) {
            return;
        }
        if (k == count) {
            for (int i = 0; i < count; i++) {
                kept[i] = i;
            }
            return;
        }
        System.arraycopy(scores, from, current, 0, count);
        search(count, k);
        filter(scores, from, count, kept);
    }

    /** Rounds of the last selection. */
    public int rounds() {
        return rounds;
    }

    /** Cycles of the last selection's rounds: the sum of {@code ceil(m / P) + round_overhead}. */
    public long cycles() {
        return cycles;
    }

    /** Elements that the last selection streamed past a pivot; both arrays compare each of them. */
    public long comparisons() {
        return comparisons;
    }

    /** The k-th largest element of the last selection; infinite (with that sign) if none or all were kept unseen. */
    public double threshold() {
        return threshold;
    }

    /** How many elements equal to {@link #threshold} the last selection kept. */
    public int equalsKept() {
        return equalsKept;
    }

    private void check(double[] scores, int from, int count, int k, int[] kept) {
        if (count < 0 || count > capacity()) {
            throw new IllegalArgumentException("row has " + count + " elements; allowed: 0 to " + capacity());
        }
        if (from < 0 || from > scores.length - count) {
            throw new IllegalArgumentException("row is elements " + from + " to " + (from + (long) count - 1)
                    + " of an array of " + scores.length);
        }
        if (k < 0 || k > count) {
            throw new IllegalArgumentException("k is " + k + "; allowed: 0 to " + count + ", the row's length");
        }
        if (kept.length < k) {
            throw new IllegalArgumentException("array for the positions has " + kept.length + " entries; k is " + k);
        }
        for (int i = 0; i < count; i++) {
            if (Double.isNaN(scores[from + i])) {
                throw new IllegalArgumentException("element " + i + " is NaN; allowed: numbers that can be compared");
            }
        }
    }

    /** Finds the k-th largest of the first {@code count} elements of {@link #current}; {@code 1 <= k < count}. */
    private void search(int count, int k) {
        int size = count;
        int wanted = k;
        while (true) {
            double pivot = current[pivotAt(count, k, size)];
            int larger = 0;
            int smaller = 0;
            for (int i = 0; i < size; i++) {
                double element = current[i];
                if (element > pivot) {
                    // Never ahead of the element being read, so the FIFO can recirculate in place.
                    current[larger++] = element;
                } else if (element < pivot) {
                    other[smaller++] = element;
                }
            }
            rounds++;
            comparisons += size;
            cycles += Exact.ceilDiv(size, parameters.comparators()) + parameters.roundOverheadOrDefault();
            int notSmaller = size - smaller;
            if (larger >= wanted) {
                size = larger;
            } else if (notSmaller >= wanted) {
                threshold = pivot;
                equalsKept = wanted - larger;
                return;
            } else {
                wanted -= notSmaller;
                size = smaller;
                double[] swap = current;
                current = other;
                other = swap;
            }
        }
    }

    private void filter(double[] scores, int from, int count, int[] kept) {
        int next = 0;
        int equals = equalsKept;
        for (int i = 0; i < count; i++) {
            double element = scores[from + i];
            if (element > threshold) {
                kept[next++] = i;
            } else if (element == threshold && equals > 0) {
                kept[next++] = i;
                equals--;
            }
        }
    }

    /** Position of the pivot among {@code size} elements. */
    private int pivotAt(int count, int k, int size) {
        long z = SplitMix.mix(parameters.seedOrDefault()
                + 0x9e3779b97f4a7c15L * (rounds + 1L)
                + 0xd1b54a32d192ed03L * count
                + 0x8cb92ba72f3d8dd7L * k);
        return (int) (((z >>> 32) * size) >>> 32);
    }
}
