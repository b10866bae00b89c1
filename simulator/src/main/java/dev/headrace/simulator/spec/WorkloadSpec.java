package dev.headrace.simulator.spec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
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
 * @param arrays tensors beside q, k, v and o, such as weights
 * @param tensors where the numbers come from
 * @param kept what is left out, or null: nothing
 * @param linear the linear layers around attention, which pruning saves work of as well; null: not counted
 * @param sources path in this file to where that value comes from
 */
public record WorkloadSpec(
        String name,
        @Nullable String about,
        Shape shape,
        @Nullable String mask,
        @Nullable Double scale,
        @Nullable String format,
        @Nullable Map<String, Array> arrays,
        @Nullable Tensors tensors,
        @Nullable KeptSpec kept,
        @Nullable LinearSpec linear,
        @Nullable Map<String, String> sources) {

    private static final int LARGEST = 1 << 30;

    /** Tensors that every workload has. */
    public static final List<String> ATTENTION = List.of("q", "k", "v", "o", "s", "p", "m", "l", "lse");

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    /**
     * A tensor beside q, k, v and o: one matrix, or one for each layer, sequence or head.
     *
     * @param rows dimension of its rows; "1" for a row vector
     * @param cols dimension of its columns
     * @param per "head" or "kv-head" (one matrix for each of every layer and batch entry), "layer" (weights), "sequence"
     *     (one for each batch entry) or "model" (a single one)
     * @param format number format of its elements; the workload's if missing
     * @param data name pattern of its matrices in the workload's tensor file, with {layer}; an input. Without it, it is
     *     something that the design stores, and holds zeros before
     * @param packing how ternary weights lie in memory; two bits each, row by row, if missing
     */
    public record Array(
            String rows,
            String cols,
            @Nullable String per,
            @Nullable String format,
            @Nullable String data,
            @Nullable Packing packing) {
        /**
         * How a matrix of ternary weights lies in memory: each row cut into vectors of so many weights, vectors side by side
         * in beats.
         *
         * @param weights weights of a vector, the last of a row padded, 1 or more
         * @param vectors vectors of a beat, 1 or more
         * @param beatBytes bytes of a beat, 1 or more
         */
        public record Packing(int weights, int vectors, int beatBytes) {
            public Packing {
                Require.range((long) weights, 1, LARGEST, "weights");
                Require.range((long) vectors, 1, LARGEST, "vectors");
                Require.range((long) beatBytes, 1, LARGEST, "beat_bytes");
            }

            /** Bytes of a matrix. */
            public long bytes(long rows, long cols) {
                long all = Math.multiplyExact(rows, (cols + weights - 1) / weights);
                return Math.multiplyExact((all + vectors - 1) / vectors, (long) beatBytes);
            }
        }

        /** What there can be a matrix of. */
        public static final List<String> PER = List.of("head", "kv-head", "layer", "sequence", "model");

        public Array {
            Require.present(rows, "rows");
            Require.present(cols, "cols");
            per = Require.oneOf(per == null ? "model" : per, PER, "per");
            format = Formats.orNull(format, "format");
            if (packing != null && !"ternary".equals(format)) {
                throw new BadField("packing", "given for format " + format, "only with format ternary");
            }
        }
    }

    /**
     * Sizes; each 1 or more.
     *
     * @param kvHeads heads of k and v; divides heads
     * @param queries rows of q
     * @param keys rows of k and v
     * @param headDim columns of q and k
     * @param valueDim columns of v and o
     * @param dimensions further dimensions by name, such as the width of the model
     */
    public record Shape(
            @Nullable Integer batch,
            @Nullable Integer layers,
            Integer heads,
            @Nullable Integer kvHeads,
            Integer queries,
            Integer keys,
            Integer headDim,
            @Nullable Integer valueDim,
            @Nullable Map<String, Integer> dimensions) {

        /** Sizes of attention alone. */
        public Shape(
                @Nullable Integer batch,
                @Nullable Integer layers,
                Integer heads,
                @Nullable Integer kvHeads,
                Integer queries,
                Integer keys,
                Integer headDim,
                @Nullable Integer valueDim) {
            this(batch, layers, heads, kvHeads, queries, keys, headDim, valueDim, null);
        }

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
            dimensions = declared(dimensions);
            long all = (long) batch * layers;
            if (all > LARGEST || all * heads > LARGEST) {
                throw new BadField(
                        "heads", batch + " x " + layers + " x " + heads, "batch x layers x heads up to " + LARGEST);
            }
        }

        private static Map<String, Integer> declared(@Nullable Map<String, Integer> given) {
            Map<String, Integer> all = new LinkedHashMap<>();
            if (given != null) {
                given.forEach((name, extent) -> {
                    if (!NAME.matcher(name).matches() || DesignSpec.Loop.DIMENSIONS.contains(name)) {
                        throw new BadField(
                                "dimensions",
                                "\"" + name + "\"",
                                "small letters, digits and _, and none of " + DesignSpec.Loop.DIMENSIONS);
                    }
                    all.put(name, Require.range(extent, 1, LARGEST, "dimensions/" + name));
                });
            }
            return Collections.unmodifiableMap(all);
        }

        /** Dimensions beside those of attention. */
        public Map<String, Integer> declared() {
            return dimensions == null ? Map.of() : dimensions;
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
     * @param prompt text that a decoder goes on from, or a safetensors file with a tensor "prompt" of word numbers
     * @param tokenizer file that turns text into word numbers and back, a byte-level BPE
     * @param saturate true: numbers of the file that are too large for the format become the largest it has, and are counted;
     *     else they are refused. Numbers from a seed always saturate, and are counted
     */
    public record Tensors(
            @Nullable String file,
            @Nullable String q,
            @Nullable String k,
            @Nullable String v,
            @Nullable String reference,
            @Nullable String o,
            @Nullable Long seed,
            @Nullable String distribution,
            @Nullable String prompt,
            @Nullable String tokenizer,
            @Nullable Boolean saturate) {
        /** Numbers without a text. */
        public Tensors(
                @Nullable String file,
                @Nullable String q,
                @Nullable String k,
                @Nullable String v,
                @Nullable String reference,
                @Nullable String o,
                @Nullable Long seed,
                @Nullable String distribution) {
            this(file, q, k, v, reference, o, seed, distribution, null, null, null);
        }

        /** True if numbers that are too large are made the largest there is. */
        public boolean saturates() {
            return Boolean.TRUE.equals(saturate);
        }

        public Tensors {
            if ((file == null) == (seed == null)) {
                throw new BadField(
                        file == null ? "seed" : "file",
                        file == null ? "missing" : "\"" + file + "\" beside a seed",
                        "either file (with q, k, v) or seed");
            }
            if (file == null) {
                distribution = Require.oneOf(
                        distribution == null ? "normal" : distribution,
                        List.of("normal", "uniform", "constant", "outlier", "ascending"),
                        "distribution");
            }
            if (reference != null) {
                Require.present(o, "o");
            }
            if (prompt != null && !prompt.endsWith(".safetensors")) {
                Require.present(tokenizer, "tokenizer");
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
        format = Formats.name(format == null ? "fp16" : format, "format");
        if (kept != null && mask.equals("causal") && shape.queries() > shape.keys()) {
            throw new BadField(
                    "shape/queries",
                    String.valueOf(shape.queries()),
                    "at most keys = " + shape.keys() + " under a causal mask in a workload that keeps a part");
        }
        arrays = arrays == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
        arrays.forEach((array, a) -> requireDimensions(array, a, shape));
        if (tensors != null && tensors.file() != null && arrays.isEmpty()) {
            Require.present(tensors.q(), "tensors/q");
            Require.present(tensors.k(), "tensors/k");
            Require.present(tensors.v(), "tensors/v");
        }
        if (linear != null) {
            linear.check(shape);
        }
        sources = sources == null ? Map.of() : Map.copyOf(sources);
    }

    private static void requireDimensions(String name, Array a, Shape shape) {
        if (!NAME.matcher(name).matches() || ATTENTION.contains(name)) {
            throw new BadField("arrays", "\"" + name + "\"", "small letters, digits and _, and none of " + ATTENTION);
        }
        List<String> known = new ArrayList<>(DesignSpec.Loop.DIMENSIONS);
        known.add("1");
        known.addAll(shape.declared().keySet());
        Require.oneOf(a.rows(), known, "arrays/" + name + "/rows");
        Require.oneOf(a.cols(), known, "arrays/" + name + "/cols");
    }

    /** Tensors beside those of attention. */
    public Map<String, Array> declared() {
        return arrays == null ? Map.of() : arrays;
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
