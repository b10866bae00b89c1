package dev.headrace.cli.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.laws.Trial;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.spec.InputException;
import org.junit.jupiter.api.Test;

/** Two sorted streams from a workload, merged. */
class MergeSortedTest {
    private static Trial trial() {
        return Trial.of("merge-sorted").with("sorted-4096");
    }

    @Test
    void oneTokenLeavesInEveryCycleFromTheFirstOn() {
        Result r = trial().run();
        // both heads arrive at 1; 8,192 firings of interval 1 end at 8,193, when the last token arrives
        assertEquals(8193, r.cycles());
        assertEquals(8192, r.operators().get("M").firings());
        assertEquals(8193, trial().check("full").run().cycles());
    }

    @Test
    void numbersOutOfOrderAreRefusedWithTheirPlace() {
        InputException e = assertThrows(
                InputException.class,
                () -> trial().set("workload.tensors.distribution=normal").run());
        assertTrue(e.getMessage().contains("row 1 of head 0 of tensor q"), e.getMessage());
    }
}
