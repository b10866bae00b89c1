package dev.headrace.traces;

import dev.headrace.golden.ternary.Linear;
import dev.headrace.golden.ternary.TernaryMatrix;
import dev.headrace.golden.ternary.TernaryShape;
import dev.headrace.golden.ternary.TernaryWeights;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Weights of a ternary decoder in a safetensors file: {@code embedding} [vocabulary, hidden] of floats; for every layer
 * i and linear map n of q, k, v, o, g, u, d {@code layer.i.n.packed} U8 [outputs, inputs / 4], four two-bit codes a byte,
 * the lowest bits first, 0 for 0, 1 for +1, 2 for -1; and {@code layer.i.n.scale}, one float above 0. Sizes stand in the
 * metadata: layers, heads, head_dim, ffn, vocab, context, rope_theta, rms_eps.
 *
 * <p>Names, types and shapes of all tensors and all scales are checked on opening, codes when a matrix is first asked for.
 * Everything that can be wrong is a {@link TraceException} with file, tensor, element, the value and what is allowed.
 */
public final class TernaryFile implements TernaryWeights, Closeable {
    private static final int CODES = 4;

    private final Safetensors file;
    private final TernaryShape shape;
    private final Map<String, Double> scales = new HashMap<>();
    private final Map<String, TernaryMatrix> matrices = new HashMap<>();
    private double @Nullable [] embedding;

    private TernaryFile(Safetensors file) {
        this.file = file;
        this.shape = shape(file);
    }

    /** Opens a file and checks all that its header tells, and the scales. */
    public static TernaryFile open(Path path) {
        Safetensors file = Safetensors.open(path);
        TernaryFile opened = null;
        try {
            TernaryFile checking = new TernaryFile(file);
            checking.checkAll();
            opened = checking;
        } finally {
            if (opened == null) {
                file.close();
            }
        }
        return opened;
    }

    @Override
    public TernaryShape shape() {
        return shape;
    }

    @Override
    public synchronized double[] embedding() {
        double[] known = embedding;
        if (known == null) {
            known = file.doubles("embedding");
            for (int i = 0; i < known.length; i++) {
                if (!Double.isFinite(known[i])) {
                    throw bad("embedding", "element " + i + " is " + known[i], "finite numbers");
                }
            }
            embedding = known;
        }
        return known;
    }

    @Override
    public synchronized TernaryMatrix matrix(int layer, Linear linear) {
        return matrices.computeIfAbsent(name(layer, linear), n -> read(n, linear));
    }

    @Override
    public void close() {
        file.close();
    }

    private TernaryMatrix read(String name, Linear linear) {
        TensorEntry entry = file.tensor(name + ".packed");
        double[] packed = new double[(int) entry.count()];
        file.read(entry, 0, packed);
        byte[] signs = new byte[packed.length * CODES];
        for (int i = 0; i < signs.length; i++) {
            int code = ((int) packed[i / CODES] >> (2 * (i % CODES))) & 3;
            if (code == 3) {
                int inputs = linear.inputs(shape);
                throw bad(
                        entry.name(),
                        "byte " + i / CODES + " has code 3 for the weight of output " + i / inputs + ", input "
                                + i % inputs,
                        "0 (0), 1 (+1) and 2 (-1)");
            }
            signs[i] = (byte) (code == 2 ? -1 : code);
        }
        double scale = java.util.Objects.requireNonNull(scales.get(name));
        return new TernaryMatrix(linear.outputs(shape), linear.inputs(shape), signs, scale);
    }

    private static String name(int layer, Linear linear) {
        return "layer." + layer + "." + linear.letter();
    }

    private void checkAll() {
        require(
                "embedding",
                List.of(ElementType.F16, ElementType.BF16, ElementType.F32),
                shape.vocabulary(),
                shape.hidden());
        for (int layer = 0; layer < shape.layers(); layer++) {
            for (Linear linear : Linear.values()) {
                String name = name(layer, linear);
                int inputs = linear.inputs(shape);
                if (inputs % CODES != 0) {
                    throw bad(name + ".packed", "has rows of " + inputs + " weights", "multiples of 4, whole bytes");
                }
                require(name + ".packed", List.of(ElementType.U8), linear.outputs(shape), inputs / CODES);
                scales.put(name, scale(name + ".scale"));
            }
        }
    }

    private double scale(String tensor) {
        require(tensor, List.of(ElementType.F16, ElementType.BF16, ElementType.F32), 1);
        double scale = file.doubles(tensor)[0];
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw bad(tensor, "element 0 is " + scale, "finite numbers above 0");
        }
        return scale;
    }

    private void require(String tensor, List<ElementType> types, long... lengths) {
        TensorEntry entry = file.tensor(tensor);
        List<Long> wanted = java.util.Arrays.stream(lengths).boxed().toList();
        if (!entry.shape().equals(wanted) || !types.contains(entry.type())) {
            throw bad(tensor, "is " + entry.type() + " " + entry.shape(), types + " " + wanted);
        }
    }

    private static TernaryShape shape(Safetensors file) {
        try {
            return new TernaryShape(
                    (int) number(file, "layers", true),
                    (int) number(file, "heads", true),
                    (int) number(file, "head_dim", true),
                    (int) number(file, "ffn", true),
                    (int) number(file, "vocab", true),
                    (int) number(file, "context", true),
                    number(file, "rope_theta", false),
                    number(file, "rms_eps", false));
        } catch (IllegalArgumentException e) {
            throw new TraceException(file.file() + ": metadata: " + e.getMessage(), e);
        }
    }

    private static double number(Safetensors file, String key, boolean whole) {
        String text = file.metadata().get(key);
        String allowed = whole ? "a whole number" : "a number";
        if (text == null) {
            throw new TraceException(file.file() + ": metadata \"" + key + "\" is missing; allowed: " + allowed);
        }
        try {
            return whole ? Integer.parseInt(text) : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new TraceException(
                    file.file() + ": metadata \"" + key + "\" is \"" + text + "\"; allowed: " + allowed, e);
        }
    }

    private TraceException bad(String tensor, String found, String allowed) {
        return new TraceException(file.file() + ": tensor \"" + tensor + "\" " + found + "; allowed: " + allowed);
    }
}
