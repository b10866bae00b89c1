package dev.headrace.traces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.golden.ternary.Linear;
import dev.headrace.golden.ternary.TernaryMatrix;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a decoder of one layer, two heads of 2, ffn 8, vocabulary 3, each broken in one place. */
class TernaryFileTest {
    @TempDir
    Path folder;

    private final Map<String, String> metadata = new HashMap<>(Map.of(
            "layers",
            "1",
            "heads",
            "2",
            "head_dim",
            "2",
            "ffn",
            "8",
            "vocab",
            "3",
            "context",
            "16",
            "rope_theta",
            "10000",
            "rms_eps",
            "1e-6"));
    private final Map<String, double[]> scales = new HashMap<>();
    private final Map<String, double[]> packed = new HashMap<>();
    private long embeddingRows = 3;

    @Test
    void fourCodesLieInAByteTheLowBitsFirst() {
        // 0b10_00_01_10: -1, +1, 0, -1
        packed.put("q", new double[] {0b10000110, 0, 0, 0});
        try (TernaryFile file = open()) {
            TernaryMatrix m = file.matrix(0, Linear.Q);
            assertEquals(List.of(-1, 1, 0, -1), List.of(m.sign(0, 0), m.sign(0, 1), m.sign(0, 2), m.sign(0, 3)));
            assertEquals(0.5, m.scale());
            assertEquals(4, file.shape().hidden());
        }
    }

    @Test
    void codeThreeIsRefusedWithItsPlace() {
        packed.put("d", new double[] {0, 0, 0, 0b00110000, 0, 0, 0, 0});
        try (TernaryFile file = open()) {
            String message = assertThrows(TraceException.class, () -> file.matrix(0, Linear.D))
                    .getMessage();
            assertTrue(
                    message.contains(
                            "m.safetensors: tensor \"layer.0.d.packed\" byte 3 has code 3 for the weight of output"
                                    + " 1, input 6; allowed: 0 (0), 1 (+1) and 2 (-1)"),
                    message);
        }
    }

    @Test
    void scalesMustBeFiniteAndAboveZero() {
        for (double scale : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            scales.put("o", new double[] {scale});
            refused("tensor \"layer.0.o.scale\" element 0 is " + scale + "; allowed: finite numbers above 0");
        }
    }

    @Test
    void sizesMustBeThoseOfTheMetadata() {
        metadata.put("ffn", "12");
        refused("tensor \"layer.0.g.packed\" is U8 [8, 1]; allowed: [U8] [12, 1]");
        metadata.put("ffn", "8");
        embeddingRows = 2;
        refused("tensor \"embedding\" is F16 [2, 4]; allowed: [F16, BF16, F32] [3, 4]");
    }

    @Test
    void metadataThatIsMissingOrNoNumberIsNamed() {
        metadata.put("heads", "two");
        refused("metadata \"heads\" is \"two\"; allowed: a whole number");
        metadata.remove("heads");
        refused("metadata \"heads\" is missing");
        metadata.put("heads", "0");
        refused("metadata: heads is 0; allowed: 1 or more");
    }

    @Test
    void rowsThatAreNoWholeBytesAreRefused() {
        metadata.put("heads", "3");
        refused("has rows of 6 weights; allowed: multiples of 4");
    }

    private void refused(String part) {
        String message = assertThrows(TraceException.class, this::open).getMessage();
        assertTrue(message.contains(part), message);
    }

    private TernaryFile open() {
        SafetensorsWriter writer = new SafetensorsWriter();
        metadata.forEach(writer::metadata);
        long width = metadata.getOrDefault("heads", "2").equals("3") ? 6 : 4;
        writer.add(
                "embedding", ElementType.F16, List.of(embeddingRows, width), new double[(int) (embeddingRows * width)]);
        for (Linear linear : Linear.values()) {
            long outputs = linear == Linear.G || linear == Linear.U ? 8 : 4;
            long bytes = linear == Linear.D ? 2 : 1;
            double[] codes = packed.getOrDefault(linear.letter(), new double[(int) (outputs * bytes)]);
            String name = "layer.0." + linear.letter();
            writer.add(name + ".packed", ElementType.U8, List.of(outputs, bytes), codes);
            writer.add(
                    name + ".scale", ElementType.F32, List.of(1L), scales.getOrDefault(linear.letter(), new double[] {
                        0.5
                    }));
        }
        Path file = folder.resolve("m.safetensors");
        writer.write(file);
        return TernaryFile.open(file);
    }
}
