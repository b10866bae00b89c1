package dev.headrace.extract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.traces.ElementType;
import dev.headrace.traces.Safetensors;
import dev.headrace.traces.TraceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncoderTraceTest {
    private static final EncoderTrace TINY = new EncoderTrace(1, 2, 3, "q{layer}", "kt{layer}", "v{layer}", "p{layer}");

    @TempDir
    Path folder;

    @Test
    void keysAreTurnedBackAndProbabilitiesSummedByColumn() {
        // Two tokens, two heads of three.
        float[] q = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
        float[] transposed = {0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11};
        float[] p = {0.25f, 0.75f, 0.5f, 0.5f, 1, 0, 0, 1};
        Inference inference = (tokens, outputs) -> {
            assertEquals(List.of("q0", "kt0", "v0", "p0"), outputs);
            return Map.of("q0", q, "kt0", transposed, "v0", q, "p0", p);
        };
        Path file = folder.resolve("trace.safetensors");
        TINY.collect(inference, new int[] {1, 2}, ElementType.F16).write(file);
        try (Safetensors trace = Safetensors.open(file)) {
            assertArrayEquals(new int[] {1, 2}, trace.ints("tokens"));
            assertArrayEquals(trace.doubles("layer.0.q"), trace.doubles("layer.0.k"));
            assertEquals(List.of(2L, 2L, 3L), trace.tensor("layer.0.k").shape());
            assertEquals(ElementType.F16, trace.tensor("layer.0.v").type());
            assertArrayEquals(new double[] {1.75, 2.25}, trace.doubles("layer.0.token_importance"));
        }
    }

    @Test
    void aTensorThatIsMissingOrOfAnotherSizeIsNamed() {
        for (float[] q : List.of(new float[0], new float[5])) {
            Map<String, float[]> tensors = q.length == 0 ? Map.of() : Map.of("q0", q, "kt0", new float[6]);
            Inference inference = (tokens, outputs) -> tensors;
            String message = assertThrows(
                            TraceException.class, () -> TINY.collect(inference, new int[] {1}, ElementType.F32))
                    .getMessage();
            assertTrue(
                    message.contains(q.length == 0 ? "\"kt0\" of the model has not" : "\"q0\" of the model has 5"),
                    message);
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> TINY.collect((tokens, outputs) -> Map.of(), new int[] {1}, ElementType.I32));
    }

    @Test
    void outputsAreAppendedAsOneMoreGraphMessage() {
        byte[] more = OnnxOutputs.add(new byte[] {8, 7}, List.of("ab", "c"));
        // Field 7, 11 bytes: field 12, 4 bytes: field 1, "ab"; field 12, 3 bytes: field 1, "c".
        assertEquals("08073a0b62040a02616262030a0163", HexFormat.of().formatHex(more));
        // A length of 300 takes two bytes: 0xac 0x02.
        byte[] longer = OnnxOutputs.add(new byte[0], List.of("x".repeat(300)));
        assertEquals("3ab202" + "62af02" + "0aac02", HexFormat.of().formatHex(longer, 0, 9));
        assertEquals(309, longer.length);
    }

    @Test
    void miniLmHasFourTensorsForEachOfSixLayers() {
        List<String> outputs = EncoderTrace.miniLm().outputs();
        assertEquals(24, outputs.size());
        assertEquals("/encoder/layer.5/attention/self/Softmax_output_0", outputs.get(23));
    }

    @Test
    void aTextIsReadWithItsHashAndMustBeUtf8() throws IOException {
        Path file = Files.write(folder.resolve("text.txt"), "abc".getBytes(StandardCharsets.US_ASCII));
        TextFile text = TextFile.read(file);
        // The example of FIPS 180-4.
        assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", text.sha256());
        assertEquals("text.txt", text.name());
        Path latin = Files.write(folder.resolve("latin.txt"), new byte[] {'a', (byte) 0xe9});
        assertTrue(assertThrows(TraceException.class, () -> TextFile.read(latin))
                .getMessage()
                .contains("latin.txt: file is not UTF-8"));
        assertThrows(TraceException.class, () -> TextFile.read(folder.resolve("none")));
    }
}
