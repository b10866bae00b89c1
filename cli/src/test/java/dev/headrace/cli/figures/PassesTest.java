package dev.headrace.cli.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.cli.laws.Trial;
import dev.headrace.simulator.dataflow.Dataflow;
import dev.headrace.simulator.dataflow.Passes;
import dev.headrace.simulator.run.Setup;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cascades are told apart by their passes over the keys: three for textbook softmax, one with running state. */
class PassesTest {
    @ParameterizedTest
    @CsvSource({
        "fusemax, 1",
        "fusemax-architecture, 1",
        "fusemax-cascade, 1",
        "flash-attention-2, 1",
        "flat, 3",
        "streaming-sdpa-three-pass, 3",
        "streaming-sdpa-memory-free, 1",
        "unfused, 3",
        "unfused-cloud, 3",
    })
    void designGoesOverTheKeysSoOften(String design, int passes) {
        Setup s = Trial.of(design).setup();
        assertEquals(
                passes,
                Passes.of(Dataflow.resolve(s.designFile(), s.design(), s.hardware(), s.workload(), null, null)));
    }
}
