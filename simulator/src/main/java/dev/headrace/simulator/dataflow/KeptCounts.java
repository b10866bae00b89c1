package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.KeptSpec;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A table from counts. Where a trace does not say which rows it kept, they are drawn: for each generated token (in a whole
 * pass once) the tokens in a random order, of which every layer and head has the first ones, so that what is dropped in
 * one layer stays dropped in the next, and rows lie scattered in memory. Scores are random as well, so that a selection
 * takes as many rounds as on distinct numbers in random order. With A3's candidates each query of each head draws its keys
 * for itself; all keys of a head are there, and all queries.
 */
final class KeptCounts {
    private final WorkloadSpec workload;
    private final KeptSpec spec;
    private final String file;

    KeptCounts(WorkloadSpec workload, KeptSpec spec, String file) {
        this.workload = workload;
        this.spec = spec;
        this.file = file;
    }

    /** The lines that a list of layers stands for, with the format's bits where none are given. */
    List<KeptLine> lines(KeptSpec.Counts counts, int bits) {
        WorkloadSpec.Shape s = workload.shape();
        List<KeptLine> lines = new ArrayList<>();
        for (int step = 0; step < s.queries(); step++) {
            int length = spec.generates() ? step + s.keys() - s.queries() + 1 : s.keys();
            List<KeptSpec.Layers> layers = layers(counts, step);
            for (int l = 0; l < layers.size(); l++) {
                boolean last = l + 1 == layers.size();
                KeptSpec.Layers next = null;
                if (!last) {
                    next = layers.get(l + 1);
                } else if (spec.generates() && step + 1 < s.queries()) {
                    next = layers(counts, step + 1).get(0);
                }
                int cut = next == null ? -1 : selected(layers.get(l), next, last, length);
                add(lines, layers.get(l), step, l, length, cut, bits);
            }
        }
        return lines;
    }

    /** The layers of a token one by one. */
    private List<KeptSpec.Layers> layers(KeptSpec.Counts counts, int step) {
        List<KeptSpec.Layers> all = new ArrayList<>();
        for (KeptSpec.Layers group : counts.of(spec.generates() ? step : 0)) {
            all.addAll(java.util.Collections.nCopies(group.layers(), group));
        }
        return all;
    }

    /**
     * Tokens selected between two layers, -1 if none are. Every generated token starts with all tokens, itself too, and all
     * heads. Where heads alone are dropped all tokens stay.
     *
     * @param last true if the next layer is the first one of the next token
     */
    private int selected(KeptSpec.Layers now, KeptSpec.Layers next, boolean last, int length) {
        int all = last ? length + 1 : length;
        int there = last ? all : keys(now, length);
        int stay = Math.min(or(next.keys(), there), all);
        int heads = last ? workload.shape().heads() : heads(now);
        return stay != there || heads(next) < heads ? stay : -1;
    }

    private int heads(KeptSpec.Layers group) {
        return Math.min(
                or(group.heads(), workload.shape().heads()), workload.shape().heads());
    }

    private static int keys(KeptSpec.Layers group, int length) {
        return Math.min(or(group.keys(), length), length);
    }

    private void add(
            List<KeptLine> lines, KeptSpec.Layers group, int step, int layer, int length, int cut, int format) {
        int heads = heads(group);
        int keys = keys(group, length);
        int low = or(group.lowBits(), 0);
        double share = group.refetched() == null ? 0 : group.refetched();
        int again = low == 0 ? 0 : (int) Math.rint(share * heads);
        for (int h = 0; h < heads; h++) {
            lines.add(new KeptLine(
                    step,
                    layer,
                    h,
                    length,
                    keys,
                    or(group.keyBits(), format),
                    low,
                    h < again,
                    or(group.queryBits(), format),
                    Math.min(or(group.values(), keys), keys),
                    or(group.valueBits(), format),
                    h == heads - 1 ? cut : -1,
                    null,
                    null));
        }
    }

    private static int or(@Nullable Integer value, int otherwise) {
        return value == null ? otherwise : value;
    }

