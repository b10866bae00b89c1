package dev.headrace.hw.check;

/** Draws that are the same in every run. */
public final class SplitMix {
    private SplitMix() {}

    /** The mixing steps of SplitMix64 (Steele et al. 2014): any bit of the result depends on every bit of {@code z}. */
    public static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
        return x ^ (x >>> 31);
    }
}
