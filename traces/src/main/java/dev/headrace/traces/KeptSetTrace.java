package dev.headrace.traces;

import dev.headrace.golden.sparse.SpattenCounts;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A kept-set trace: what every head of every layer keeps for every token.
 *
 * @param rows in order of step, layer, head, none twice
 * @param origin what the trace says it was made from, or empty
 */
public record KeptSetTrace(List<KeptSet> rows, String origin) {
    /** Bits of a K element that is not quantized: both parts of the widest profile of the released hardware, 8 + 4. */
    private static final int FULL_KEY_BITS = 12;

    /** Low bits are always fetched four at a time there. */
    private static final int LSB_BITS = 4;

    /** Widest fetch of one part there; a wider K is fetched as two parts, and its row computed twice. */
    private static final int WIDEST_PART = 8;

    public KeptSetTrace {
        rows = List.copyOf(rows);
        KeptSet before = null;
        for (KeptSet row : rows) {
            if (before != null && !follows(before, row)) {
                throw new IllegalArgumentException(notAfter(before, row));
            }
            before = row;
        }
    }

    /** True if a row stands after another in a trace. */
    static boolean follows(KeptSet before, KeptSet row) {
        if (row.step() != before.step()) {
            return row.step() > before.step();
        }
        return row.layer() != before.layer() ? row.layer() > before.layer() : row.head() > before.head();
    }

    /** The complaint about a row that does not. */
    static String notAfter(KeptSet before, KeptSet row) {
        return "iteration, layer, head are " + place(row) + " after " + place(before)
                + "; allowed: ascending, each at most once";
    }

    private static String place(KeptSet row) {
        return row.step() + ", " + row.layer() + ", " + row.head();
    }

    /** Layers of the model: one more than the highest that occurs. */
    public int layers() {
        return rows.stream().mapToInt(KeptSet::layer).max().orElse(-1) + 1;
    }

    /** Heads of the model, dropped ones included: one more than the highest that occurs. */
    public int heads() {
        return rows.stream().mapToInt(KeptSet::head).max().orElse(-1) + 1;
    }

    /** Tokens, or query rows. */
    public int steps() {
        return (int) rows.stream().mapToInt(KeptSet::step).distinct().count();
    }

    /** Share of the rows whose low key bits were fetched, 0 to 1; wide keys that always need two parts are not counted. */
    public double refetchRate() {
        long refetched = rows.stream().filter(KeptSet::refetched).count();
        return rows.isEmpty() ? 0 : (double) refetched / rows.size();
    }

    /**
     * Counts bytes and bounds on a machine, every row fetching for itself, as in generation. What is not quantized counts
     * as the released hardware would fetch it: K as 8 + 4 bits, V as 8; K of more than 8 bits is fetched in two parts and
     * its row computed twice. The dense baseline has all heads and layers in every step.
     */
    public SpattenCounts count(SpattenCounts.Machine machine) {
        SpattenCounts counts = new SpattenCounts(machine, longest());
        for (KeptSet row : rows) {
            int width = row.headDim();
            counts.add(width, row.keys(), firstBits(row), lowBits(row), width, row.values(), valueBits(row));
        }
        int each = layers() * heads();
        int step = -1;
        for (KeptSet row : rows) {
            for (int i = 0; i < each && row.step() != step; i++) {
                counts.addDense(row.length(), row.headDim(), row.headDim());
            }
            step = row.step();
        }
        return counts;
    }

    /**
     * Counts bytes and bounds of a whole pass, in which a step is a query row: what a head needs is fetched once for all
     * its queries, so V rows that a query leaves out are fetched all the same, and low key bits if any query wants them.
     * Assumes that the query that sees the most keys sees all that the head fetches, which holds without a mask and with
     * a causal one. The dense baseline fetches every head of every layer once.
     */
    public SpattenCounts countPass(SpattenCounts.Machine machine) {
        SpattenCounts counts = new SpattenCounts(machine, longest());
        Map<List<Integer>, KeptSet> largest = new LinkedHashMap<>();
        Map<List<Integer>, Integer> low = new HashMap<>();
        for (KeptSet row : rows) {
            List<Integer> place = List.of(row.layer(), row.head());
            largest.merge(place, row, (a, b) -> b.keys() > a.keys() ? b : a);
            low.merge(place, lowBits(row), Math::max);
            counts.compute(row.headDim(), row.keys(), lowBits(row) > 0, row.headDim(), row.values());
        }
        largest.forEach((place, row) -> {
            int bits = firstBits(row) + low.getOrDefault(place, 0);
            counts.fetch(row.headDim(), row.keys(), bits, row.headDim(), row.keys(), valueBits(row));
        });
        for (int i = 0; i < layers() * heads(); i++) {
            counts.addDense(
                    rows.get(0).length(), rows.get(0).headDim(), rows.get(0).headDim());
        }
        return counts;
    }

    private int longest() {
        return rows.stream().mapToInt(KeptSet::keys).max().orElse(0);
    }

    /** Bits of a K element in the part that is fetched first. */
    public static int firstBits(KeptSet row) {
        int bits = row.keyBits() < 0 ? FULL_KEY_BITS : row.keyBits();
        return isWide(row) ? bits - LSB_BITS : bits;
    }

    /** Bits of a K element in the second part; 0 if that is not fetched. */
    public static int lowBits(KeptSet row) {
        if (isWide(row)) {
            return LSB_BITS;
        }
        return row.refetched() ? row.lsbBits() : 0;
    }

    /** True if the keys always come in two parts. */
    private static boolean isWide(KeptSet row) {
        return !row.refetched() && (row.keyBits() < 0 || row.keyBits() > WIDEST_PART);
    }

    /** Bits of a V element as fetched. */
    public static int valueBits(KeptSet row) {
        return row.valueBits() < 0 ? WIDEST_PART : row.valueBits();
    }
}
