package dev.headrace.simulator.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a workload leaves out (SpAtten, HPCA 2021): either counted elsewhere, in a kept-set trace or a list of layers, or to
 * be worked out from the numbers by a pruning schedule. Without any of them nothing is left out.
 *
 * @param trace a kept-set trace in CSV, relative to the workload or where one is
 * @param counts instead: what each generated token keeps, layer by layer
 * @param pruning instead: schedules that are applied to the workload's numbers
 * @param candidates instead: keys that look promising, as A3 selects them; with counts: how long A3 searches for them, and
 *     every query has keys of its own
 * @param zeroSkipping instead: values of probabilities that are not small, as MNNFast selects them
 * @param generate true: queries are tokens generated one after another; false: one pass over the whole sequence
 * @param prompt with generate: query rows before the first generated token, which are not run; 0 if missing
 * @param seed chooses rows and scores where only counts are given; 0 if missing
 */
public record KeptSpec(
        @Nullable String trace,
        @Nullable Counts counts,
        @Nullable Pruning pruning,
        @Nullable Candidates candidates,
        @Nullable ZeroSkipping zeroSkipping,
        @Nullable Boolean generate,
        @Nullable Integer prompt,
        @Nullable Long seed) {

    /**
     * Counts instead of a trace: the same for every generated token but the first.
     *
     * @param first layers of the first token
     * @param others layers of all others; those of the first if missing
     */
    public record Counts(List<Layers> first, @Nullable List<Layers> others) {
        public Counts {
            first = Require.list(Require.present(first, "first"));
            others = others == null ? first : Require.list(others);
        }

        /** Layers of a token. */
        public List<Layers> of(int step) {
            return step == 0 || others == null ? first : others;
        }
    }

    /**
     * Some neighbouring layers that keep as much.
     *
     * @param layers how many layers
     * @param keys keys kept; all there are if missing or if there are fewer
     * @param values V rows kept of them; all if missing
     * @param heads heads kept, the first ones; all if missing
     * @param keyBits bits of a key element fetched first; the workload's format if missing
     * @param lowBits bits fetched on demand; 0 if missing
     * @param refetched share of the heads (rounded to the nearest whole number) whose low bits are fetched; 0 if missing
     * @param queryBits bits of a query element
     * @param valueBits bits of a value element
     */
    public record Layers(
            Integer layers,
            @Nullable Integer keys,
            @Nullable Integer values,
            @Nullable Integer heads,
            @Nullable Integer keyBits,
            @Nullable Integer lowBits,
            @Nullable Double refetched,
            @Nullable Integer queryBits,
            @Nullable Integer valueBits) {
        public Layers {
            Require.range(Require.present(layers, "layers"), 0, 1 << 20, "layers");
            optional(keys, 0, 1 << 30, "keys");
            optional(values, 0, 1 << 30, "values");
            optional(heads, 0, 1 << 20, "heads");
            optional(keyBits, 1, 32, "key_bits");
            optional(lowBits, 0, 32, "low_bits");
            share(refetched, "refetched");
            optional(queryBits, 1, 32, "query_bits");
            optional(valueBits, 1, 32, "value_bits");
        }
    }

    /**
     * Pruning and quantization of real numbers.
     *
     * @param tokens share of the tokens pruned by layer; none if missing
     * @param heads share of the heads pruned by layer; none if missing
     * @param values share of a query's keys whose V rows are added up, 0 to 1; 1 if missing
     * @param queryBits bits of a query element, 2 to 16; not quantized if missing
     * @param keyBits bits of a key element fetched first, 4 to 12; not quantized if missing
     * @param lowBits bits fetched on demand: 4, or 0 (if missing): static quantization
     * @param threshold largest probability below which they are fetched, 0 (if missing: never) to 1
     * @param valueBits bits of a value element, 2 to 16; not quantized if missing
     * @param promptScores true: a dense pass over the prompt gives its tokens importances first
     */
    public record Pruning(
            @Nullable Ramp tokens,
            @Nullable Ramp heads,
            @Nullable Double values,
            @Nullable Integer queryBits,
            @Nullable Integer keyBits,
            @Nullable Integer lowBits,
            @Nullable Double threshold,
            @Nullable Integer valueBits,
            @Nullable Boolean promptScores) {
        public Pruning {
            share(values, "values");
            share(threshold, "threshold");
            optional(queryBits, 2, 16, "query_bits");
            optional(keyBits, 4, 12, "key_bits");
            optional(valueBits, 2, 16, "value_bits");
            if (lowBits != null && lowBits != 0 && (lowBits != 4 || keyBits == null)) {
                throw new BadField("low_bits", String.valueOf(lowBits), "0, or 4 with key_bits");
            }
        }

        /** Share of a query's keys whose V rows are added up. */
        public double valuesKept() {
            return values == null ? 1 : values;
        }

        /** Bits fetched on demand. */
        public int low() {
            return lowBits == null ? 0 : lowBits;
        }

        /** Largest probability below which low bits are fetched. */
        public double refetchBelow() {
            return threshold == null ? 0 : threshold;
        }
    }

    /**
     * A3's approximation (HPCA 2020): in each of so many steps the largest component product of the query with a key that has
     * not been taken yet is added to that key's estimate, and the smallest; keys of positive estimates are compared with.
     *
     * @param iterations steps as a share of the keys, more than 0
     * @param share keys whose weight is below this share of the largest are dropped after their scores are known, 0 to 1;
     *     nothing follows from it with counts
     */
    public record Candidates(Double iterations, Double share) {
        public Candidates {
            if (!(Require.present(iterations, "iterations") > 0 && iterations <= 64)) {
                throw new BadField("iterations", String.valueOf(iterations), "more than 0, up to 64");
            }
            KeptSpec.share(Require.present(share, "share"), "share");
        }

        /** Steps of the search among so many keys. */
        public int steps(int keys) {
            return (int) Math.ceil(iterations * keys);
        }
    }

    /**
     * MNNFast's zero-skipping (ISCA 2019).
     *
     * @param threshold values whose probability is below it are not added up, 0 to 1
     */
    public record ZeroSkipping(Double threshold) {
        public ZeroSkipping {
            KeptSpec.share(Require.present(threshold, "threshold"), "threshold");
        }
    }

    /**
     * A share by layer: 0 in the first layers, then from start to end in equal steps; or given layer by layer.
     *
     * @param free share of the layers that are free, rounded up to whole layers; 0.15 if missing
     * @param start share in the first layer that is not free; 0 if missing
     * @param end share in the last layer; that of the start if missing
     * @param layers instead: one share for each layer
     */
    public record Ramp(
            @Nullable Double free,
            @Nullable Double start,
            @Nullable Double end,
            @Nullable List<Double> layers) {
        public Ramp {
            share(free, "free");
            share(start, "start");
            share(end, "end");
            if (layers != null) {
                layers = Require.list(layers);
                layers.forEach(s -> share(s, "layers"));
            }
        }

        /** The share of each layer; a single layer that is not free has the mean of start and end. */
        public double[] shares(int count) {
            if (layers != null) {
                if (layers.size() != count) {
                    throw new BadField("layers", layers.size() + " shares", count + ", one for each layer");
                }
                return layers.stream().mapToDouble(Double::doubleValue).toArray();
            }
            double from = start == null ? 0 : start;
            double to = end == null ? from : end;
            int first = (int) Math.ceil((free == null ? 0.15 : free) * count - 1e-9);
            int steps = count - first - 1;
            double[] shares = new double[count];
            for (int l = first; l < count; l++) {
                shares[l] = steps == 0 ? (from + to) / 2 : from + (to - from) * (l - first) / steps;
            }
            return shares;
        }
    }

    public KeptSpec {
        int given = (trace == null ? 0 : 1)
                + (counts == null ? 0 : 1)
                + (pruning == null ? 0 : 1)
                + (candidates == null ? 0 : 1)
                + (zeroSkipping == null ? 0 : 1);
        if (prompt != null) {
            Require.range((long) prompt, 0, 1 << 30, "prompt");
        }
        boolean searched = given == 2 && counts != null && candidates != null;
        if (given != 1 && !searched) {
            throw new BadField(
                    "trace",
                    given + " of them",
                    "one of trace, counts, pruning, candidates and zero_skipping, or counts with candidates");
        }
        if (searched && Boolean.TRUE.equals(generate)) {
            throw new BadField("generate", "true with counts and candidates", "false, a token generated is one query");
        }
    }

    /** True if what is kept follows from numbers. */
    public boolean followsNumbers() {
        return counts == null && (pruning != null || candidates != null || zeroSkipping != null);
    }

    /** True if every query has keys of its own, so that no key is fetched less often and no query dropped. */
    public boolean eachQueryForItself() {
        return candidates != null || zeroSkipping != null;
    }

    /** True if queries are tokens generated one after another. */
    public boolean generates() {
        return Boolean.TRUE.equals(generate);
    }

    /** Query rows that are not run. */
    public int promptRows() {
        return prompt == null ? 0 : prompt;
    }

    /** What rows and scores are drawn from. */
    public long seedOrZero() {
        return seed == null ? 0 : seed;
    }

    static void share(@Nullable Double value, String field) {
        if (value != null && !(value >= 0 && value <= 1)) {
            throw new BadField(field, String.valueOf(value), "0 to 1");
        }
    }

    private static void optional(@Nullable Integer value, int least, int most, String field) {
        if (value != null) {
            Require.range((long) value, least, most, field);
        }
    }
}
