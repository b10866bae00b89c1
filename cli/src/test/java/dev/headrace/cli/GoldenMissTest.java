package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.traces.ElementType;
import dev.headrace.traces.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers that are wrong end in exit code 1, numbers that are none in exit code 2. */
class GoldenMissTest {
    @TempDir
    Path dir;

    @Test
    void outputsThatDifferFromTheReferenceFileEndInExitCodeOne() throws IOException {
        writeWorkload(0);
        Terminal right = run();
        assertEquals(0, right.code(), right.err());
        assertTrue(right.out().contains("reference"), right.out());
        writeWorkload(0.25);
        Terminal wrong = run();
        assertEquals(1, wrong.code(), wrong.err());
        assertTrue(wrong.out().contains("MISSED"), wrong.out());
    }

    @Test
    void referenceOfAnotherShapeIsRefused() throws IOException {
        writeWorkload(0);
        new SafetensorsWriter()
                .add("o", ElementType.F32, List.of(1L, 8L, 4L), new double[32])
                .write(dir.resolve("reference.safetensors"));
        Terminal t = run();
        assertEquals(2, t.code());
        assertTrue(t.complaint().contains("[1, 16, 4]"), t.err());
    }

    private Terminal run() {
        return Terminal.run(
                "run",
                "flash-attention-2",
                "--workload",
                dir.resolve("workload.json").toString(),
                "--set",
                "params.Br=8",
                "--set",
                "params.Bc=8",
                "--out",
                dir.resolve("out").toString());
    }

    /** Keys all alike, so every output is the mean of the values: 1 in each column; and off by something in one place. */
    private void writeWorkload(double off) throws IOException {
        double[] ones = new double[64];
        Arrays.fill(ones, 1);
        double[] expected = ones.clone();
        expected[13] += off;
        List<Long> shape = List.of(1L, 16L, 4L);
        new SafetensorsWriter()
                .add("q", ElementType.F16, shape, ones)
                .add("k", ElementType.F16, shape, ones)
                .add("v", ElementType.F16, shape, ones)
                .write(dir.resolve("inputs.safetensors"));
        new SafetensorsWriter().add("o", ElementType.F32, shape, expected).write(dir.resolve("reference.safetensors"));
        Files.writeString(dir.resolve("workload.json"), """
                { "name": "ones", "shape": { "heads": 1, "queries": 16, "keys": 16, "head_dim": 4 },
                  "tensors": { "file": "inputs.safetensors", "q": "q", "k": "k", "v": "v",
                               "reference": "reference.safetensors", "o": "o" } }
                """);
    }
}
