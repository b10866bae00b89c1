package dev.headrace.traces;

import dev.headrace.golden.NumberFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Tensors from a safetensors file, one tensor per input and layer, of shape [heads, rows, columns], or [batch, heads,
 * rows, columns] (required if batch is above 1).
 *
 * <p>Shapes of all layers are checked on opening. Numbers are rounded to the workload's format as they are read, which
 * changes nothing if the file already holds that format. NaN and infinities are refused; so are numbers too large for the
 * format, unless they are to become the largest it has.
 */
public final class FileTensors implements TensorSource {
    private static final String LAYER = "{layer}";

    private final Safetensors file;
    private final TraceShape shape;
    private final NumberFormat format;
    private final List<String> patterns;
    private final boolean saturates;
    private final Saturation saturation;

    private FileTensors(
            Safetensors file, TraceShape shape, NumberFormat format, List<String> patterns, boolean saturates) {
        this.saturates = saturates;
        this.saturation = new Saturation(format);
        this.file = file;
        this.shape = shape;
        this.format = format;
        this.patterns = patterns;
    }

    /**
     * Opens a file and checks that every tensor of the workload is there in the right shape.
     *
     * @param path the file
     * @param shape sizes of the workload
     * @param format every number is rounded to it
     * @param q name of q, with {@code {layer}} for the layer's number, such as {@code layer.{layer}.q}
     * @param k name of k, likewise
     * @param v name of v, likewise
     * @throws TraceException if the file cannot be read or lacks a tensor, or a shape or type differs
     */
    public static FileTensors open(Path path, TraceShape shape, NumberFormat format, String q, String k, String v) {
        return open(path, shape, format, q, k, v, false);
    }

    /**
     * The same.
     *
     * @param saturates true: what is too large for the format becomes the largest it has, and is counted
     */
    public static FileTensors open(
            Path path, TraceShape shape, NumberFormat format, String q, String k, String v, boolean saturates) {
        Safetensors file = Safetensors.open(path);
        FileTensors tensors = new FileTensors(file, shape, format, List.of(q, k, v), saturates);
        boolean valid = false;
        try {
            tensors.checkAll();
            valid = true;
        } finally {
            if (!valid) {
                file.close();
            }
        }
        return tensors;
    }

    @Override
    public TraceShape shape() {
        return shape;
    }

    @Override
    public NumberFormat format() {
        return format;
    }

    @Override
    public void read(AttentionTensor tensor, int layer, int batch, int head, double[] into) {
        shape.check(tensor, layer, batch, head, into.length);
        TensorEntry entry = file.tensor(name(tensor, layer));
        long from = ((long) batch * shape.heads(tensor) + head) * into.length;
        file.read(entry, from, into);
        long tooLarge = 0;
        for (int i = 0; i < into.length; i++) {
            boolean large = format.overflows(into[i]);
            if (!Double.isFinite(into[i]) || (large && !saturates)) {
                int columns = shape.columns(tensor);
                throw new TraceException(file.file() + ": tensor \"" + entry.name() + "\" element " + (from + i)
                        + " (batch " + batch + ", head " + head + ", row " + i / columns + ", column " + i % columns
                        + ") is " + into[i] + "; allowed: " + format.range() + ", the numbers of " + format.jsonName()
                        + (large ? ", or \"saturate\": true in the workload's tensors" : ""));
            }
            into[i] = saturation.round(into[i]);
            tooLarge += large ? 1 : 0;
        }
        saturation.note(tensor, layer, batch, head, tooLarge);
    }

    @Override
    public Map<String, Long> saturated() {
        return saturation.byTensor();
    }

    @Override
    public void close() {
        file.close();
    }

    private String name(AttentionTensor tensor, int layer) {
        return patterns.get(tensor.ordinal()).replace(LAYER, Integer.toString(layer));
    }

    private void checkAll() {
        for (AttentionTensor tensor : AttentionTensor.values()) {
            String pattern = patterns.get(tensor.ordinal());
            if (shape.layers() > 1 && !pattern.contains(LAYER)) {
                throw new TraceException("name of " + tensor.jsonName() + " is \"" + pattern + "\" for "
                        + shape.layers() + " layers; allowed: a name with " + LAYER);
            }
            for (int layer = 0; layer < shape.layers(); layer++) {
                check(tensor, file.tensor(name(tensor, layer)));
            }
        }
    }

    private void check(AttentionTensor tensor, TensorEntry entry) {
        long heads = shape.heads(tensor);
        long rows = shape.rows(tensor);
        long columns = shape.columns(tensor);
        List<Long> whole = List.of((long) shape.batch(), heads, rows, columns);
        List<Long> single = List.of(heads, rows, columns);
        boolean fits = entry.shape().equals(whole)
                || (shape.batch() == 1 && entry.shape().equals(single));
        if (!fits) {
            throw new TraceException(file.file() + ": tensor \"" + entry.name() + "\" has shape " + entry.shape()
                    + "; allowed for this workload's " + tensor.jsonName() + ": "
                    + (shape.batch() == 1 ? single + " [heads, rows, columns] or " : "") + whole
                    + " [batch, heads, rows, columns]");
        }
    }
}
