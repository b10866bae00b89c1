package dev.headrace.golden.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PruningScheduleTest {
    private static double[] shares(PruningSchedule schedule) {
        return IntStream.range(0, schedule.layers())
                .mapToDouble(schedule::pruned)
                .toArray();
    }

    @Test
    void fifteenPercentOfTwelveLayersAreTwoAndTheRampIsLinear() {
        double[] expected = {0, 0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55};
        assertArrayEquals(expected, shares(PruningSchedule.ramp(12, 0.15, 0.1, 0.55)), 1e-15);
    }

    @Test
    void thirtyPercentOfTenLayersAreThreeDespiteTheRoundingOfTheProduct() {
        // 0.3 is a little less than three tenths, 0.1 * 3 a little more.
        assertEquals(0, PruningSchedule.ramp(10, 0.1 * 3, 1, 1).pruned(2));
        assertEquals(1, PruningSchedule.ramp(10, 0.1 * 3, 1, 1).pruned(3));
    }

    @Test
    void aSinglePrunedLayerHasTheMean() {
        assertArrayEquals(new double[] {0, 0.375}, shares(PruningSchedule.ramp(2, 0.5, 0.25, 0.5)));
        assertArrayEquals(new double[] {0.375}, shares(PruningSchedule.ramp(1, 0, 0.25, 0.5)));
        assertArrayEquals(new double[] {0, 0}, shares(PruningSchedule.ramp(2, 1, 0.25, 0.5)));
    }

    @Test
    void keptCountsAreThoseOfTheReleasedTraces() {
        PruningSchedule schedule = PruningSchedule.of(0.1, 0.3, 0.8, 0.9);
        int[] kept = IntStream.range(0, 4).map(l -> schedule.kept(l, 1024)).toArray();
        assertArrayEquals(new int[] {921, 716, 204, 102}, kept);
    }

    @Test
    void aProductThatIsWholeIsNotRoundedDown() {
        PruningSchedule schedule = PruningSchedule.of(0.9);
        for (int hundreds = 1; hundreds <= 100; hundreds++) {
            assertEquals(10 * hundreds, schedule.kept(0, 100 * hundreds));
        }
        assertEquals(99, schedule.kept(0, 999));
    }

    @Test
    void nothingAndEverythingCanBePruned() {
        assertEquals(7, PruningSchedule.none(3).kept(2, 7));
        assertEquals(0, PruningSchedule.of(1).kept(0, 7));
    }

    @Test
    void sharesOutsideZeroToOneAreRefused() {
        for (double share : new double[] {-0.1, 1.1, Double.NaN}) {
            String message = assertThrows(IllegalArgumentException.class, () -> PruningSchedule.of(0, share))
                    .getMessage();
            assertTrue(message.contains("pruned share is " + share + "; allowed: 0 to 1"), message);
        }
        assertThrows(IllegalArgumentException.class, PruningSchedule::of);
        assertThrows(IllegalArgumentException.class, () -> PruningSchedule.ramp(0, 0, 0, 0));
    }
}
