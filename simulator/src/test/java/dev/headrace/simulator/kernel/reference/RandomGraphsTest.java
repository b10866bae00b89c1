package dev.headrace.simulator.kernel.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.kernel.TimeBase;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RandomGraphsTest {
    private static final int GRAPHS = 2000;

    @Test
    void everyFeatureOccursInOneGraphOfTwenty() {
        Map<Feature, Integer> count = new EnumMap<>(Feature.class);
        for (int seed = 0; seed < GRAPHS; seed++) {
            Graph g = RandomGraphs.graph(seed);
            assertTrue(g.operators().size() <= 12);
            for (Feature f : Feature.values()) {
                count.merge(f, f.in(g) ? 1 : 0, Integer::sum);
            }
        }
        count.forEach((f, n) -> assertTrue(n >= GRAPHS / 20, f + " in " + n + " graphs of " + GRAPHS));
    }

    @Test
    void timesOfEveryOperatorAndUnitAddUpAndDeadlocksAreNeitherRareNorTheRule() {
        int deadlocks = 0;
        for (int seed = 0; seed < GRAPHS; seed++) {
            Graph g = RandomGraphs.graph(seed);
            ReferenceOutcome o = ReferenceKernel.run(g, 1_000_000);
            TimeBase time = new TimeBase(g.clocks());
            for (int i = 0; i < g.operators().size(); i++) {
                long end = TimeBase.edge(
                        o.ticks(), time.period(g.operators().get(i).clock()));
                assertEquals(
                        end,
                        o.operators().get(i).sum(),
                        "seed " + seed + " " + o.operators().get(i));
                assertTrue(
                        o.operators().get(i).done() >= 0,
                        "seed " + seed + " " + o.operators().get(i));
            }
            o.units().forEach(u -> assertEquals(o.ticks(), u.sum(), u.name()));
            deadlocks += o.deadlocked() ? 1 : 0;
        }
        assertTrue(deadlocks > GRAPHS / 20 && deadlocks < GRAPHS / 3, deadlocks + " deadlocks of " + GRAPHS);
    }

    @Test
    void tokensThatWentInComeOutWhenARunFinishes() {
        for (int seed = 0; seed < GRAPHS; seed++) {
            Graph g = RandomGraphs.graph(seed);
            ReferenceOutcome o = ReferenceKernel.run(g, 1_000_000);
            for (int i = 0; i < g.operators().size() && !o.deadlocked(); i++) {
                assertEquals(
                        Firing.of(g.operators().get(i)).size(),
                        o.operators().get(i).firings());
                for (int p = 0; p < g.operators().get(i).inputs().size(); p++) {
                    int input = p;
                    long taken = Firing.of(g.operators().get(i)).stream()
                            .filter(f -> f.takes(input))
                            .count();
                    int channel = g.operators().get(i).inputs().get(p).channel();
                    assertEquals(taken, o.channels().get(channel).tokens(), "seed " + seed);
                }
            }
        }
    }

    @Test
    void sameSeedGivesTheSameRun() {
        for (int seed = 0; seed < 50; seed++) {
            assertEquals(
                    ReferenceKernel.run(RandomGraphs.graph(seed), 1_000_000),
                    ReferenceKernel.run(RandomGraphs.graph(seed), 1_000_000));
        }
    }
}
