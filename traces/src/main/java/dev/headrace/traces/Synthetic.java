package dev.headrace.traces;

import dev.headrace.golden.NumberFormat;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Tensors from a seed. Every head of every tensor has a generator of its own, seeded from (seed, tensor, layer, batch,
 * head), so any head can be made alone, in any order, on any thread and host, and is the same to the bit.
 *
 * <p>Generator: xoroshiro128++ (Blackman and Vigna, ACM Trans. Math. Softw. 47, 2021). Its 128 bits of state are two
 * outputs of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), whose mixing function also folds in the five parts of the
 * key; the tensor's name enters by its 64-bit FNV-1a hash.
 */
public final class Synthetic implements TensorSource {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private final TraceShape shape;
    private final NumberFormat format;
    private final long seed;
    private final Distribution distribution;
    private final Saturation saturation;

    /**
     * @param shape sizes of the tensors
     * @param format every number is rounded to it
     * @param seed any number
     * @param distribution of q, k and v alike, before rounding
     */
    public Synthetic(TraceShape shape, NumberFormat format, long seed, Distribution distribution) {
        this.shape = shape;
        this.format = format;
        this.seed = seed;
        this.distribution = distribution;
        this.saturation = new Saturation(format);
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
        fill(seed, tensor.jsonName(), layer, batch, head, distribution, into);
        long tooLarge = 0;
        for (int i = 0; i < into.length; i++) {
            boolean large = format.overflows(into[i]);
            tooLarge += large ? 1 : 0;
            if (large && format.hasInfinity()) {
                throw new TraceException("synthetic " + tensor.jsonName() + " element " + i + " overflows "
                        + format.jsonName() + "; allowed: a distribution within +-" + format.maxFinite());
            }
            into[i] = saturation.round(into[i]);
        }
        saturation.note(tensor, layer, batch, head, tooLarge);
    }

    /** Fills an array with one head of any named tensor, unrounded: weights, for instance. */
    public static void fill(
            long seed, String tensor, int layer, int batch, int head, Distribution distribution, double[] into) {
        distribution.fill(generator(seed, tensor, layer, batch, head), into);
    }

    private static UniformRandomProvider generator(long seed, String tensor, int layer, int batch, int head) {
        long key = mix(seed + GOLDEN_GAMMA);
        key = mix((key ^ hash(tensor)) + GOLDEN_GAMMA);
        key = mix((key ^ layer) + GOLDEN_GAMMA);
        key = mix((key ^ batch) + GOLDEN_GAMMA);
        key = mix((key ^ head) + GOLDEN_GAMMA);
        long first = mix(key + GOLDEN_GAMMA);
        long second = mix(key + GOLDEN_GAMMA + GOLDEN_GAMMA);
        // Never both zero: mix is a bijection and its two arguments differ.
        return RandomSource.XO_RO_SHI_RO_128_PP.create(new long[] {first, second});
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    private static long hash(String name) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    @Override
    public Map<String, Long> saturated() {
        return saturation.byTensor();
    }

    /** Nothing is held open. */
    @Override
    public void close() {}
}
