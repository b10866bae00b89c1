package dev.headrace.traces;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;

/**
 * Attention outputs that somebody else computed, from a safetensors file: one tensor per layer, of shape [heads, queries,
 * value_dim], or [batch, heads, queries, value_dim] (required if batch is above 1). Numbers are given as the file holds
 * them; NaN and infinities are refused.
 */
public final class ReferenceOutputs implements Closeable {
    private final Safetensors file;
    private final TraceShape shape;
    private final String pattern;

    private ReferenceOutputs(Safetensors file, TraceShape shape, String pattern) {
        this.file = file;
        this.shape = shape;
        this.pattern = pattern;
    }

    /**
     * Opens a file and checks that the outputs of every layer are there in the right shape.
     *
     * @param path the file
     * @param shape sizes of the workload
     * @param pattern name of the outputs, with {@code {layer}} for the layer's number
     * @throws TraceException if the file cannot be read or lacks a tensor, or a shape differs
     */
    public static ReferenceOutputs open(Path path, TraceShape shape, String pattern) {
        Safetensors file = Safetensors.open(path);
        ReferenceOutputs outputs = new ReferenceOutputs(file, shape, pattern);
        boolean valid = false;
        try {
            for (int layer = 0; layer < shape.layers(); layer++) {
                outputs.check(file.tensor(outputs.name(layer)));
            }
            valid = true;
        } finally {
            if (!valid) {
                file.close();
            }
        }
        return outputs;
    }

    private String name(int layer) {
        return pattern.replace("{layer}", Integer.toString(layer));
    }

    private void check(TensorEntry entry) {
        List<Long> single = List.of((long) shape.heads(), (long) shape.queries(), (long) shape.valueDim());
        List<Long> whole =
                List.of((long) shape.batch(), (long) shape.heads(), (long) shape.queries(), (long) shape.valueDim());
        if (!entry.shape().equals(whole)
                && !(shape.batch() == 1 && entry.shape().equals(single))) {
            throw new TraceException(file.file() + ": tensor \"" + entry.name() + "\" has shape " + entry.shape()
                    + "; allowed for this workload's reference outputs: "
                    + (shape.batch() == 1 ? single + " [heads, queries, value_dim] or " : "") + whole
                    + " [batch, heads, queries, value_dim]");
        }
    }

    /**
     * Reads the outputs of one head, row-major.
     *
     * @param into queries x value_dim numbers, overwritten
     * @throws TraceException if the data cannot be read or is not finite
     */
    public void read(int layer, int batch, int head, double[] into) {
        TensorEntry entry = file.tensor(name(layer));
        long from = ((long) batch * shape.heads() + head) * into.length;
        file.read(entry, from, into);
        for (int i = 0; i < into.length; i++) {
            if (!Double.isFinite(into[i])) {
                throw new TraceException(file.file() + ": tensor \"" + entry.name() + "\" element " + (from + i)
                        + " is " + into[i] + "; allowed: finite numbers");
            }
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
