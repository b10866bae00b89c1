package dev.headrace.simulator.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What is seen for a whole block of firings, worked by hand. */
class KernelTest {
    @Test
    void putsThatMightHaveToWaitAreSeen() {
        long[] slots = new long[16];
        // ready at 100, a put every 2 ticks: the first of the second stretch is at 116
        Arrays.fill(slots, 0, 8, 100);
        Arrays.fill(slots, 8, 16, 116);
        assertTrue(Kernel.neverWaits(slots, 0, 0, 100, 2, 15));
        assertFalse(Kernel.neverWaits(slots, 0, 1, 100, 2, 15));
        slots[15] = 117;
        assertFalse(Kernel.neverWaits(slots, 0, 0, 100, 2, 15));
        assertTrue(Kernel.neverWaits(slots, 0, 0, 100, 2, 14));
    }

    @Test
    void peakRisesByOneForEachTokenThatFindsMoreSlotsHeldThanEver() {
        long[] puts = {0, 1, 2, 3, 4, 5, 6, 7};
        // tokens 0 to 7 leave at 5, 6, ..., 12; those before them left at 0: at 4 five are held, and never more
        long[] credits = {5, 6, 7, 8, 9, 10, 11, 12, 0, 0, 0, 0, 0, 0, 0, 0};
        assertEquals(5, Kernel.peak(1, 100, credits, 0, puts, 0, 0, 7, 1, 1));
        assertEquals(3, Kernel.peak(1, 3, credits, 0, puts, 0, 0, 7, 1, 1));
        // whether distances are known or each token is looked at
        assertEquals(5, Kernel.peak(5, 100, credits, 0, puts, 0, 0, 7, 1, 1));
        assertEquals(5, Kernel.peak(5, 100, credits, 0, puts, 0, 0, 7, 0, 0));
        assertEquals(6, Kernel.peak(5, 100, credits, 1, puts, 0, 0, 7, 0, 0));
    }
}
