package dev.headrace.golden.sparse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.headrace.golden.sparse.SpattenCounts.Machine;
import dev.headrace.golden.sparse.SpattenCounts.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpattenCountsTest {
    @Test
    void smallExpectationsWorkedByHand() {
        ExpectedQuickSelect serial = new ExpectedQuickSelect(3, 1, 3);
        // Rounds on 3, 2, 1 elements cost 6, 5, 4. Two elements: the pivot is the wanted one, or 4 more.
        assertEquals(5 + 4 / 2.0, serial.cycles(2, 1));
        // The largest of three: found, or among one larger, or among two larger.
        assertEquals(6 + (4 + 7) / 3.0, serial.cycles(3, 1), 1e-12);
        // The second: found, or the larger of two, or the smaller of two.
        assertEquals(6 + (7 + 7) / 3.0, serial.cycles(3, 2), 1e-12);
        assertEquals(0, serial.cycles(3, 3));
        assertEquals(0, serial.cycles(3, 0));
        assertEquals(6, serial.leastCycles(3, 1));
        assertThrows(IllegalArgumentException.class, () -> serial.cycles(4, 1));
        assertThrows(IllegalArgumentException.class, () -> serial.cycles(3, 4));
    }

    @ParameterizedTest
    @CsvSource({"1024, 64, 196", "1024, 512, 259", "512, 64, 122", "256, 32, 74"})
    void expectationsAreThoseOfThePublishedCycleModel(int n, int k, double mean) {
        assertEquals(mean, new ExpectedQuickSelect(1024, 16, 3).cycles(n, k), 0.01 * mean);
    }

    @Test
    void oneHeadWorkedByHand() {
        SpattenCounts counts = new SpattenCounts(Machine.FULL, 20);
        counts.add(64, 20, 6, 4, 64, 5, 6);
        counts.addDense(100, 64, 64);
        // 24 keys of 64 x 10 bits, 8 values of 64 x 6 bits.
        assertEquals((24 * 640 + 8 * 384) / 8, counts.dramBytes());
        assertEquals(51200, counts.denseBytes());
        assertEquals(51200.0 / 2304, counts.dramReduction());
        assertEquals(5, counts.bounds().get(Resource.DRAM));
        // ceil(20 / 8), twice.
        assertEquals(6, counts.bounds().get(Resource.QUERY_KEY));
        assertEquals(1, counts.bounds().get(Resource.PROBABILITY_VALUE));
        assertEquals(Resource.TOP_K, counts.binding());
        assertEquals(5, counts.leastTopKCycles());
        assertEquals(25 * 64, counts.multiplications());
    }

    @Test
    void progressiveQuantizationSavesAsPublished() {
        // 6 bits, and 4 more for 59 of 1000 rows: 32 / (6 + 4 x 0.059) = 5.13, the paper's 5.1.
        SpattenCounts counts = new SpattenCounts(Machine.FULL, 64);
        for (int i = 0; i < 1000; i++) {
            counts.add(64, 64, 6, i < 59 ? 4 : 0, 64, 0, 6);
            counts.addDense(32, 64, 64);
        }
        assertEquals(32 / (6 + 4 * 0.059), counts.dramReduction(), 1e-12);
        assertEquals(5.1, counts.dramReduction(), 0.05);
    }

    @Test
    void theQueriesOfAPassShareWhatIsFetchedOnce() {
        SpattenCounts counts = new SpattenCounts(Machine.FULL, 16);
        counts.fetch(64, 16, 8, 64, 16, 8);
        for (int query = 0; query < 16; query++) {
            counts.compute(64, 16, false, 64, 8);
        }
        assertEquals(2 * 16 * 64, counts.dramBytes());
        assertEquals(16 * 2, counts.bounds().get(Resource.QUERY_KEY));
        assertEquals(16, counts.bounds().get(Resource.PROBABILITY_VALUE));
        assertEquals(16 * 4, counts.leastTopKCycles());
    }

    @Test
    void rowsLongerThanTheArrayTakeSeveralCyclesEach() {
        SpattenCounts counts = new SpattenCounts(new Machine(64, 64, 16, 3, 1), 10);
        counts.add(96, 10, 8, 0, 24, 10, 8);
        assertEquals(20, counts.bounds().get(Resource.QUERY_KEY));
        // Two rows of 24 fit the 64 multipliers.
        assertEquals(5, counts.bounds().get(Resource.PROBABILITY_VALUE));
        assertEquals(0, counts.bounds().get(Resource.TOP_K));
        assertEquals(10 * (96 + 24), counts.dramBytes());
    }

    @Test
    void nothingAtAllIsNoReduction() {
        SpattenCounts counts = new SpattenCounts(Machine.FULL, 0);
        counts.add(64, 0, 8, 0, 64, 0, 8);
        assertEquals(1, counts.dramReduction());
        assertEquals(Resource.DRAM, counts.binding());
        assertThrows(IllegalArgumentException.class, () -> counts.add(64, 0, 8, 0, 64, 1, 8));
    }
}
