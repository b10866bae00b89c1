package dev.headrace.simulator.kernel.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.kernel.reference.ReferenceOutcome.OfOperator;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DifferentialCheckTest {

    /** An engine that takes waiting for a unit for waiting for room. */
    private static ReferenceOutcome confused(Graph g) {
        ReferenceOutcome o = ReferenceKernel.run(g, DifferentialCheck.MAX_TICK);
        List<OfOperator> ops = o.operators().stream()
                .map(x -> new OfOperator(
                        x.name(), x.firings(), x.busy(), x.input(), x.memory(), x.room() + x.unit(), 0, x.done()))
                .toList();
        return new ReferenceOutcome(o.ticks(), o.deadlocked(), ops, o.units(), o.channels());
    }

    private static long firstSeedThatTells() {
        return LongStream.range(0, 1000)
                .filter(s ->
                        DifferentialCheck.difference(RandomGraphs.graph(s), DifferentialCheckTest::confused) != null)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void referenceAgreesWithItself() {
        for (long seed = 0; seed < 100; seed++) {
            DifferentialCheck.assertAgree(seed, g -> ReferenceKernel.run(g, DifferentialCheck.MAX_TICK));
        }
    }

    @Test
    void wrongCounterIsReportedWithItsSeedAndTheGraph() {
        long seed = firstSeedThatTells();
        AssertionError e = assertThrows(
                AssertionError.class, () -> DifferentialCheck.assertAgree(seed, DifferentialCheckTest::confused));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.startsWith("seed " + seed + ": expected OfOperator[name="), message);
        assertTrue(message.contains("claims") || message.contains("Claim["), message);
    }

    @Test
    void graphIsShrunkToTheTwoOperatorsThatShareAUnit() {
        Graph small = Shrinker.shrink(
                RandomGraphs.graph(firstSeedThatTells()),
                g -> DifferentialCheck.difference(g, DifferentialCheckTest::confused) != null);
        assertTrue(small.operators().size() <= 2, GraphText.of(small));
        assertEquals(List.of(), small.channels());
    }

    @Test
    void engineThatThrowsIsADifference() {
        AssertionError e = assertThrows(
                AssertionError.class,
                () -> DifferentialCheck.assertAgree(1, g -> {
                    throw new IllegalStateException("lost");
                }));
        assertTrue(String.valueOf(e.getMessage()).contains("lost"));
    }
}
