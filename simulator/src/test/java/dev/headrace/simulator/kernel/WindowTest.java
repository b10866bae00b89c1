package dev.headrace.simulator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
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

    @Test
    void aCreditOlderThanAllThatAreKeptIsLongBack() {
        // A window of 12 in a channel without a bound: one token at a time, each gone before the next one comes
        Fifo fifo = new Fifo(0, new Channel("c", Channel.UNBOUNDED, 1, 1, n -> Math.max(0, n - 12)));
        fifo.consumer = 1;
        fifo.forward = 1;
        fifo.back = 1;
        for (int n = 0; n < 40; n++) {
            assertTrue(fifo.hasSlot());
            assertTrue(fifo.slotFree() <= Math.max(0, 10 * n - 117));
            fifo.reserve(10 * n);
            fifo.fill(10 * n + 1);
            fifo.taken++;
            fifo.release(10 * n + 2);
        }
        assertEquals(1, fifo.finalPeak());
    }

    @Test
    void onlyALoadPutsTokensOfDifferentSizes() {
        Operator plain = new Operator(
                "plain",
                Nest.of(1),
                List.of(),
                List.of(new OutPort(0, 1)),
                new Pace.Constant(1, 1),
                Operator.Take.TOGETHER,
                Operator.Put.ALL);
        Exception e = assertThrows(
                IllegalArgumentException.class,
                () -> Graph.of(List.of(new Channel("c", 4, 1, 1, n -> n)), List.of(plain)));
        assertEquals("channel c has a window, but its producer plain is no load", e.getMessage());
    }
}
