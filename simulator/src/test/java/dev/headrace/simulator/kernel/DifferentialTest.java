package dev.headrace.simulator.kernel;

import dev.headrace.simulator.kernel.reference.DifferentialCheck;
import org.junit.jupiter.api.Test;

/** The engine against the tick-by-tick reference, on every counter. */
class DifferentialTest {
    private static final int GRAPHS = 3000;

    @Test
    void engineAgreesWithTheReferenceOnEveryCounterOfRandomGraphs() {
        for (long seed = 0; seed < GRAPHS; seed++) {
            DifferentialCheck.assertAgree(seed, Adapter::engine);
        }
    }
}
