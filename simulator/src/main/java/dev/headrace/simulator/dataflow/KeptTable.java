package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that numbers decide about the timing of a run with pruning, worked out before it: in a dataflow whose results
 * do not depend on time, what is kept is known before anything is timed. By head (counted through layers) and query.
 */
public final class KeptTable {
    /** Which rows a token is made of. */
    enum Rows {
        /** Rows of K that are there for a head, whatever the query. */
        TOKENS,
        /** Rows of K that a query of a head is compared with. */
        KEYS,
        /** Rows of V that a query of a head adds up. */
        VALUES
    }

    /**
     * The selection of tokens that comes before a layer. Where heads alone are dropped all tokens stay: the engine has
     * nothing to do, but the layer waits.
     *
     * @param scores importances of those to choose from
     * @param kept how many stay
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Cut(double[] scores, int kept) {}

    private static final int[] NONE = {};
    private static final int[] ONCE = {0};

    private final WorkloadSpec.Shape shape;
    private final boolean generates;
    private final @Nullable Kept[][] kept;
    private final int[][] tokens;
    private final @Nullable Cut[][] cuts;
    private final int[][][] heads;
    private final int[][] queries;

    /**
     * A table.
     *
     * @param kept by head and query; null where a head is dropped, or a query
     * @param tokens rows of K by head
     * @param cuts by layer and query (of a whole pass: query 0); null where nothing is selected
     */
    KeptTable(
            WorkloadSpec.Shape shape,
            boolean generates,
            @Nullable Kept[][] kept,
            int[][] tokens,
            @Nullable Cut[][] cuts) {
        this.shape = shape;
        this.generates = generates;
        this.kept = kept;
        this.tokens = tokens;
        this.cuts = cuts;
        int perLayer = shape.heads();
        int layers = kept.length / perLayer;
        heads = new int[layers][shape.queries() + 1][];
        queries = new int[kept.length + 1][];
        for (int l = 0; l < layers; l++) {
            int from = l * perLayer;
            for (int q = 0; q <= shape.queries(); q++) {
                int query = q - 1;
                heads[l][q] = IntStream.range(0, perLayer)
                        .filter(h -> query < 0 ? any(from + h) : at(from + h, query) != null)
                        .toArray();
            }
        }
        for (int h = 0; h <= kept.length; h++) {
            int head = h - 1;
            queries[h] = IntStream.range(0, shape.queries())
                    .filter(q -> head < 0 ? anyHead(q) : at(head, q) != null)
                    .toArray();
        }
    }

    /** Everything kept, in the format of the workload. */
    static KeptTable dense(WorkloadSpec workload, MaskTiles mask, int bits) {
        WorkloadSpec.Shape s = workload.shape();
        int[] all = IntStream.range(0, s.keys()).toArray();
        int[][] seen = new int[s.queries()][];
        for (int q = 0; q < seen.length; q++) {
            int query = q;
            seen[q] = IntStream.of(all).filter(k -> mask.allowed(query, k)).toArray();
        }
        Kept.Bits wide = new Kept.Bits(bits, bits, 0, bits);
        @Nullable Kept[][] kept = new @Nullable Kept[s.allHeads()][s.queries()];
        int[][] tokens = new int[kept.length][];
        for (int h = 0; h < kept.length; h++) {
            tokens[h] = all;
            for (int q = 0; q < s.queries(); q++) {
                kept[h][q] = new Kept(seen[q], seen[q], wide, false, new double[seen[q].length]);
            }
        }
        return new KeptTable(s, false, kept, tokens, new @Nullable Cut[s.layerCount()][s.queries()]);
    }

    private boolean any(int head) {
        for (Kept k : kept[head]) {
            if (k != null) {
                return true;
            }
        }
        return false;
    }

    private boolean anyHead(int query) {
        for (Kept[] k : kept) {
            if (k[query] != null) {
                return true;
            }
        }
        return false;
    }

    /** True if queries are generated tokens, each with keys of its own. */
    public boolean generates() {
        return generates;
    }

    /** What a head keeps for a query; null if one of them is dropped. */
    public @Nullable Kept at(int head, int query) {
        return kept[head][query];
    }

    /** Any query of a head, for what is the same for all of them; null if the head is dropped. */
    @Nullable
    Kept first(int head) {
        for (Kept k : kept[head]) {
            if (k != null) {
                return k;
            }
        }
        return null;
    }

    /** Rows of a kind; none where a head or query is dropped. */
    int[] rows(Rows which, int head, int query) {
        if (which == Rows.TOKENS) {
            return tokens[head];
        }
        Kept k = kept[head][Math.max(0, query)];
        return k == null ? NONE : which == Rows.KEYS ? k.keys() : k.values();
    }

