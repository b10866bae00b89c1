package dev.headrace.extract;

import dev.headrace.traces.ElementType;
import dev.headrace.traces.SafetensorsWriter;
import dev.headrace.traces.TraceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The attention tensors of a BERT-like encoder as a trace.
 *
 * <p>Written are {@code tokens} I32 [S]; for each layer i {@code layer.i.q}, {@code layer.i.k}, {@code layer.i.v} [heads,
 * S, head_dim] before the scaling by {@code 1/sqrt(head_dim)}; and {@code layer.i.token_importance} F32 [S], the model's own
 * probabilities summed over heads and queries, to check a reader by.
 *
 * @param layers layers
 * @param heads heads of each
 * @param headDim columns of q, k and v
 * @param q name of the tensor [1, heads, S, head_dim], with {@code {layer}} for the layer's number
 * @param keysTransposed name of the transposed keys [1, heads, head_dim, S], likewise
 * @param v name of the values, likewise
 * @param probabilities name of the softmax [1, heads, S, S], likewise
 */
public record EncoderTrace(
        int layers, int heads, int headDim, String q, String keysTransposed, String v, String probabilities) {
    private static final String MINI_LM = "/encoder/layer.{layer}/attention/self/";

    /** all-MiniLM-L6-v2 as exported for ONNX Runtime; names read in the model of the Maven artifact. */
    public static EncoderTrace miniLm() {
        return new EncoderTrace(
                6,
                12,
                32,
                MINI_LM + "Transpose_1_output_0",
                MINI_LM + "Transpose_2_output_0",
                MINI_LM + "Transpose_output_0",
                MINI_LM + "Softmax_output_0");
    }

    /** All tensors that must be outputs of the model. */
    public List<String> outputs() {
        List<String> names = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            for (String pattern : List.of(q, keysTransposed, v, probabilities)) {
                names.add(name(pattern, layer));
            }
        }
        return names;
    }

    private static String name(String pattern, int layer) {
        return pattern.replace("{layer}", Integer.toString(layer));
    }

    /** Runs the model on tokens and collects the trace. */
    public SafetensorsWriter collect(Inference inference, int[] tokens, ElementType type) {
        if (type != ElementType.F16 && type != ElementType.F32) {
            throw new IllegalArgumentException("type is " + type + "; allowed: F16, F32");
        }
        int length = tokens.length;
        Map<String, float[]> tensors = inference.run(tokens, outputs());
        List<Long> shape = List.of((long) heads, (long) length, (long) headDim);
        SafetensorsWriter writer = new SafetensorsWriter().add("tokens", List.of((long) length), tokens);
        for (int layer = 0; layer < layers; layer++) {
            String prefix = "layer." + layer + ".";
            int count = heads * length * headDim;
            double[] keys = transposed(tensor(tensors, name(keysTransposed, layer), count), length);
            writer.add(prefix + "q", type, shape, tensor(tensors, name(q, layer), count));
            writer.add(prefix + "k", type, shape, keys);
            writer.add(prefix + "v", type, shape, tensor(tensors, name(v, layer), count));
            double[] p = tensor(tensors, name(probabilities, layer), heads * length * length);
            writer.add(prefix + "token_importance", ElementType.F32, List.of((long) length), columnSums(p, length));
        }
        return writer;
    }

    private static double[] tensor(Map<String, float[]> tensors, String name, int count) {
        float[] numbers = tensors.get(name);
        if (numbers == null || numbers.length != count) {
            throw new TraceException("tensor \"" + name + "\" of the model has "
                    + (numbers == null ? "not come out" : numbers.length + " numbers") + "; allowed: " + count);
        }
        double[] wide = new double[count];
        for (int i = 0; i < count; i++) {
            wide[i] = numbers[i];
        }
        return wide;
    }

    /** [heads, head_dim, S] to [heads, S, head_dim]. */
    private double[] transposed(double[] numbers, int length) {
        double[] rows = new double[numbers.length];
        for (int head = 0; head < heads; head++) {
            int from = head * length * headDim;
            for (int column = 0; column < headDim; column++) {
                for (int row = 0; row < length; row++) {
                    rows[from + row * headDim + column] = numbers[from + column * length + row];
                }
            }
        }
        return rows;
    }

    private static double[] columnSums(double[] p, int length) {
        double[] sums = new double[length];
        for (int i = 0; i < p.length; i++) {
            sums[i % length] += p[i];
        }
        return sums;
    }
}
