package dev.headrace.explore.fifo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.explore.Shipped;
import dev.headrace.explore.Trial;
import dev.headrace.simulator.kernel.Channel;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.Overrides;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FifoSizingTest {
    private static final long RUNS = 2_000;

    private static FifoGraph design(String name, int n, String... more) {
        List<String> sets =
                new java.util.ArrayList<>(List.of("workload.shape.queries=" + n, "workload.shape.keys=" + n));
        sets.addAll(List.of(more));
        try (Trial trial = Trial.load(
                Shipped.LIBRARY, name, "streaming-512", Overrides.of(sets), new Simulation.Options("off", 0, true))) {
            return DesignFifos.byReader(trial, false).graph();
        }
    }

    private static Map<String, Long> depths(FifoGraph graph, Sizing sizing) {
        Map<String, Long> all = new LinkedHashMap<>();
        for (int f = 0; f < graph.fifos().size(); f++) {
            all.put(graph.fifos().get(f).name(), sizing.point().depths().get(f));
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 16, 64, 512})
    void naiveGraphNeedsARowToEndAndTwoMoreForFullSpeed(int n) {
        FifoGraph graph = design("streaming-sdpa-naive", n);
        FifoSizing sizing = new FifoSizing(graph, RUNS);
        Sizing ends = sizing.toEnd();
        Sizing fast = sizing.within(sizing.shortest());
        assertNotNull(ends);
        assertNotNull(fast);
        assertEquals(n, depths(graph, ends).get("E->P"));
        assertEquals(n + 2, depths(graph, fast).get("E->P"));
        assertTrue(ends.isProvenLeast() && fast.isProvenLeast());
        // RN + N + 3 cycles at full speed: the source's first token, then a row behind.
        assertEquals((long) n * n + n + 3, graph.cycles(fast.point().ticks()));
    }

    @Test
    void memoryFreeGraphRunsAtFullSpeedWithTwoPlacesEverywhere() {
        FifoGraph graph = design("streaming-sdpa-memory-free", 64);
        FifoSizing sizing = new FifoSizing(graph, RUNS);
        Sizing fast = sizing.within(sizing.shortest());
        assertNotNull(fast);
        assertTrue(
                depths(graph, fast).values().stream().allMatch(d -> d <= 2),
                depths(graph, fast).toString());
        assertTrue(fast.isProvenLeast());
        long[] one = fast.point().depths().stream().mapToLong(Long::longValue).toArray();
        for (int f = 0; f < one.length; f++) {
            if (one[f] == 2) {
                one[f] = 1;
                assertTrue(graph.run(one, Long.MAX_VALUE).ticks() > sizing.shortest());
                one[f] = 2;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void roomForTheMostEverHeldIsEnough(int seed) {
        FifoGraph graph = RandomFifoGraphs.graph(seed);
        long[] unbounded = new long[graph.fifos().size()];
        Arrays.fill(unbounded, Channel.UNBOUNDED);
        FifoGraph.Attempt a = graph.run(unbounded, Long.MAX_VALUE);
        FifoGraph.Attempt b = graph.run(History.array(a.peaks()), Long.MAX_VALUE);
        assertEquals(a.ticks(), b.ticks());
        assertEquals(a.peaks(), b.peaks());
    }

    @Test
    void randomGraphsAreNeverSlowerNorLargerThanOtherHeuristicsMakeThem() {
        int proven = 0;
        int smaller = 0;
        for (int seed = 0; seed < 40; seed++) {
            FifoGraph graph = RandomFifoGraphs.graph(seed);
            FifoSizing sizing = new FifoSizing(graph, 400);
            long shortest = sizing.shortest();
            Sizing fast = sizing.within(shortest);
            assertNotNull(fast, "graph " + seed);
            long[] depths = History.array(fast.point().depths());
            FifoGraph.Attempt again = graph.run(depths, Long.MAX_VALUE);
            assertEquals(FifoGraph.End.COMPLETE, again.end());
            assertEquals(shortest, again.ticks(), "graph " + seed);
            long others = OtherSizings.best(graph, shortest, seed);
            assertTrue(fast.point().bits() <= others, "graph " + seed + ": " + fast + ", others " + others);
            assertTrue(fast.leastBits() <= fast.point().bits());
            proven += fast.isProvenLeast() ? 1 : 0;
            smaller += fast.point().bits() < others ? 1 : 0;
        }
        assertTrue(proven >= 36, "proven least: " + proven);
        assertTrue(smaller >= 1, "smaller than the best of the others: " + smaller);
    }

    @Test
    void leastBitsAreThoseOfTryingEverything() {
        int tried = 0;
        for (int seed = 0; seed < 200; seed++) {
            FifoGraph graph = RandomFifoGraphs.small(seed);
            FifoSizing sizing = new FifoSizing(graph, RUNS);
            for (long slack : new long[] {0, 3, 20}) {
                long target = sizing.shortest() + slack;
                Sizing found = sizing.within(target);
                assertNotNull(found);
                assertTrue(found.isProvenLeast());
                assertEquals(
                        OtherSizings.everything(graph, target), found.point().bits(), "graph " + seed);
                tried++;
            }
            Sizing ends = sizing.toEnd();
            assertNotNull(ends);
            assertEquals(
                    OtherSizings.everything(graph, Long.MAX_VALUE), ends.point().bits(), "graph " + seed);
        }
        assertEquals(600, tried);
    }

    @Test
    void frontFallsInTimeAsBitsRise() {
        FifoGraph graph = RandomFifoGraphs.graph(7);
        FifoSizing sizing = new FifoSizing(graph, 300);
        sizing.toEnd();
        sizing.within(sizing.shortest());
        List<Sizing.Point> front = sizing.front();
        assertTrue(front.size() >= 2);
        for (int i = 1; i < front.size(); i++) {
            assertTrue(front.get(i).bits() > front.get(i - 1).bits());
            assertTrue(front.get(i).ticks() < front.get(i - 1).ticks());
        }
        assertEquals(sizing.shortest(), front.get(front.size() - 1).ticks());
    }

    @Test
    void targetBelowTheShortestRunCannotBeHad() {
        FifoSizing sizing = new FifoSizing(RandomFifoGraphs.graph(1), RUNS);
        assertNull(sizing.within(sizing.shortest() - 1));
    }

    @Test
    void searchThatIsStoppedGivesNothing() {
        FifoGraph graph = RandomFifoGraphs.graph(1);
        graph.stop();
        assertNull(new FifoSizing(graph, RUNS).toEnd());
    }
}
