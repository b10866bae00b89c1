package dev.headrace.golden.sparse;

/**
 * What share of the tokens (or heads) each layer prunes.
 *
 * <p>SpAtten (HPCA 2021, arXiv 2012.09852): the first layers are never pruned (15 % of them for tokens, 30 % for heads),
 * then the share grows layer by layer from a start to an end value. A share is of the original count, not of what the
 * layer before left: the authors' released GPT-2 traces keep 921, 716, 204, 102 keys, which are 0.9, 0.7, 0.2, 0.1 of
 * the context of 1024, rounded down.
 */
public final class PruningSchedule {
    private final double[] pruned;

    private PruningSchedule(double[] pruned) {
        this.pruned = pruned;
    }

    /** A schedule given layer by layer. */
    public static PruningSchedule of(double... pruned) {
        Require.atLeast("layers", pruned.length, 1);
        for (double share : pruned) {
            Require.share("pruned share", share);
        }
        return new PruningSchedule(pruned.clone());
    }

    /** No pruning. */
    public static PruningSchedule none(int layers) {
        Require.atLeast("layers", layers, 1);
        return new PruningSchedule(new double[layers]);
    }

    /**
     * A linear ramp: {@code ceil(free layers)} layers without pruning (rounding up is assumed), then {@code start} in the
     * first pruned layer to {@code end} in the last one. A single pruned layer has their mean, which is the average of
     * any ramp.
     *
     * @param layers layers, 1 or more
     * @param free share of the layers that are not pruned, 0 to 1: 0.15 for tokens, 0.3 for heads
     * @param start share pruned in the first pruned layer
     * @param end share pruned in the last layer
     */
    public static PruningSchedule ramp(int layers, double free, double start, double end) {
        Require.atLeast("layers", layers, 1);
        Require.share("free share", free);
        Require.share("start share", start);
        Require.share("end share", end);
        int first = (int) Math.ceil(free * layers - 1e-9);
        int steps = layers - first - 1;
        double[] pruned = new double[layers];
        for (int layer = first; layer < layers; layer++) {
            pruned[layer] = steps == 0 ? (start + end) / 2 : start + (end - start) * (layer - first) / steps;
        }
        return new PruningSchedule(pruned);
    }

    /** Number of layers. */
    public int layers() {
        return pruned.length;
    }

    /** Share pruned in a layer. */
    public double pruned(int layer) {
        return pruned[layer];
    }

    /**
     * How many of {@code count} a layer keeps at most: {@code floor(count (1 - share))}, where a product within 1e-9 of
     * a whole number counts as that number, so that 0.9 pruned of 1000 leaves 100.
     */
    public int kept(int layer, int count) {
        return Require.floorShare(1 - pruned[layer], count);
    }
}
