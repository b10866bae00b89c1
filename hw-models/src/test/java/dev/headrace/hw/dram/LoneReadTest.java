package dev.headrace.hw.dram;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoneReadTest {
    /** HBM2: 1+14+2, 2+14+14+2, 1+14+14+14+2. DDR4: 1+17+4, 1+17+17+4, 1+17+17+17+4. */
    @ParameterizedTest
    @CsvSource({"hbm2-2000, 17, 32, 45", "ddr4-2400, 22, 39, 56"})
    void latencyOfHitClosedAndConflictIsTheSumOfTheTable(String name, long hit, long closed, long conflict) {
        DramPart part = Parts.load(name);
        assertEquals(hit, part.hitLatency());
        assertEquals(closed, part.closedLatency());
        assertEquals(conflict, part.conflictLatency());
        Bench bench = Bench.quiet(part);
        bench.offer(0, 0, 0, 0, 5, 0, false);
        bench.runTo(999);
        bench.offer(1000, 1, 0, 0, 5, 1, false);
        bench.runTo(1999);
        bench.offer(2000, 2, 0, 0, 6, 0, false);
        bench.run();
        assertEquals(closed, bench.doneCycle(0));
        assertEquals(1000 + hit, bench.doneCycle(1));
        assertEquals(2000 + conflict, bench.doneCycle(2));
        DramCounters c = bench.controller.counters(3000);
        assertEquals(1, c.rowMisses());
        assertEquals(1, c.rowHits());
        assertEquals(1, c.rowConflicts());
        assertEquals(hit + closed + conflict, c.readLatencySum());
    }
}
