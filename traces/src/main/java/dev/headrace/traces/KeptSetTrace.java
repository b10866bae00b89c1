package dev.headrace.traces;

import dev.headrace.golden.sparse.SpattenCounts;
import java.util.HashMap;
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
     * Counts bytes and bounds on a machine, every row fetching for itself as in generation. What is not quantized counts as the released hardware would fetch it: K as 8 +
     * 4 bits, V as 8; K of more than 8 bits is fetched in two parts and its row computed twice. The dense baseline has
     * all heads and layers in every step.
     */
    public SpattenCounts count(SpattenCounts.Machine machine) {
        SpattenCounts counts = new SpattenCounts(
                machine, rows.stream().mapToInt(KeptSet::keys).max().orElse(0));
        Map<Integer, KeptSet> steps = new HashMap<>();
        for (KeptSet row : rows) {
            int key = row.keyBits() < 0 ? FULL_KEY_BITS : row.keyBits();
            int low = row.refetched() ? row.lsbBits() : 0;
            if (low == 0 && key > WIDEST_PART) {
                low = LSB_BITS;
                key -= LSB_BITS;
            }
            int value = row.valueBits() < 0 ? WIDEST_PART : row.valueBits();
            counts.add(row.headDim(), row.keys(), key, low, row.headDim(), row.values(), value);
            steps.putIfAbsent(row.step(), row);
        }
        int perStep = layers() * heads();
        for (KeptSet row : steps.values()) {
            for (int i = 0; i < perStep; i++) {
                counts.addDense(row.length(), row.headDim(), row.headDim());
            }
        }
        return counts;
    }
}
