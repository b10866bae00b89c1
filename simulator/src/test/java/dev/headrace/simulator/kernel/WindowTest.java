package dev.headrace.simulator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A FIFO whose tokens are not all of one size. */
class WindowTest {
    @Test
    void aTokenGetsItsPlaceWhenAllThatAreInItsWayHaveGivenTheirsBack() {
        long[] first = {0, 0, 1, 3};
        Fifo fifo = new Fifo(0, new Channel("c", 4, 1, 1, n -> first[(int) n]));
        fifo.consumer = 1;
        fifo.forward = 1;
        fifo.back = 2;
        for (int n = 0; n < 2; n++) {
            assertTrue(fifo.hasSlot());
            assertEquals(0, fifo.slotFree());
            fifo.reserve(n);
            fifo.fill(n + 1);
        }
        // Token 2 needs token 0 gone, token 3 needs 1 and 2 gone as well.
        assertFalse(fifo.hasSlot());
        fifo.taken = 2;
        fifo.release(10);
        assertTrue(fifo.hasSlot());
        assertEquals(12, fifo.slotFree());
        fifo.reserve(12);
        fifo.fill(13);
        fifo.release(20);
        assertFalse(fifo.hasSlot());
        fifo.taken = 3;
        fifo.release(30);
        assertEquals(32, fifo.slotFree());
    }
}
