package dev.headrace.simulator.dataflow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RoomTest {
    @Test
    void tokensWaitUntilEnoughOfThoseBeforeAreGone() {
        // 10 bytes: 4 + 4 fit, 6 needs the first gone, 10 needs all gone, then small ones again
        Room room = Room.of(new long[] {4, 4, 6, 10, 1, 1}, 10, 16);
        assertArrayEquals(new long[] {0, 0, 1, 3, 4, 4}, room.first());
    }

    @Test
    void thereAreNeverMoreTokensThanHandles() {
        Room room = Room.of(new long[] {1, 1, 1, 1, 0, 0}, 100, 2);
        assertArrayEquals(new long[] {0, 0, 1, 2, 3, 4}, room.first());
    }

    @Test
    void aStreamWithoutTokensHasRoom() {
        assertEquals(0, Room.of(new long[0], 8, 2).first(0));
    }
}