    /** The table of some lines. */
    KeptTable table(List<KeptLine> lines) {
        WorkloadSpec.Shape s = workload.shape();
        @Nullable Kept[][] kept = new @Nullable Kept[s.allHeads()][s.queries()];
        int[][] tokens = new int[s.allHeads()][0];
        KeptTable.@Nullable Cut[][] cuts = new KeptTable.@Nullable Cut[s.layerCount()][s.queries()];
        int[] order = {};
        int step = -1;
        for (KeptLine line : lines) {
            check(line);
            if (line.step() != step && (step < 0 || spec.generates())) {
                order = shuffled(line.length(), line.step(), 0);
            }
            step = line.step();
            if (line.length() != order.length) {
                throw refused(
                        line.length() + " tokens after a line with " + order.length, line, "one length for all of it");
            }
            boolean together = spec.counts() != null && !spec.generates() && !spec.eachQueryForItself();
            boolean dropped = together && rank(order, step) >= line.keys();
            if (dropped) {
                // A token that is dropped as a key is dropped as a query too.
                continue;
            }
            int head = line.layer() * s.heads() + line.head();
            Kept k = kept(line, head, order);
            kept[head][line.step()] = k;
            if (spec.eachQueryForItself()) {
                tokens[head] = tokens[head].length == 0
                        ? IntStream.range(0, line.length()).toArray()
                        : tokens[head];
            } else {
                tokens[head] = k.keys().length > tokens[head].length ? k.keys() : tokens[head];
            }
            if (line.cut() >= 0) {
                cut(line, cuts);
            }
        }
        return new KeptTable(s, spec.generates(), kept, tokens, cuts);
    }

    private static int rank(int[] order, int token) {
        for (int i = 0; i < order.length; i++) {
            if (order[i] == token) {
                return i;
            }
        }
        return Integer.MAX_VALUE;
    }

    private void cut(KeptLine line, KeptTable.@Nullable Cut[][] cuts) {
        boolean last = line.layer() == workload.shape().layerCount() - 1;
        int layer = last ? 0 : line.layer() + 1;
        int at = spec.generates() ? line.step() + (last ? 1 : 0) : 0;
        if (at >= workload.shape().queries() || (last && !spec.generates())) {
            return;
        }
        // The next token starts with all tokens, and itself.
        int from = last ? line.length() + 1 : line.cut() <= line.keys() ? line.keys() : line.length();
        cuts[layer][at] = new KeptTable.Cut(random(from, -1L - line.layer(), line.step()), Math.min(from, line.cut()));
    }

    private void check(KeptLine line) {
        WorkloadSpec.Shape s = workload.shape();
        boolean fits = line.step() < s.queries()
                && line.layer() < s.layerCount()
                && line.head() < s.heads()
                && line.length() <= s.keys();
        if (!fits) {
            throw new InputException(
                    file,
                    "/kept/trace",
                    "a line for " + line,
                    "steps, layers, heads and tokens below " + s.queries() + ", " + s.layerCount() + ", " + s.heads()
                            + " and " + s.keys() + ", the queries, layers, heads and keys of shape");
        }
        int[] keys = line.keyRows();
        int[] values = line.valueRows();
        if (values == null) {
            return;
        }
        if (keys == null) {
            throw refused("value_indices without key_indices", line, "both, or none");
        }
        for (int row : values) {
            if (Arrays.binarySearch(keys, row) < 0) {
                throw refused("value index " + row, line, "some of its key indices");
            }
        }
    }

    private InputException refused(String what, KeptLine line, String allowed) {
        return new InputException(
                file,
                "/kept/trace",
                what + " at step " + line.step() + ", layer " + line.layer() + ", head " + line.head(),
                allowed);
    }

    private Kept kept(KeptLine line, int head, int[] order) {
        int[] keys = line.keyRows();
        if (keys == null) {
            int[] own = spec.eachQueryForItself() ? shuffled(order.length, line.step(), 2_000_003L + head) : order;
            keys = Arrays.copyOf(own, line.keys());
            Arrays.sort(keys);
        }
        double[] scores = random(keys.length, head, line.step());
        int[] rows = line.valueRows();
        int[] values = new int[line.values()];
        if (rows == null) {
            int[] best = Largest.of(scores, line.values());
            for (int i = 0; i < best.length; i++) {
                values[i] = keys[best[i]];
            }
        } else {
            values = rows;
            // Those that the trace kept must have the largest scores.
            for (int row : rows) {
                scores[Arrays.binarySearch(keys, row)] += 1;
            }
        }
        Kept.Bits bits = new Kept.Bits(line.queryBits(), line.keyBits(), line.lowBits(), line.valueBits());
        return new Kept(keys, values, bits, line.refetched(), scores);
    }

    private int[] shuffled(int length, int step, long stream) {
        SplittableRandom random = random(step, stream);
        int[] order = IntStream.range(0, length).toArray();
        for (int i = length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int t = order[i];
            order[i] = order[j];
            order[j] = t;
        }
        return order;
    }

    private double[] random(int count, long head, int step) {
        SplittableRandom random = random(step, head + 1_000_003);
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextDouble();
        }
        return numbers;
    }

    private SplittableRandom random(long step, long stream) {
        // Odd multipliers of 64 bits: neighbouring steps and streams share no seed, as they would in a sum of small
        // multiples.
        return new SplittableRandom(spec.seedOrZero() + step * 0x9e3779b97f4a7c15L + stream * 0xd1b54a32d192ed03L);
    }
}
