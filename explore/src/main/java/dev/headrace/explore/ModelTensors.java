package dev.headrace.explore;

import dev.headrace.golden.ternary.Linear;
import dev.headrace.golden.ternary.TernaryMatrix;
import dev.headrace.golden.ternary.TernaryShape;
import dev.headrace.golden.ternary.TernaryWeights;
import dev.headrace.simulator.spec.DataFiles;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.WorkloadSpec;
import dev.headrace.traces.Safetensors;
import dev.headrace.traces.TernaryFile;
import dev.headrace.traces.Tokenizer;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The declared tensors of a workload whose file holds a ternary decoder, and the text it goes on from. */
final class ModelTensors implements AutoCloseable {
    private final WorkloadSpec workload;
    private final TernaryFile weights;
    private final @Nullable Tokenizer tokenizer;
    private final int[] prompt;

    private ModelTensors(WorkloadSpec workload, TernaryFile weights, @Nullable Tokenizer tokenizer, int[] prompt) {
        this.workload = workload;
        this.weights = weights;
        this.tokenizer = tokenizer;
        this.prompt = prompt;
    }

    /** Opens the file; null if the workload has no prompt, and so is no decoder. */
    static @Nullable ModelTensors open(DataFiles files, WorkloadSpec workload) {
        WorkloadSpec.Tensors from = workload.tensors();
        if (from == null || from.file() == null || from.prompt() == null) {
            return null;
        }
        TernaryFile weights = TernaryFile.open(files.find("tensors", from.file()));
        ModelTensors model = null;
        try {
            Tokenizer tokenizer =
                    from.tokenizer() == null ? null : Tokenizer.read(files.find("tokenizer", from.tokenizer()));
            int[] prompt;
            if (tokenizer == null || from.prompt().endsWith(".safetensors")) {
                try (Safetensors file = Safetensors.open(files.find("prompt", from.prompt()))) {
                    prompt = file.ints("prompt");
                }
            } else {
                prompt = tokenizer.encode(from.prompt());
            }
            ModelTensors opened = new ModelTensors(workload, weights, tokenizer, prompt);
            opened.check(files.workload().toString());
            model = opened;
        } finally {
            if (model == null) {
                weights.close();
            }
        }
        return model;
    }

    private void check(String file) {
        WorkloadSpec.Shape s = workload.shape();
        TernaryShape t = weights.shape();
        require(file, "/shape/layers", s.layerCount(), t.layers());
        require(file, "/shape/heads", s.heads(), t.heads());
        require(file, "/shape/head_dim", s.headDim(), t.headDim());
        if (s.queries() > t.context()) {
            throw new InputException(
                    file,
                    "/shape/queries",
                    s.queries() + " tokens, the prompt and what is generated",
                    "at most " + t.context() + ", the context of the model");
        }
        if (prompt.length > t.context()) {
            throw new InputException(
                    file,
                    "/tensors/prompt",
                    prompt.length + " tokens",
                    "at most " + t.context() + ", the context of the model");
        }
        for (int i = 0; i < prompt.length; i++) {
            if (prompt[i] < 0 || prompt[i] >= t.vocabulary()) {
                throw new InputException(
                        file,
                        "/tensors/prompt",
                        "token " + i + " is " + prompt[i],
                        "0 to " + (t.vocabulary() - 1) + ", the vocabulary");
            }
        }
    }

    private static void require(String file, String pointer, int found, int wanted) {
        if (found != wanted) {
            throw new InputException(file, pointer, String.valueOf(found), wanted + ", as in the file of weights");
        }
    }

    TernaryWeights weights() {
        return weights;
    }

    @Nullable
    Tokenizer tokenizer() {
        return tokenizer;
    }

    int[] prompt() {
        return prompt.clone();
    }

    /** A matrix of a declared tensor: "prompt", "embedding", or "layer.{layer}.n.packed". */
    void array(String name, int matrix, double[] into) {
        Map<String, WorkloadSpec.Array> arrays = workload.declared();
        WorkloadSpec.Array array = java.util.Objects.requireNonNull(arrays.get(name));
        String data = java.util.Objects.requireNonNull(array.data());
        if (data.equals("prompt")) {
            // Beyond the prompt there are no words: -1, which whoever reads it refuses.
            Arrays.fill(into, -1);
            for (int i = 0; i < Math.min(prompt.length, into.length); i++) {
                into[i] = prompt[i];
            }
            return;
        }
        if (data.equals("embedding")) {
            copy(name, weights.embedding(), into);
            return;
        }
        for (Linear linear : Linear.values()) {
            if (data.equals("layer.{layer}." + linear.letter() + ".packed")) {
                TernaryMatrix m = weights.matrix(matrix, linear);
                double[] scaled = new double[m.signs().length];
                for (int i = 0; i < scaled.length; i++) {
                    scaled[i] = m.signs()[i] * m.scale();
                }
                copy(name, scaled, into);
                return;
            }
        }
        throw new InputException(
                "workload " + workload.name(),
                "/arrays/" + name + "/data",
                "\"" + data + "\"",
                "prompt, embedding, or layer.{layer}.n.packed with n of q, k, v, o, g, u, d");
    }

    private void copy(String name, double[] from, double[] into) {
        if (from.length != into.length) {
            throw new InputException(
                    "workload " + workload.name(),
                    "/arrays/" + name,
                    into.length + " numbers",
                    from.length + ", as in the file of weights");
        }
        System.arraycopy(from, 0, into, 0, into.length);
    }

    @Override
    public void close() {
        weights.close();
    }
}