    /** Rows of K that are there for a head. */
    public int[] tokens(int head) {
        return tokens[head];
    }

    /** Heads of a layer, counted within it, that are there for a query; for any if it is -1. */
    int[] heads(int layer, int query) {
        return heads[layer][query + 1];
    }

    /**
     * Tokens that go through a layer of a whole pass: its queries, or where no head is there what the selection before it
     * left of those before. (A trace does not tell of selections behind a layer without heads: nothing is dropped there.)
     */
    public int present(int layer) {
        int rows = 0;
        for (int q = 0; q < shape.queries(); q++) {
            rows += heads[layer][q + 1].length > 0 ? 1 : 0;
        }
        if (rows > 0) {
            return rows;
        }
        Cut cut = cuts[layer][0];
        int before = layer == 0 ? shape.queries() : present(layer - 1);
        return cut == null ? before : Math.min(before, cut.kept());
    }

    /** Queries that are there for a head; for any if it is -1. */
    int[] queries(int head) {
        return queries[head + 1];
    }

    /** The one iteration of a second fetch, or none. */
    int[] refetch(int head, int query) {
        Kept k = kept[head][query];
        return k != null && k.refetched() ? ONCE : NONE;
    }

    /** The selection before a layer; null if there is none. */
    public @Nullable Cut cut(int layer, int query) {
        return cuts[layer][Math.max(0, query)];
    }

    /** Elements of the longest row of probabilities. */
    int longestRow() {
        int longest = 0;
        for (Kept k : all()) {
            longest = Math.max(longest, k.scores().length);
        }
        return longest;
    }

    /** Importances of the longest selection of tokens. */
    int longestCut() {
        int longest = 0;
        for (@Nullable Cut[] layer : cuts) {
            for (Cut cut : layer) {
                longest = cut == null ? longest : Math.max(longest, cut.scores().length);
            }
        }
        return longest;
    }

    /** Number of queries. */
    public int queryCount() {
        return shape.queries();
    }

    /** Heads in all layers. */
    public int headCount() {
        return kept.length;
    }

    /** Most bits that a tensor is fetched with in one go: of k first, or on demand with {@code low}. */
    int mostBits(String tensor, boolean low) {
        int most = 0;
        for (Kept[] row : kept) {
            for (Kept k : row) {
                if (k != null) {
                    Kept.Bits b = k.bits();
                    int bits =
                            low ? b.low() : tensor.equals("q") ? b.query() : tensor.equals("k") ? b.key() : b.value();
                    most = Math.max(most, bits);
                }
            }
        }
        return most;
    }

    /**
     * All that is kept, by query, then head: as a trace lists it. Generated tokens are counted from 0.
     *
     * @param indices true to say which rows, not only how many
     */
    public List<KeptLine> lines(boolean indices) {
        List<KeptLine> lines = new ArrayList<>();
        int[] there = queries[0];
        int first = generates && there.length > 0 ? there[0] : 0;
        for (int i = 0; i < there.length; i++) {
            int q = there[i];
            int next = i + 1 < there.length ? there[i + 1] : -1;
            for (int l = 0; l < heads.length; l++) {
                int[] some = heads[l][q + 1];
                for (int h : some) {
                    boolean last = h == some[some.length - 1];
                    lines.add(line(q, first, l, h, last ? after(l, q, next) : -1, indices));
                }
            }
        }
        return lines;
    }

    /** How many tokens are selected after a layer; -1 if none are. */
    private int after(int layer, int query, int next) {
        boolean last = layer + 1 == heads.length;
        if (!generates) {
            boolean end = query == queries[0][queries[0].length - 1];
            Cut cut = last || !end ? null : cuts[layer + 1][0];
            return cut == null ? -1 : cut.kept();
        }
        Cut cut = last ? next < 0 ? null : cuts[0][next] : cuts[layer + 1][query];
        return cut == null ? -1 : cut.kept();
    }

    private KeptLine line(int query, int first, int layer, int head, int cut, boolean indices) {
        Kept k = java.util.Objects.requireNonNull(kept[layer * shape.heads() + head][query]);
        Kept.Bits b = k.bits();
        return new KeptLine(
                query - first,
                layer,
                head,
                generates ? query + shape.keys() - shape.queries() + 1 : shape.keys(),
                k.keys().length,
                b.key(),
                b.low(),
                k.refetched(),
                b.query(),
                k.values().length,
                b.value(),
                cut,
                indices ? k.keys() : null,
                indices ? k.values() : null);
    }

    /** All rows that are there, whatever their order. */
    public List<Kept> all() {
        List<Kept> all = new ArrayList<>();
        for (Kept[] row : kept) {
            for (Kept k : row) {
                if (k != null) {
                    all.add(k);
                }
            }
        }
        return all;
    }
}
