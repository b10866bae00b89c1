package dev.headrace.simulator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FifoTest {

    private static Fifo fifo(long capacity) {
        Fifo f = new Fifo(0, new Channel("c", capacity));
        f.consumer = 1;
        f.forward = 1;
        f.back = 1;
        return f;
    }

    private static void put(Fifo f, long tick) {
        f.reserve(tick);
        f.fill(tick + 1);
    }

    private static void take(Fifo f, long tick) {
        f.taken++;
        f.release(tick);
    }

    @Test
    void slotComesBackOneTickAfterItsRelease() {
        Fifo f = fifo(2);
        put(f, 0);
        put(f, 3);
        assertFalse(f.hasSlot());
        take(f, 7);
        assertTrue(f.hasSlot());
        assertEquals(8, f.slotFree());
    }

    @Test
    void slotThatComesBackAtTheTickOfAPutIsNotHeldWithIt() {
        Fifo f = fifo(4);
        put(f, 0);
        put(f, 5);
        take(f, 4);
        assertEquals(1, f.finalPeak());
    }

    @Test
    void putOneTickBeforeTheCreditOverlaps() {
        Fifo f = fifo(4);
        put(f, 0);
        put(f, 4);
        take(f, 4);
        assertEquals(2, f.finalPeak());
    }

    @Test
    void peakIsTheSameWhetherTheProducerOrTheConsumerIsEvaluatedFirst() {
        Fifo ahead = fifo(Channel.UNBOUNDED);
        for (long t = 0; t < 100; t++) {
            put(ahead, t);
        }
        for (long t = 0; t < 100; t++) {
            take(ahead, 2 * t + 1);
        }
        Fifo together = fifo(Channel.UNBOUNDED);
        for (long t = 0; t < 100; t++) {
            put(together, t);
            take(together, 2 * t + 1);
        }
        // puts at 0..99, credits at 2, 4, ...: at tick 99 there are 100 puts and 49 credits
        assertEquals(51, ahead.finalPeak());
        assertEquals(51, together.finalPeak());
    }

    @Test
    void tokensArriveInOrder() {
        Fifo f = fifo(8);
        f.reserve(0);
        f.fill(9);
        f.reserve(1);
        f.fill(3);
        f.taken++;
        assertEquals(9, f.headArrival());
    }
}
