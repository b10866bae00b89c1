package dev.headrace.cli.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.cli.laws.Trial;
import dev.headrace.simulator.run.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tensors and dimensions that a workload declares, and loops over parts of a dimension: bytes and firings by hand. */
class DeclaredTensorsTest {
    private static final String WORKLOAD = """
            { "name": "linear", "format": "fp16",
              "shape": { "batch": 2, "layers": 3, "heads": 4, "queries": 10, "keys": 10, "head_dim": 8,
                         "dimensions": { "model": 32, "ffn": 48 } },
              "arrays": { "x": { "rows": "queries", "cols": "model", "per": "sequence" },
                          "w": { "rows": "ffn", "cols": "model", "per": "layer" },
                          "y": { "rows": "queries", "cols": "ffn", "per": "sequence", "format": "fp32" } } }
            """;
    /** Each layer for both sequences: weights once a layer, activations once a layer and sequence. */
    private static final String DESIGN = """
            { "name": "up", "hardware": "systolic-128-hbm2",
              "loops": { "l": { "of": "heads", "tile": 8 }, "b": { "of": "heads", "tile": 4, "inside": "l" },
                         "t": { "of": "queries", "tile": 4 },
                         "early": { "of": "queries", "tile": 4, "to": 6 }, "late": { "of": "queries", "from": 6 } },
              "dataflow": [
                { "name": "W", "op": "load", "tensor": "w", "over": ["l"], "from": "hbm" },
                { "name": "X", "op": "load", "tensor": "x", "over": ["l", "b", "t"], "from": "hbm" },
                { "name": "Y", "op": "matmul", "a": "X", "b": "W", "transpose_b": true, "on": "array" },
                { "name": "Y.store", "op": "store", "in": "Y", "tensor": "y", "to": "hbm" } ],
              "buffers": { "W": { "in": "sram", "tiles": 1 }, "X": { "in": "sram", "tiles": 2 }, "Y": { "tiles": 2 } } }
            """;

    @TempDir
    Path dir;

    private Trial trial;

    @BeforeEach
    void files() throws IOException {
        Files.writeString(dir.resolve("workload.json"), WORKLOAD);
        Files.writeString(dir.resolve("up.json"), DESIGN);
        trial = new Trial(
                dir.resolve("up.json").toString(), dir.resolve("workload.json").toString(), List.of(), "off");
    }

    /** w is read once in each of 3 layers, x for each of 3 layers and 2 sequences; y is written as often, in fp32. */
    @Test
    void bytesAreThoseOfTheMatricesThatTheNestNames() {
        Result result = trial.run();
        Result.MemoryResult hbm = result.memories().get("hbm");
        assertEquals(3 * 48 * 32 * 2, hbm.byTensor().get("w").readBytes());
        assertEquals(3 * 2 * 10 * 32 * 2, hbm.byTensor().get("x").readBytes());
        assertEquals(3 * 2 * 10 * 48 * 4, hbm.byTensor().get("y").writeBytes());
        assertEquals(3, result.operators().get("W").firings());
        assertEquals(3 * 2 * 3, result.operators().get("Y").firings());
    }

    /** Rows 0 to 5 in tiles of 4 are two firings, rows 6 to 9 one by one four; together the bytes of all rows. */
    @Test
    void loopsOverPartsOfADimensionVisitEachRowOnce() {
        Result early = over("early");
        Result late = over("late");
        assertEquals(3 * 2 * 2, early.operators().get("X").firings());
        assertEquals(3 * 2 * 4, late.operators().get("X").firings());
        long bytes = 0;
        for (Result r : List.of(early, late)) {
            bytes += r.memories().get("hbm").byTensor().get("x").readBytes();
        }
        assertEquals(3 * 2 * 10 * 32 * 2, bytes);
    }

    private Result over(String rows) {
        return trial.set("dataflow.X.over=[\"l\",\"b\",\"" + rows + "\"]").run();
    }
}
