package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.KeptSpec;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What A3 and MNNFast keep of real numbers: every query of every head for itself, in double precision. Nothing is fetched
 * less: all keys and values of a head are there.
 */
final class RowsKept {
    private final WorkloadSpec workload;
    private final KeptSpec spec;
    private final MaskTiles mask;
    private final HeadArithmetic arithmetic;
    private final Kept.Bits bits;

    RowsKept(WorkloadSpec workload, KeptSpec spec, MaskTiles mask, HeadArithmetic arithmetic, int format) {
        this.workload = workload;
        this.spec = spec;
        this.mask = mask;
        this.arithmetic = arithmetic;
        this.bits = new Kept.Bits(format, format, 0, format);
    }

    KeptTable table() {
        WorkloadSpec.Shape s = workload.shape();
        @Nullable Kept[][] kept = new @Nullable Kept[s.allHeads()][s.queries()];
        int[][] tokens = new int[s.allHeads()][];
        int[] all = IntStream.range(0, s.keys()).toArray();
        for (int h = 0; h < kept.length; h++) {
            tokens[h] = all;
            double[] q = arithmetic.read("q", h);
            double[] k = arithmetic.read("k", h);
            Columns columns = new Columns(k, s.headDim());
            for (int i = 0; i < s.queries(); i++) {
                arithmetic.poll();
                double[] query = Arrays.copyOfRange(q, i * s.headDim(), (i + 1) * s.headDim());
                int row = i;
                int[] seen = IntStream.of(all).filter(j -> mask.allowed(row, j)).toArray();
                kept[h][i] = spec.candidates() != null
                        ? promising(query, k, seen, columns, spec.candidates())
                        : likely(query, k, seen, spec.zeroSkipping());
            }
        }
        return new KeptTable(
                s, spec.generates(), kept, tokens, new KeptTable.@Nullable Cut[s.layerCount()][s.queries()]);
    }

    private Tile probabilities(double[] query, double[] k, int[] rows) {
        Tile keys = new Codes.Matrix(k, query.length, null).rows(rows);
        return arithmetic.probabilities(new Tile(1, query.length, query), keys, null);
    }

    private Kept likely(double[] query, double[] k, int[] seen, KeptSpec.@Nullable ZeroSkipping rule) {
        Tile p = probabilities(query, k, seen);
        double least = rule == null ? 0 : rule.threshold();
        int[] values = IntStream.range(0, seen.length)
                .filter(j -> p.get(0, j) >= least)
                .map(j -> seen[j])
                .toArray();
        return new Kept(seen, values, bits, false, p.at());
    }

    private Kept promising(double[] query, double[] k, int[] seen, Columns columns, KeptSpec.Candidates rule) {
        int steps = rule.steps(seen.length);
        double[] estimate = estimates(query, k, seen, columns, steps);
        int[] keys = IntStream.range(0, seen.length)
                .filter(j -> estimate[j] > 0)
                .map(j -> seen[j])
                .toArray();
        if (keys.length == 0 && seen.length > 0) {
            keys = new int[] {seen[Largest.of(estimate, 1)[0]]};
        }
        Tile p = probabilities(query, k, keys);
        double most = HeadArithmetic.largest(p);
        int[] there = keys;
        int[] values = IntStream.range(0, there.length)
                .filter(j -> p.get(0, j) >= rule.share() * most)
                .map(j -> there[j])
                .toArray();
        return new Kept(keys, values, bits, false, p.at());
    }

    /**
     * Walks down the products from both ends as the machine does, with a pointer into every sorted column: of equal products
     * that of the first column comes first, within a column that of the first row.
     */
    private static double[] estimates(double[] query, double[] k, int[] rows, Columns columns, int steps) {
        int width = query.length;
        double[] estimate = new double[rows.length];
        for (int sign = 1; sign >= -1; sign -= 2) {
            int[][] order = new int[width][];
            double[][] products = new double[width][rows.length];
            for (int c = 0; c < width; c++) {
                double[] column = products[c];
                for (int r = 0; r < rows.length; r++) {
                    column[r] = query[c] * k[rows[r] * width + c] * sign + 0.0;
                }
                order[c] = columns.falling(c, query[c] * sign, rows, column);
            }
            int[] pointer = new int[width];
            int many = Math.min(steps, width * rows.length);
            for (int i = 0; i < many; i++) {
                int best = -1;
                for (int c = 0; c < width; c++) {
                    boolean left = pointer[c] < rows.length;
                    if (left
                            && (best < 0
                                    || products[c][order[c][pointer[c]]]
                                            > products[best][order[best][pointer[best]]])) {
                        best = c;
                    }
                }
                int row = order[best][pointer[best]++];
                estimate[row] += sign * Math.max(0, products[best][row]);
            }
        }
        return estimate;
    }

    /** The columns of a head's keys, each sorted once for all queries, as the machine keeps them. */
    private static final class Columns {
        private final int[][] rising;
        private final int[][] falling;

        Columns(double[] k, int width) {
            int rows = k.length / width;
            rising = new int[width][];
            falling = new int[width][];
            for (int c = 0; c < width; c++) {
                int column = c;
                rising[c] = sorted(rows, r -> k[r * width + column]);
                falling[c] = sorted(rows, r -> -k[r * width + column]);
            }
        }

        private static int[] sorted(int rows, IntToDoubleFunction by) {
            return IntStream.range(0, rows)
                    .boxed()
                    .sorted(Comparator.comparingDouble(by::applyAsDouble))
                    .mapToInt(Integer::intValue)
                    .toArray();
        }

        /**
         * Places of some rows, those of the largest products first; of equal ones the first row first.
         *
         * @param factor what the column is multiplied by
         * @param rows some rows, ascending
         * @param products of the factor and each of them
         */
        int[] falling(int column, double factor, int[] rows, double[] products) {
            int[] order = new int[rows.length];
            int n = 0;
            if (factor != 0) {
                for (int row : (factor > 0 ? falling : rising)[column]) {
                    int at = rows.length == falling[column].length ? row : Arrays.binarySearch(rows, row);
                    if (at >= 0) {
                        order[n++] = at;
                    }
                }
            } else {
                Arrays.setAll(order, r -> r);
            }
            // Rounding makes equal products of different numbers.
            for (int from = 0, to; from < order.length; from = to) {
                to = from + 1;
                while (to < order.length && products[order[to]] == products[order[from]]) {
                    to++;
                }
                Arrays.sort(order, from, to);
            }
            return order;
        }
    }
}
