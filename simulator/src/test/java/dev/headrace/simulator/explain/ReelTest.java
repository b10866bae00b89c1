package dev.headrace.simulator.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReelTest {
    /** Of slices [0, 1), [1, 2), ... the first, the last, and those after powers of two. */
    @Test
    void reelKeepsTheFirstTheLastAndTheMiddle() {
        Reel reel = new Reel(3, 1);
        for (long t = 0; t < 100; t++) {
            reel.add(new long[] {t, t + 1, 7, 8}, 3);
        }
        assertStarts(List.of(0L, 1L, 2L), reel.first());
        assertEquals(3, reel.firstUntil());
        assertStarts(List.of(97L, 98L, 99L), reel.last());
        assertEquals(97, reel.lastFrom(), "the end of [96, 97)");
        // [63, 64) is the first to end at 64 or later
        assertStarts(List.of(63L, 64L, 65L), reel.middle(6));
        assertEquals(66, reel.middleUntil(6));
        assertStarts(List.of(31L, 32L, 33L), reel.middle(5));
        assertStarts(List.of(), reel.middle(7));
        assertEquals(3, reel.first().get(0).length);
    }

    @Test
    void aLongSliceCountsForAllPowersInIt() {
        Reel reel = new Reel(2, 10);
        reel.add(new long[] {0, 5}, 2);
        reel.add(new long[] {5, 1000}, 2);
        reel.add(new long[] {1000, 1010}, 2);
        // 1000 ticks are 100 units, so powers up to 6
        for (int power = 4; power <= 6; power++) {
            assertStarts(List.of(5L, 1000L), reel.middle(power));
            assertEquals(Long.MAX_VALUE, reel.middleUntil(power));
        }
    }

    private static void assertStarts(List<Long> expected, List<long[]> slices) {
        assertEquals(expected, slices.stream().map(s -> s[0]).toList());
    }

    /** The row's 512 bins of 3 ticks are full at 1536: then two are one. */
    @Test
    void binsDoubleAndKeepTheirSums() {
        Bins bins = new Bins(3);
        long[] row = bins.row();
        bins.add(row, 2, 7);
        assertEquals(List.of(1L, 3L, 1L), Bins.list(row));
        long[] other = bins.row();
        bins.add(other, 1536, 1537);
        assertEquals(6, bins.width());
        assertEquals(List.of(4L, 1L), Bins.list(row));
        assertEquals(257, Bins.list(other).size());
        bins.add(row, 7, 7);
        assertEquals(List.of(4L, 1L), Bins.list(row));
        bins.add(row, 0, 4 * 1536);
        assertEquals(12, bins.width());
        assertEquals(12 + 5, Bins.list(row).get(0));
        assertEquals(4 * 1536 + 5, Bins.list(row).stream().mapToLong(l -> l).sum());
    }
}
