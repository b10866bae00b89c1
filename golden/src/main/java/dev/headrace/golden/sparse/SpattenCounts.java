package dev.headrace.golden.sparse;

import java.util.EnumMap;
import java.util.Map;

/**
 * Work of SpAtten (HPCA 2021) by counting, from kept counts and bit widths alone: DRAM bytes, and the least cycles that
 * each resource needs if it never waits. A run that takes fewer cycles than the largest of these bounds is wrong.
 *
 * <p>For one head of one token with n keys of b bits, r low bits fetched on demand and m V rows of w bits:
 * <ul>
 * <li>bits from memory: {@code up(n) d (b + r) + up(m) dv w}, where {@code up} rounds up to a fetch group;
 * <li>Q.K: {@code ceil(n / keys per cycle)} cycles, twice if low bits are fetched, for the row is computed again;
 * <li>prob.V: {@code ceil(m / rows per cycle)};
 * <li>top-k: expected cycles of selecting m of n, {@link ExpectedQuickSelect}, and the least that any pivots could take.
 * </ul>
 * That is generation, where every query fetches for itself ({@link #add}). In a whole pass the queries of a head share what
 * is fetched once: {@link #fetch} once for each head, {@link #compute} for each query. Queries and outputs are not counted:
 * they are one vector against hundreds. The baseline fetches every K and V row in fp32.
 */
public final class SpattenCounts {
    /** What may bound a run. */
    public enum Resource {
        DRAM,
        QUERY_KEY,
        PROBABILITY_VALUE,
        TOP_K
    }

    /**
     * The machine whose resources are counted.
     *
     * @param multipliers multipliers of each of the two arrays: 512 at full size, 64 at 1/8
     * @param bytesPerCycle bytes that memory delivers in a cycle: 512 at full size, 64 at 1/8
     * @param comparators comparators of each array of the top-k engine: 16
     * @param roundOverhead cycles of a round of the top-k engine beyond its elements: 3
     * @param fetchGroup rows that are fetched together: 8 in the released hardware description, 1 for exact counts
     */
    public record Machine(int multipliers, int bytesPerCycle, int comparators, int roundOverhead, int fetchGroup) {
        /** Full size, as published and released. */
        public static final Machine FULL = new Machine(512, 512, 16, 3, 8);

        public Machine {
            Require.atLeast("multipliers", multipliers, 1);
            Require.atLeast("bytes per cycle", bytesPerCycle, 1);
            Require.atLeast("comparators", comparators, 1);
            Require.atLeast("round overhead", roundOverhead, 0);
            Require.atLeast("fetch group", fetchGroup, 1);
        }

        /** Cycles for a number of dot products, or of rows to add up, of a length. */
        long cycles(long rows, int columns) {
            return columns <= multipliers
                    ? ceilDiv(rows, multipliers / columns)
                    : Math.multiplyExact(rows, ceilDiv(columns, multipliers));
        }
    }

    private final Machine machine;
    private final ExpectedQuickSelect quickSelect;
    private long bits;
    private long queryKeyCycles;
    private long probabilityValueCycles;
    private double topKCycles;
    private long leastTopKCycles;
    private long denseBits;
    private long multiplications;

    /**
     * Counts nothing yet.
     *
     * @param longest most keys any row has
     */
    public SpattenCounts(Machine machine, int longest) {
        this.machine = machine;
        this.quickSelect = new ExpectedQuickSelect(longest, machine.comparators(), machine.roundOverhead());
    }

    /**
     * Adds one head of one layer for one token.
     *
     * @param headDim columns of K
     * @param keys keys kept, n
     * @param keyBits bits of a key element fetched first
     * @param lsbBits bits fetched on demand, 0 if they were not
     * @param valueDim columns of V
     * @param values V rows added up, m, at most n
     * @param valueBits bits of a value element
     */
    public void add(int headDim, int keys, int keyBits, int lsbBits, int valueDim, int values, int valueBits) {
        fetch(headDim, keys, keyBits + lsbBits, valueDim, values, valueBits);
        compute(headDim, keys, lsbBits > 0, valueDim, values);
    }

    /** Adds what is read for one head: keys rows of K and values rows of V. */
    public void fetch(int headDim, int keys, int keyBits, int valueDim, int values, int valueBits) {
        Require.within("values", values, 0, keys);
        bits += up(keys) * headDim * keyBits + up(values) * valueDim * valueBits;
    }

    /** Adds what is computed for one query of one head. */
    public void compute(int headDim, int keys, boolean twice, int valueDim, int values) {
        Require.within("values", values, 0, keys);
        queryKeyCycles += machine.cycles(keys, headDim) * (twice ? 2 : 1);
        probabilityValueCycles += machine.cycles(values, valueDim);
        topKCycles += quickSelect.cycles(keys, values);
        leastTopKCycles += quickSelect.leastCycles(keys, values);
        multiplications += (long) keys * headDim + (long) values * valueDim;
    }

    /** Adds a head of the dense baseline: every one of {@code length} K and V rows in fp32. Of dropped heads too. */
    public void addDense(int length, int headDim, int valueDim) {
        denseBits += 32L * length * (headDim + valueDim);
    }

    /** Bytes read from memory, rounded up once. */
    public long dramBytes() {
        return ceilDiv(bits, 8);
    }

    /** Bytes the dense baseline reads. */
    public long denseBytes() {
        return denseBits / 8;
    }

    /** Dense bytes over bytes; 1 if there was nothing to read at all. */
    public double dramReduction() {
        return bits == 0 && denseBits == 0 ? 1 : (double) denseBits / bits;
    }

    /** Useful multiply-accumulates, each pair of numbers once whatever was computed again. */
    public long multiplications() {
        return multiplications;
    }

    /** Least cycles of each resource; that of top-k is its expectation, rounded down. */
    public Map<Resource, Long> bounds() {
        Map<Resource, Long> bounds = new EnumMap<>(Resource.class);
        bounds.put(Resource.DRAM, ceilDiv(bits, 8L * machine.bytesPerCycle()));
        bounds.put(Resource.QUERY_KEY, queryKeyCycles);
        bounds.put(Resource.PROBABILITY_VALUE, probabilityValueCycles);
        bounds.put(Resource.TOP_K, (long) topKCycles);
        return bounds;
    }

    /** Cycles of the top-k engine that no choice of pivots could undercut: one round for each selection. */
    public long leastTopKCycles() {
        return leastTopKCycles;
    }

    /** The resource with the largest bound; of equal ones the first. */
    public Resource binding() {
        Map<Resource, Long> bounds = bounds();
        Resource binding = Resource.DRAM;
        for (Map.Entry<Resource, Long> bound : bounds.entrySet()) {
            if (bound.getValue() > bounds.getOrDefault(binding, 0L)) {
                binding = bound.getKey();
            }
        }
        return binding;
    }

    private long up(int rows) {
        return ceilDiv(rows, machine.fetchGroup()) * machine.fetchGroup();
    }

    private static long ceilDiv(long a, long b) {
        return (a + b - 1) / b;
    }
}
