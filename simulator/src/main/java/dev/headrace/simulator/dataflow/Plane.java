package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Transfer;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Some bits of some rows of q, k or v in memory: rows that are kept, at their own places, in so many bytes as their bits
 * take. The bits fetched first and those fetched on demand are two tensors.
 *
 * @param table what is kept
 * @param which rows of a token; null: the query's own
 * @param low true for the bits fetched on demand
 * @param group rows are fetched in groups of so many; the last one again until a group is full
 */
record Plane(KeptTable table, KeptTable.@Nullable Rows which, boolean low, int group) {

    /** Fills in the transfer of a token; false if there is nothing to move. */
    boolean describe(Tensor t, long base, WorkloadSpec.Shape shape, Point at, Transfer transfer, int number) {
        int head = at.head();
        int query = at.query();
        Kept kept = query < 0 ? table.first(head) : table.at(head, query);
        if (kept == null || (low && !fetches(kept, head, query))) {
            return false;
        }
        int bits = bits(t, kept.bits());
        int width = t.cols().extent(shape);
        long rowBytes = (Math.multiplyExact((long) width, bits) + 7) / 8;
        long start = base + t.headOf(head, shape) * t.headBytes(shape);
        if (which == null) {
            transfer.set(false, start + query * rowBytes, rowBytes, 1, 0, number);
            return true;
        }
        int[] wanted = table.rows(which, head, query);
        int[] rows = padded(wanted);
        if (rows.length == 0) {
            return false;
        }
        int first = rows[0];
        // Rows fetched twice are no part of a block.
        if (rows.length == wanted.length && rows[rows.length - 1] - first == rows.length - 1) {
            transfer.set(false, start + first * rowBytes, rows.length * rowBytes, 1, 0, number);
        } else {
            transfer.set(false, start, rowBytes, rows.length, rowBytes, number);
            transfer.rowAt = rows;
        }
        return true;
    }

    /** In a whole pass the low bits of a head are fetched once, for the first query that wants them. */
    private boolean fetches(Kept kept, int head, int query) {
        if (!kept.refetched() || table.generates()) {
            return kept.refetched();
        }
        for (int q = 0; q < query; q++) {
            Kept earlier = table.at(head, q);
            if (earlier != null && earlier.refetched()) {
                return false;
            }
        }
        return true;
    }

    private int bits(Tensor t, Kept.Bits bits) {
        return switch (t.name()) {
            case "q" -> bits.query();
            case "v" -> bits.value();
            default -> low ? bits.low() : bits.key();
        };
    }

    private int[] padded(int[] rows) {
        int more = (group - rows.length % group) % group;
        if (more == 0) {
            return rows;
        }
        int[] all = Arrays.copyOf(rows, rows.length + more);
        Arrays.fill(all, rows.length, all.length, rows[rows.length - 1]);
        return all;
    }
}
