package dev.headrace.simulator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.simulator.kernel.reference.DifferentialCheck;
import dev.headrace.simulator.kernel.reference.StreamingGraphs;
import dev.headrace.simulator.kernel.reference.StreamingGraphs.MemoryFree;
import dev.headrace.simulator.kernel.reference.StreamingGraphs.Naive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The streaming attention graphs of arXiv 2404.16629 on the engine. Cycle counts are those of the public artifact,
 * measured on its own simulator; small graphs are compared with the reference on every counter.
 */
class StreamingEngineTest {

    private static Outcome run(Graph g) {
        return Machine.wire(g).start().finish();
    }

    private static long ticks(Graph g) {
        Outcome o = run(g);
        assertEquals(Outcome.Status.COMPLETE, o.status());
        return o.ticks();
    }

    @Test
    void everyCounterIsTheReferencesForAllSmallSettings() {
        for (int n = 1; n <= 6; n++) {
            for (int depth = 1; depth <= 3; depth++) {
                for (int slack = -1; slack <= 3; slack++) {
                    Graph naive = StreamingGraphs.naive(n, Math.max(1, n + slack), Naive.unit(depth));
                    DifferentialCheck.assertAgree("naive " + n, naive, Adapter::engine);
                }
                for (int interval = 1; interval <= 2; interval++) {
                    Graph free = StreamingGraphs.memoryFree(n, MemoryFree.artifact(interval, depth));
                    DifferentialCheck.assertAgree("memory-free " + n, free, Adapter::engine);
                }
            }
            DifferentialCheck.assertAgree(
                    "artifact " + n, StreamingGraphs.naive(n, n + 34, Naive.artifact()), Adapter::engine);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 512, 1024})
    void artifactSettingsGiveThePublishedCycles(int n) {
        long nn = (long) n * n;
        assertEquals(2 * nn + 2L * n + 52, ticks(StreamingGraphs.naive(n, n + 34, Naive.artifact())));
        assertEquals(2 * nn + 46, ticks(StreamingGraphs.memoryFree(n, MemoryFree.artifact(2, 2))));
        assertEquals(2 * nn + 46, ticks(StreamingGraphs.memoryFree(n, MemoryFree.artifact(2, Channel.UNBOUNDED))));
    }

    @Test
    void longFifoTableAtUnitLatency() {
        int n = 512;
        long nn = (long) n * n;
        assertEquals(
                Outcome.Status.DEADLOCK,
                run(StreamingGraphs.naive(n, n - 1, Naive.unit(2))).status());
        assertEquals(nn + 3L * n + 1, ticks(StreamingGraphs.naive(n, n, Naive.unit(2))));
        assertEquals(nn + 2L * n + 2, ticks(StreamingGraphs.naive(n, n + 1, Naive.unit(2))));
        assertEquals(nn + n + 3, ticks(StreamingGraphs.naive(n, n + 2, Naive.unit(2))));
        assertEquals(262_659, ticks(StreamingGraphs.naive(n, Channel.UNBOUNDED, Naive.unit(2))));
    }

    @Test
    void longFifoTableOfTheArtifact() {
        assertEquals(
                Outcome.Status.DEADLOCK,
                run(StreamingGraphs.naive(512, 511, Naive.artifact())).status());
        assertEquals(541_716, ticks(StreamingGraphs.naive(512, 512, Naive.artifact())));
        assertEquals(527_408, ticks(StreamingGraphs.naive(512, 526, Naive.artifact())));
        assertEquals(525_364, ticks(StreamingGraphs.naive(512, 528, Naive.artifact())));
    }

    @Test
    void memoryFreeTableAtUnitLatency() {
        long nn = 512 * 512;
        assertEquals(nn + 4, ticks(StreamingGraphs.memoryFree(512, MemoryFree.unit(2))));
        assertEquals(nn + 4, ticks(StreamingGraphs.memoryFree(512, MemoryFree.unit(Channel.UNBOUNDED))));
        assertEquals(2 * nn + 3, ticks(StreamingGraphs.memoryFree(512, MemoryFree.unit(1))));
    }

    @Test
    void twoSlotsBehindAScanOfLatencyThreeAreTooFewAtIntervalOne() {
        assertEquals(262_191, ticks(StreamingGraphs.memoryFree(512, MemoryFree.artifact(1, Channel.UNBOUNDED))));
        assertEquals(436_953, ticks(StreamingGraphs.memoryFree(512, MemoryFree.artifact(1, 2))));
    }

    @Test
    void longFifoHoldsARowAndNoFifoOfTheMemoryFreeGraphGrowsWithN() {
        Outcome naive = run(StreamingGraphs.naive(512, Channel.UNBOUNDED, Naive.unit(2)));
        assertEquals(514, naive.channels().get(4).peak());
        for (int c = 0; c < 11; c++) {
            long small = run(StreamingGraphs.memoryFree(64, MemoryFree.artifact(2, 2)))
                    .channels()
                    .get(c)
                    .peak();
            long large = run(StreamingGraphs.memoryFree(512, MemoryFree.artifact(2, 2)))
                    .channels()
                    .get(c)
                    .peak();
            assertEquals(small, large);
        }
    }
}
