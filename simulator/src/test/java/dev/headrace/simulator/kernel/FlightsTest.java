package dev.headrace.simulator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FlightsTest {

    @Test
    void flightThatCompletesEarlyLandsAfterTheOnesBeforeItAndAtTheirTime() {
        Flights f = new Flights();
        long a = f.open(0, 1, 1);
        long b = f.open(1, 2, 2);
        f.completed(b, 10);
        assertEquals(-1, f.landing());
        f.completed(a, 30);
        assertEquals(a, f.landing());
        assertEquals(30, f.completedAt(a));
        f.land();
        assertEquals(b, f.landing());
        assertEquals(30, f.completedAt(b));
        f.land();
        assertEquals(-1, f.landing());
    }

    @Test
    void buffersAreReleasedInOrderApartFromCompletion() {
        Flights f = new Flights();
        long a = f.open(0, 1, 1);
        long b = f.open(1, 2, 2);
        f.released(b, 5);
        assertEquals(-1, f.freeing());
        f.released(a, 8);
        assertEquals(a, f.freeing());
        f.free();
        assertEquals(b, f.freeing());
        assertEquals(8, f.releasedAt(b));
        assertEquals(2, f.inputMask(b));
        assertEquals(-1, f.landing());
    }

    @Test
    void anyNumberMayBeUnderWay() {
        Flights f = new Flights();
        for (long i = 0; i < 100; i++) {
            assertEquals(i, f.open(2 * i, i, 0));
        }
        for (long i = 99; i >= 0; i--) {
            f.released(i, 500 - i);
            f.completed(i, 500);
        }
        for (long i = 0; i < 100; i++) {
            assertEquals(i, f.freeing());
            assertEquals(2 * i, f.takenAt(i));
            assertEquals(500, f.releasedAt(i));
            f.free();
            f.land();
        }
    }
}
