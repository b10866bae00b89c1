package dev.headrace.simulator.dataflow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.kernel.Transfer;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One head with 16 keys of 16 columns, 8 bits each: rows of 16 bytes. */
class PlaneTest {
    private static final WorkloadSpec.Shape SHAPE = new WorkloadSpec.Shape(1, 1, 1, 1, 1, 16, 16, 16);
    private static final WorkloadSpec WORKLOAD =
            new WorkloadSpec("w", null, SHAPE, "none", null, "fp16", null, null, null, null, null);

    private static Transfer fetch(int... rows) {
        Kept kept = new Kept(rows, rows, new Kept.Bits(8, 8, 0, 8), false, new double[rows.length]);
        KeptTable table = new KeptTable(
                SHAPE, false, new @Nullable Kept[][] {{kept}}, new int[][] {rows}, new KeptTable.@Nullable Cut[1][1]);
        Transfer t = new Transfer();
        Plane plane = new Plane(table, KeptTable.Rows.TOKENS, false, 8);
        assertTrue(plane.describe(Tensor.of("k", WORKLOAD), 1000, SHAPE, new Point(List.of()), t, 0));
        return t;
    }

    @Test
    void eightRowsSideBySideAreOneBlock() {
        Transfer t = fetch(3, 4, 5, 6, 7, 8, 9, 10);
        assertEquals(1000 + 3 * 16, t.address);
        assertEquals(8 * 16, t.rowBytes);
        assertEquals(1, t.rows);
        assertNull(t.rowAt);
    }

    @Test
    void rowsThatOnlyPaddingMakesAsManyAsTheirSpanAreNoBlock() {
        // 0 and 7, the last one again until there are eight: not rows 0 to 7.
        Transfer t = fetch(0, 7);
        assertEquals(16, t.rowBytes);
        assertArrayEquals(new int[] {0, 7, 7, 7, 7, 7, 7, 7}, t.rowAt);
    }
}
