package dev.headrace.extract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.golden.AttentionFormats;
import dev.headrace.golden.DenseAttention;
import dev.headrace.golden.ErrorBound;
import dev.headrace.golden.Mask;
import dev.headrace.golden.NumberFormat;
import dev.headrace.golden.ScoreRow;
import dev.headrace.traces.ElementType;
import dev.headrace.traces.Extractor;
import dev.headrace.traces.Safetensors;
import dev.headrace.traces.TensorEntry;
import dev.headrace.traces.TraceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real model in ONNX Runtime. */
class MiniLmExtractorTest {
    private static final Path DATA = Path.of(System.getProperty("basedir", "."), "../traces/data");
    private static final double SCALE = 1 / Math.sqrt(32);

    @TempDir
    Path folder;

    @Test
    void tokensAreThoseOfTheUncasedBertVocabulary() {
        WordPiece tokenizer = MiniLmExtractor.tokenizer();
        assertEquals(30522, tokenizer.size());
        assertEquals(List.of(101, 7592, 1010, 2088, 999, 102), tokenizer.tokens("Hello, world!"));
        assertEquals(List.of(101, 7861, 8270, 4667, 2015, 102), tokenizer.tokens("embeddings"));
        assertEquals(List.of(101, 100, 102), tokenizer.tokens("x".repeat(101)));
    }

    @Test
    void attentionOfTheExtractedTensorsIsWhatTheModelComputes() throws IOException {
        Path file = folder.resolve("trace.safetensors");
        new MiniLmExtractor().extract(DATA.resolve("gettysburg.txt"), 300, ElementType.F32, file);
        List<String> names = new ArrayList<>(EncoderTrace.miniLm().outputs());
        for (int layer = 0; layer < 6; layer++) {
            names.add("/encoder/layer." + layer + "/attention/self/MatMul_1_output_0");
        }
        try (Safetensors trace = Safetensors.open(file);
                OnnxModel model = MiniLmExtractor.load(names)) {
            int[] tokens = trace.ints("tokens");
            int n = tokens.length;
            assertTrue(n > 250, n + " tokens");
            Map<String, float[]> tensors = model.run(tokens, names);
            DenseAttention attention = new DenseAttention(n, n, 32, 32, SCALE, Mask.none());
            AttentionFormats fp32 = AttentionFormats.all(NumberFormat.FP32);
            for (int layer = 0; layer < 6; layer++) {
                float[] outputs = tensors.getOrDefault(names.get(24 + layer), new float[0]);
                assertEquals(12 * n * 32, outputs.length);
                for (int head = 0; head < 12; head++) {
                    double[] q = head(trace, "layer." + layer + ".q", head, n);
                    double[] k = head(trace, "layer." + layer + ".k", head, n);
                    double[] v = head(trace, "layer." + layer + ".v", head, n);
                    ErrorBound bound = new ErrorBound(fp32.steps(32, n, 1, 1), SCALE);
                    for (int i = 0; i < n; i++) {
                        ScoreRow row = attention.scores(head, i, q, k);
                        double[] o = attention.output(row, v);
                        double[] limits = bound.row(row).outputs(v, o);
                        for (int c = 0; c < 32; c++) {
                            assertEquals(o[c], outputs[(head * n + i) * 32 + c], limits[c]);
                            assertTrue(limits[c] < 1e-3, "limit is " + limits[c]);
                        }
                    }
                }
            }
        }
    }

    private static double[] head(Safetensors trace, String name, int head, int n) {
        TensorEntry entry = trace.tensor(name);
        double[] numbers = new double[n * 32];
        trace.read(entry, (long) head * n * 32, numbers);
        return numbers;
    }

    @Test
    void theShippedTraceIsExtractedFromTheShippedText() {
        Extractor extractor = ServiceLoader.load(Extractor.class).findFirst().orElseThrow();
        Path file = folder.resolve("again.safetensors");
        extractor.extract(DATA.resolve("gettysburg.txt"), 128, ElementType.F16, file);
        try (Safetensors again = Safetensors.open(file);
                Safetensors shipped = Safetensors.open(DATA.resolve("minilm-s128.qkv.safetensors"))) {
            assertEquals(shipped.metadata(), again.metadata());
            assertArrayEquals(shipped.ints("tokens"), again.ints("tokens"));
            for (TensorEntry entry : shipped.tensors()) {
                double[] expected = shipped.doubles(entry.name());
                double[] found = again.doubles(entry.name());
                for (int i = 0; i < expected.length; i++) {
                    // A half's last bit, should another processor sum in another order.
                    assertEquals(expected[i], found[i], 1e-3 * Math.abs(expected[i]) + 1e-5, entry.name());
                }
            }
        }
    }

    @Test
    void moreOutputsDoNotChangeWhatTheModelSays() throws IOException {
        int[] tokens = MiniLmExtractor.tokenizer().tokens("In the beginning God created the heaven and the earth.", 64);
        byte[] plain;
        try (InputStream bytes = MiniLmExtractor.class.getResourceAsStream("/all-minilm-l6-v2.onnx")) {
            plain = bytes.readAllBytes();
        }
        List<String> last = List.of("last_hidden_state");
        try (OnnxModel before = new OnnxModel(plain);
                OnnxModel after = MiniLmExtractor.load(EncoderTrace.miniLm().outputs())) {
            float[] expected = before.run(tokens, last).getOrDefault(last.get(0), new float[0]);
            float[] found = after.run(tokens, last).getOrDefault(last.get(0), new float[0]);
            assertEquals(tokens.length * 384, expected.length);
            // Exposed tensors keep the runtime from fusing nodes around them.
            assertArrayEquals(expected, found, 1e-5f);
        }
    }

    @Test
    void lengthsAndFilesOutOfRangeAreRefused() {
        Path text = DATA.resolve("gettysburg.txt");
        Path out = folder.resolve("x");
        MiniLmExtractor extractor = new MiniLmExtractor();
        assertThrows(IllegalArgumentException.class, () -> extractor.extract(text, 513, ElementType.F16, out));
        assertThrows(IllegalArgumentException.class, () -> extractor.extract(text, 1, ElementType.F16, out));
        assertThrows(TraceException.class, () -> extractor.extract(folder.resolve("none"), 8, ElementType.F16, out));
    }
}
