package dev.headrace.hw.dram;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Command + CL + burst; activate + RCD + CL + burst; precharge + RP + RCD + CL + burst, where the first term is what the
 * command takes on its bus: 1, but 2 for HBM activates, 2 for reads and activates of DDR5, 4, 4, 2 for LPDDR4, and in half
 * clocks 2, 3, 1 for HBM3 and HBM4.
 */
class LoneReadTest {
    @ParameterizedTest
    @CsvSource({
        "hbm2-2000, 1+14+2, 2+14+14+2, 1+14+14+14+2",
        "ddr4-2400, 1+17+4, 1+17+17+4, 1+17+17+17+4",
        "hbm1-1000, 1+7+1, 2+7+7+1, 1+7+7+7+1",
        "hbm2-2400, 1+17+2, 2+17+17+2, 1+17+17+17+2",
        "hbm2-a100, 1+17+2, 2+17+17+2, 1+17+17+17+2",
        "hbm2e-3200, 1+23+2, 2+23+23+2, 1+23+23+23+2",
        "hbm3-6400, 2+40+4, 3+62+40+4, 1+52+62+40+4",
        "hbm3-6400-8high, 2+40+4, 3+62+40+4, 1+52+62+40+4",
        "ddr4-2133, 1+15+4, 1+15+15+4, 1+15+15+15+4",
        "lpddr4-3200, 4+34+8, 4+29+34+8, 2+29+29+34+8",
        "lpddr5-6400, 1+17+2, 2+15+17+2, 1+15+15+17+2",
        "u280-hbm2, 1+13+2, 2+13+13+2, 1+13+13+13+2",
        "kv260-ddr4, 1+17+4, 1+17+17+4, 1+17+17+17+4",
        "zcu102-ddr4, 1+17+4, 1+17+17+4, 1+17+17+17+4",
        "ddr5-4800, 2+34+8, 2+34+34+8, 1+34+34+34+8",
        "hbm2-2000-quoted, 1+14+2, 2+14+14+2, 1+14+14+14+2",
        "hbm3e-9600-12high, 2+60+4, 3+93+60+4, 1+78+93+60+4",
        "hbm4-8000, 2+40+4, 3+78+40+4, 1+66+78+40+4",
        "hbm4-8000-16high, 2+40+4, 3+78+40+4, 1+66+78+40+4",
        "lpddr5x-8533, 1+23+2, 2+20+23+2, 1+20+20+23+2"
    })
    void latencyOfHitClosedAndConflictIsTheSumOfTheTable(String name, String hitSum, String closedSum, String wrong) {
        long hit = sum(hitSum);
        long closed = sum(closedSum);
        long conflict = sum(wrong);
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

    @Test
    void everyShippedPartIsInTheTable() throws IOException, ReflectiveOperationException {
        String[] rows = LoneReadTest.class
                .getDeclaredMethod(
                        "latencyOfHitClosedAndConflictIsTheSumOfTheTable",
                        String.class,
                        String.class,
                        String.class,
                        String.class)
                .getAnnotation(CsvSource.class)
                .value();
        // an ideal pipe has no commands; it is for fidelity bandwidth alone
        assertEquals(
                DramPartFileTest.shipped().stream()
                        .filter(part -> !part.startsWith("ideal-"))
                        .toList(),
                Stream.of(rows).map(row -> row.split(",")[0]).sorted().toList());
    }

    private static long sum(String terms) {
        long sum = 0;
        for (String term : terms.split("\\+")) {
            sum += Long.parseLong(term);
        }
        return sum;
    }
}
