package dev.headrace.simulator.run;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeaksTest {
    private static Map<String, Result.MemoryResult> memory(double utilization) {
        return Map.of(
                "hbm",
                new Result.MemoryResult(
                        "dram",
                        "cycle",
                        0,
                        0,
                        0,
                        Map.of(),
                        100,
                        utilization,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of()));
    }

    private static Result.Totals bound(double seconds) {
        return new Result.Totals(0, 0, 0, seconds, "array", Map.of(), Map.of(), null, List.of());
    }

    @Test
    void aRunAtItsPeaksIsPossible() {
        assertDoesNotThrow(() -> Peaks.check(2, memory(1), bound(2)));
    }

    @Test
    void moreThanThePinsCanMoveIsAFaultWithBothNumbers() {
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> Peaks.check(2, memory(1.25), bound(1)));
        assertEquals("memory hbm: moved 125.0 bytes a second; its pins can move 100.0", e.getMessage());
    }

    @Test
    void lessTimeThanTheRooflineIsAFaultWithBothNumbers() {
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> Peaks.check(2, memory(1), bound(3)));
        assertEquals("the run took 2.0 seconds; array alone needs 3.0", e.getMessage());
    }
}
