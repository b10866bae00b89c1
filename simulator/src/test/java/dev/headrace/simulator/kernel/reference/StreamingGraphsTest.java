package dev.headrace.simulator.kernel.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.kernel.Channel;
import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.kernel.reference.StreamingGraphs.MemoryFree;
import dev.headrace.simulator.kernel.reference.StreamingGraphs.Naive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cycle counts of the public artifact of arXiv 2404.16629, measured on its own simulator and fitted over N. */
class StreamingGraphsTest {

    private static long ticks(Graph g) {
        ReferenceOutcome o = ReferenceKernel.run(g, 10_000_000);
        assertFalse(o.deadlocked());
        return o.ticks();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 7, 16, 40})
    void naiveGraphAtUnitLatencyLosesTwoCyclesOneOrNoneARowByTheDepthOfTheLongFifo(int n) {
        long nn = (long) n * n;
        assertEquals(nn + 3L * n + 1, ticks(StreamingGraphs.naive(n, n, Naive.unit(2))));
        assertEquals(nn + 2L * n + 2, ticks(StreamingGraphs.naive(n, n + 1, Naive.unit(2))));
        assertEquals(nn + n + 3, ticks(StreamingGraphs.naive(n, n + 2, Naive.unit(2))));
        assertEquals(nn + n + 3, ticks(StreamingGraphs.naive(n, Channel.UNBOUNDED, Naive.unit(2))));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 7, 16, 40})
    void naiveGraphDeadlocksWhenTheLongFifoIsOneSlotShortOfARow(int n) {
        assertTrue(ReferenceKernel.run(StreamingGraphs.naive(n, n - 1, Naive.unit(2)), 1_000_000)
                .deadlocked());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 7, 16, 40})
    void memoryFreeGraphRunsAtFullRateWithTwoSlotsAndAtHalfRateWithOne(int n) {
        long nn = (long) n * n;
        assertEquals(nn + 4, ticks(StreamingGraphs.memoryFree(n, MemoryFree.unit(2))));
        assertEquals(nn + 4, ticks(StreamingGraphs.memoryFree(n, MemoryFree.unit(Channel.UNBOUNDED))));
        assertEquals(2 * nn + 3, ticks(StreamingGraphs.memoryFree(n, MemoryFree.unit(1))));
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64, 128})
    void artifactSettingsGiveTheFittedCycleCounts(int n) {
        long nn = (long) n * n;
        assertEquals(2 * nn + 2L * n + 52, ticks(StreamingGraphs.naive(n, n + 34, Naive.artifact())));
        assertEquals(2 * nn + 46, ticks(StreamingGraphs.memoryFree(n, MemoryFree.artifact(2, 2))));
        assertEquals(2 * nn + 46, ticks(StreamingGraphs.memoryFree(n, MemoryFree.artifact(2, Channel.UNBOUNDED))));
    }

    @Test
    void twoSlotsBehindAScanOfLatencyThreeAreTooFewAtIntervalOne() {
        assertEquals(262_191, ticks(StreamingGraphs.memoryFree(512, MemoryFree.artifact(1, Channel.UNBOUNDED))));
        assertEquals(436_953, ticks(StreamingGraphs.memoryFree(512, MemoryFree.artifact(1, 2))));
    }

    @Test
    void artifactAt512LosesCyclesUntilTheLongFifoHasSixteenSlotsMoreThanARow() {
        assertTrue(ReferenceKernel.run(StreamingGraphs.naive(512, 511, Naive.artifact()), 1_000_000)
                .deadlocked());
        assertEquals(541_716, ticks(StreamingGraphs.naive(512, 512, Naive.artifact())));
        assertEquals(527_408, ticks(StreamingGraphs.naive(512, 526, Naive.artifact())));
        assertEquals(525_364, ticks(StreamingGraphs.naive(512, 528, Naive.artifact())));
    }

    @Test
    void naiveGraphWithSingleSlotsRunsAtHalfRate() {
        assertEquals(131_585, ticks(StreamingGraphs.naive(256, Channel.UNBOUNDED, Naive.unit(1))));
    }
}
