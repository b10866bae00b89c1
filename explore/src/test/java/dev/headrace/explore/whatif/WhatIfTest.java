package dev.headrace.explore.whatif;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.explore.Shipped;
import dev.headrace.explore.Trial;
import dev.headrace.simulator.explain.Alternatives;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Simulation;
import dev.headrace.simulator.spec.Overrides;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What would help is what runs with these values say, whatever the number of threads. */
class WhatIfTest {
    private static final Simulation.Options TIMING = new Simulation.Options("off", 0, true);

    private static Trial trial(List<String> sets) {
        return Trial.load(Shipped.LIBRARY, "flash-attention-2", "tiny", Overrides.of(sets), TIMING);
    }

    private static long cycles(List<String> sets) {
        try (Trial t = trial(sets)) {
            return t.run().cycles();
        }
    }

    @Test
    void everyAnswerIsTheRunWithItsValuesAndTheShortestComesFirst() {
        try (Trial trial = trial(List.of())) {
            trial.record();
            Result r = trial.run();
            Alternatives one = new WhatIf(trial.setup(), TIMING, 1).ask(r);
            Alternatives two = new WhatIf(trial.setup(), TIMING, 2).ask(r);
            assertEquals(one, two);
            long before = 0;
            for (Alternatives.Alternative a : one.all()) {
                if (a.cycles() >= 0) {
                    assertTrue(a.cycles() >= before, a.toString());
                    before = a.cycles();
                    assertEquals(r.cycles() / (double) a.cycles(), a.speedup());
                } else {
                    assertFalse(a.reason().isEmpty(), a.toString());
                }
            }
            Alternatives.Alternative array = find(one, "array twice as fast");
            assertEquals(cycles(array.set()), array.cycles());
            assertTrue(array.cycles() < r.cycles(), array.toString());
            assertNotNull(array.predictedCycles());
            assertTrue(array.predictedCycles() < r.cycles(), array.toString());
            assertEquals(
                    List.of("buffers.P.tiles=4"), find(one, "P twice as deep").set());
            assertFalse(one.all().get(0).next().isEmpty());
        }
    }

    private static Alternatives.Alternative find(Alternatives all, String what) {
        return all.all().stream().filter(a -> a.what().equals(what)).findFirst().orElseThrow();
    }
}
