package dev.headrace.simulator.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A workload file: what attention is computed on.
 *
 * @param name its name
 * @param about what it is, in a sentence
 * @param shape sizes
 * @param mask which keys a query sees: "none" or "causal" (query i of n sees keys up to i + keys - queries)
 * @param scale factor of the scores; 1 / sqrt(head_dim) if missing
 * @param format number format of q, k, v and o
 * @param tensors where the numbers come from
 * @param kept what is left out, or null: nothing
 * @param sources path in this file to where that value comes from
 */
public record WorkloadSpec(
        String name,
        @Nullable String about,
        Shape shape,
        @Nullable String mask,
        @Nullable Double scale,
        @Nullable String format,
        @Nullable Tensors tensors,
        @Nullable KeptSpec kept,
        @Nullable Map<String, String> sources) {

    private static final int LARGEST = 1 << 30;

    /**
     * Sizes; each 1 or more.
     *
     * @param kvHeads heads of k and v; divides heads
     * @param queries rows of q
     * @param keys rows of k and v
     * @param headDim columns of q and k
     * @param valueDim columns of v and o
     */
    public record Shape(
            @Nullable Integer batch,
            @Nullable Integer layers,
            Integer heads,
            @Nullable Integer kvHeads,
            Integer queries,
            Integer keys,
            Integer headDim,
            @Nullable Integer valueDim) {
        public Shape {
            batch = Require.range(batch == null ? Integer.valueOf(1) : batch, 1, LARGEST, "batch");
            layers = Require.range(layers == null ? Integer.valueOf(1) : layers, 1, LARGEST, "layers");
            Require.range(heads, 1, LARGEST, "heads");
            kvHeads = Require.range(kvHeads == null ? heads : kvHeads, 1, LARGEST, "kv_heads");
            Require.range(queries, 1, LARGEST, "queries");
            Require.range(keys, 1, LARGEST, "keys");
            Require.range(headDim, 1, LARGEST, "head_dim");
            valueDim = Require.range(valueDim == null ? headDim : valueDim, 1, LARGEST, "value_dim");
            if (heads % kvHeads != 0) {
                throw new BadField("kv_heads", String.valueOf(kvHeads), "a divisor of heads = " + heads);
            }
            long all = (long) batch * layers;
            if (all > LARGEST || all * heads > LARGEST) {
                throw new BadField(
                        "heads", batch + " x " + layers + " x " + heads, "batch x layers x heads up to " + LARGEST);
            }
        }

        /** Attention heads in all: layers x batch x heads. */
        public int allHeads() {
            return batchSize() * layerCount() * heads;
        }

        /** Batch size. */
        public int batchSize() {
            return batch == null ? 1 : batch;
        }

        /** Number of layers. */
        public int layerCount() {
            return layers == null ? 1 : layers;
        }

        /** Heads of k and v in one layer of one batch entry. */
        public int kvHeadCount() {
            return kvHeads == null ? heads : kvHeads;
        }

        /** Columns of v. */
        public int valueColumns() {
            return valueDim == null ? headDim : valueDim;
        }
    }

    /**
     * Where numbers come from: a file of real tensors, or a seed.
     *
     * @param file a safetensors file, relative to this file or in traces/data
     * @param q name pattern of a layer's q, with {layer}
     * @param reference a safetensors file of expected outputs, optional
     * @param o name pattern of a layer's expected output in it
     * @param seed seed of synthetic numbers
     * @param distribution "normal", "uniform", "constant", "outlier" or "ascending"
     */
    public record Tensors(
            @Nullable String file,
            @Nullable String q,
            @Nullable String k,
            @Nullable String v,
            @Nullable String reference,
            @Nullable String o,
            @Nullable Long seed,
            @Nullable String distribution) {
        public Tensors {
            if ((file == null) == (seed == null)) {
                throw new BadField(
                        file == null ? "seed" : "file",
                        file == null ? "missing" : "\"" + file + "\" beside a seed",
                        "either file (with q, k, v) or seed");
            }
            if (file != null) {
                Require.present(q, "q");
                Require.present(k, "k");
                Require.present(v, "v");
            } else {
                distribution = Require.oneOf(
                        distribution == null ? "normal" : distribution,
                        List.of("normal", "uniform", "constant", "outlier", "ascending"),
                        "distribution");
            }
            if (reference != null) {
                Require.present(o, "o");
            }
        }
    }

    public WorkloadSpec {
        Require.present(name, "name");
        Require.present(shape, "shape");
        mask = Require.oneOf(mask == null ? "none" : mask, List.of("none", "causal"), "mask");
        if (scale != null && (!(Math.abs(scale) <= 1e6) || scale == 0)) {
            throw new BadField("scale", String.valueOf(scale), "a number other than 0 between -1e6 and 1e6");
        }
        format = Require.oneOf(format == null ? "fp16" : format, Formats.NAMES, "format");
        if (mask.equals("causal") && shape.queries() > shape.keys()) {
            throw new BadField(
                    "shape/queries",
                    String.valueOf(shape.queries()),
                    "at most keys = " + shape.keys() + " under a causal mask");
        }
        sources = sources == null ? Map.of() : Map.copyOf(sources);
    }

    /** Factor of the scores. */
    public double scaleFactor() {
        return scale == null ? 1 / Math.sqrt(shape.headDim()) : scale;
    }

    /** Number format of the tensors. */
    public String formatName() {
        return format == null ? "fp16" : format;
    }

    /** True under a causal mask. */
    public boolean causal() {
        return "causal".equals(mask);
    }
}
