package dev.headrace.cli.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.headrace.cli.laws.Trial;
import dev.headrace.simulator.dataflow.Dataflow;
import dev.headrace.simulator.dataflow.Values;
import dev.headrace.simulator.dataflow.Wiring;
import dev.headrace.simulator.kernel.Machine;
import dev.headrace.simulator.kernel.Settings;
import dev.headrace.simulator.run.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Layers one after another with rows split into heads and joined again: {@code y = exp(x) + x}, head by head, y being the x
 * of the next layer.
 */
class LayersTest {
    private static final String WORKLOAD = """
            { "name": "layers", "format": "fp64",
              "shape": { "layers": 3, "heads": 4, "queries": 2, "keys": 2, "head_dim": 5, "dimensions": { "model": 20 } },
              "arrays": { "x": { "rows": "queries", "cols": "model", "per": "sequence" },
                          "y": { "rows": "queries", "cols": "model", "per": "sequence" } } }
            """;
    private static final String DESIGN = """
            { "name": "layers", "hardware": "streaming-fabric",
              "loops": { "l": { "of": "heads", "tile": 4 }, "h": { "of": "heads", "inside": "l" }, "t": "queries" },
              "dataflow": [
                { "name": "X0", "op": "source", "tensor": "x", "over": ["t"] },
                { "name": "X", "op": "carry", "first": "X0", "then": "Y[l-1]", "over": ["l", "t"] },
                { "name": "Xh", "op": "split", "in": "X", "as": "head_dim", "over": ["l", "t", "h"] },
                { "name": "E", "op": "map", "function": "exp", "in": "Xh", "ii": 1 },
                { "name": "J", "op": "join", "in": "E", "accumulate_over": "h", "as": "model" },
                { "name": "Y", "op": "map", "function": "add", "a": "J", "b": "X", "ii": 1 },
                { "name": "Out", "op": "sink", "in": "Y[l:last]", "tensor": "y" } ],
              "buffers": { "X0": { "tiles": 2 }, "X": { "tiles": 2 }, "Xh": { "tiles": 2 }, "E": { "tiles": 2 },
                           "J": { "tiles": 2 }, "Y[l-1]": { "tiles": 2 }, "Y[l:last]": { "tiles": 2 } } }
            """;

    @TempDir
    Path dir;

    private Trial trial;

    @BeforeEach
    void files() throws IOException {
        Files.writeString(dir.resolve("workload.json"), WORKLOAD);
        Files.writeString(dir.resolve("layers.json"), DESIGN);
        trial = new Trial(
                dir.resolve("layers.json").toString(),
                dir.resolve("workload.json").toString(),
                List.of(),
                "off");
    }

    /** From zeros: 1 after the first layer, e + 1 after the second, exp(e + 1) + e + 1 after the third. */
    @Test
    void aLayerComputesOnWhatTheOneBeforeMade() {
        Setup s = trial.setup();
        Values values = new Values((tensor, matrix, into) -> {}, Values.Sample.all(), 2);
        Dataflow flow = Dataflow.resolve(s.designFile(), s.design(), s.hardware(), s.workload(), values, null);
        Machine.wire(Wiring.wire(flow).graph())
                .start(new Settings(Settings.Compile.LONG_REGIONS, true))
                .finish(Long.MAX_VALUE);
        double second = Math.E + 1;
        for (int row = 0; row < 2; row++) {
            double[] y = values.row("y", 0, row);
            assertNotNull(y);
            assertEquals(20, y.length);
            for (double at : y) {
                assertEquals(Math.exp(second) + second, at, 1e-12);
            }
        }
    }

    /**
     * One layer, one row, everything of interval and latency 1, and a hop between operators taking 1: the source puts at 0;
     * X takes at 1; the pieces are cut at 2, 3, 4, 5, each is mapped one later and joined two later, the last at 7; Y takes at
     * 8 and the sink at 9.
     */
    @Test
    void aRowTakesOneCycleForEachHeadAndOneForEachHop() {
        String s = "workload.shape.";
        assertEquals(
                9,
                trial.set(s + "layers=1", s + "queries=1", s + "keys=1").run().cycles());
    }

    /** The next layer's carry takes the row at 9, when the sink would, so each further layer adds 8. */
    @Test
    void theNextLayerStartsWhenTheRowArrives() {
        String s = "workload.shape.";
        for (int layers = 1; layers < 5; layers++) {
            assertEquals(
                    1 + 8 * layers,
                    trial.set(s + "layers=" + layers, s + "queries=1", s + "keys=1")
                            .run()
                            .cycles());
        }
    }
}
