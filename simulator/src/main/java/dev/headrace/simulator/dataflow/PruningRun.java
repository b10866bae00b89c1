package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.KeptSpec;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a pruning schedule keeps of real numbers: one functional pass over the layers, with the arithmetic of the operators
 * (the same functions in the same order), before anything is timed.
 *
 * <p>Importances of tokens add up probabilities over heads, queries, layers and generated tokens, those of heads the
 * magnitudes of outputs; before each layer the most important are kept, of those that are still there. The newest generated
 * token is kept whatever its importance; the first one prunes nothing unless the prompt has been scored.
 */
final class PruningRun {
    private final WorkloadSpec workload;
    private final KeptSpec spec;
    private final KeptSpec.Pruning pruning;
    private final MaskTiles mask;
    private final HeadArithmetic arithmetic;
    private final Kept.Bits bits;
    private final double[] tokenShares;
    private final double[] headShares;
    private final double[] tokenImportance;
    private final double[] headImportance;
    private final @Nullable Kept[][] kept;
    private final int[][] tokens;
    private final KeptTable.@Nullable Cut[][] cuts;
    private int[] there = {};
    private int[] heads = {};
    private boolean silent;

    PruningRun(WorkloadSpec workload, KeptSpec spec, MaskTiles mask, HeadArithmetic arithmetic, int format) {
        this.workload = workload;
        this.spec = spec;
        this.pruning = java.util.Objects.requireNonNull(spec.pruning());
        this.mask = mask;
        this.arithmetic = arithmetic;
        WorkloadSpec.Shape s = workload.shape();
        this.bits = new Kept.Bits(
                or(pruning.queryBits(), format),
                or(pruning.keyBits(), format),
                pruning.low(),
                or(pruning.valueBits(), format));
        this.tokenShares = shares(pruning.tokens());
        this.headShares = shares(pruning.heads());
        this.tokenImportance = new double[s.keys()];
        this.headImportance = new double[s.heads()];
        this.kept = new @Nullable Kept[s.allHeads()][s.queries()];
        this.tokens = new int[s.allHeads()][0];
        this.cuts = new KeptTable.@Nullable Cut[s.layerCount()][s.queries()];
    }

    private double[] shares(KeptSpec.@Nullable Ramp ramp) {
        int layers = workload.shape().layerCount();
        return ramp == null ? new double[layers] : ramp.shares(layers);
    }

    private static int or(@Nullable Integer value, int otherwise) {
        return value == null ? otherwise : value;
    }

    /** {@code floor(share of count)}, where a product within 1e-9 of a whole number is that number. */
    static int floorShare(double share, int count) {
        return (int) Math.min(count, Math.floor(share * count + 1e-9));
    }

    KeptTable table() {
        WorkloadSpec.Shape s = workload.shape();
        if (!spec.generates()) {
            pass(s.keys(), tokenShares, headShares);
        } else {
            if (Boolean.TRUE.equals(pruning.promptScores())) {
                silent = true;
                pass(spec.promptRows(), new double[tokenShares.length], new double[headShares.length]);
                silent = false;
            }
            for (int q = spec.promptRows(); q < s.queries(); q++) {
                generate(q);
            }
        }
        return new KeptTable(s, spec.generates(), kept, tokens, cuts);
    }

    private void pass(int length, double[] tokenCut, double[] headCut) {
        there = IntStream.range(0, length).toArray();
        heads = IntStream.range(0, workload.shape().heads()).toArray();
        for (int layer = 0; layer < tokenCut.length; layer++) {
            keep(layer, 0, length, tokenCut, headCut, -1);
            layer(layer, there);
        }
    }

    private void generate(int query) {
        WorkloadSpec.Shape s = workload.shape();
        int newest = query + s.keys() - s.queries();
        there = IntStream.range(0, newest + 1).toArray();
        heads = IntStream.range(0, s.heads()).toArray();
        boolean prunes = query > spec.promptRows() || Boolean.TRUE.equals(pruning.promptScores());
        for (int layer = 0; layer < tokenShares.length; layer++) {
            if (prunes) {
                keep(layer, query, newest + 1, tokenShares, headShares, newest);
            }
            layer(layer, new int[] {query});
        }
    }

    private void keep(int layer, int query, int length, double[] tokenCut, double[] headCut, int newest) {
        double[] scores = Arrays.stream(there)
                .mapToDouble(t -> t == newest ? Double.POSITIVE_INFINITY : tokenImportance[t])
                .toArray();
        int count = Math.min(floorShare(1 - tokenCut[layer], length), there.length);
        double[] importance =
                Arrays.stream(heads).mapToDouble(h -> headImportance[h]).toArray();
        int most = Math.min(floorShare(1 - headCut[layer], workload.shape().heads()), heads.length);
        // Importances of heads are waited for as those of tokens are: where no token goes all of them stay.
        if (!silent && (count < there.length || most < heads.length)) {
            cuts[layer][query] = new KeptTable.Cut(scores, count);
        }
        there = chosen(there, scores, count);
        heads = chosen(heads, importance, most);
    }

    private static int[] chosen(int[] from, double[] scores, int count) {
        return Arrays.stream(Largest.of(scores, count)).map(i -> from[i]).toArray();
    }

    private void layer(int layer, int[] queries) {
        WorkloadSpec.Shape s = workload.shape();
        for (int h : heads) {
            Head head = new Head(layer * s.heads() + h);
            for (int q : queries) {
                head.query(q, h);
            }
            if (!silent) {
                tokens[head.number] = there;
            }
        }
    }

    /** The matrices of a head, and its queries. */
    private final class Head {
        final int number;
        private final Codes.Matrix q;
        private final Tile first;
        private final Tile full;
        private final Tile v;

        Head(int number) {
            this.number = number;
            q = arithmetic.fetched("q", number, false);
            first = arithmetic.fetched("k", number, true).rows(there);
            full = bits.low() == 0
                    ? first
                    : arithmetic.fetched("k", number, false).rows(there);
            v = arithmetic.fetched("v", number, false).rows(there);
        }

        void query(int query, int head) {
            boolean[] hidden = new boolean[there.length];
            for (int j = 0; j < hidden.length; j++) {
                hidden[j] = !mask.allowed(query, there[j]);
            }
            int[] seen = IntStream.range(0, there.length)
                    .filter(j -> !hidden[j])
                    .map(j -> there[j])
                    .toArray();
            Tile row = q.rows(new int[] {query});
            Tile p = arithmetic.probabilities(row, first, hidden);
            boolean again = bits.low() > 0 && seen.length > 0 && HeadArithmetic.largest(p) < pruning.refetchBelow();
            p = again ? arithmetic.probabilities(row, full, hidden) : p;
            int[] best = Largest.of(p.at(), floorShare(pruning.valuesKept(), seen.length));
            for (int j = 0; j < there.length; j++) {
                tokenImportance[there[j]] += p.get(0, j);
            }
            headImportance[head] += magnitude(arithmetic.output(p, best, v));
            if (!silent) {
                int[] values = Arrays.stream(best).map(j -> there[j]).toArray();
                kept[number][query] = new Kept(seen, values, bits, again, p.at());
            }
        }

        private double magnitude(Tile output) {
            double sum = 0;
            for (double o : output.at()) {
                sum += Math.abs(o);
            }
            return sum;
        }
    }
}
