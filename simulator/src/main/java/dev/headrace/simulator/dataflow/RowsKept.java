package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.KeptSpec;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
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
     * that of the first column comes first, within a column that of the first row. Only products that a pointer comes to are
     * made.
     */
    private static double[] estimates(double[] query, double[] k, int[] rows, Columns columns, int steps) {
        int width = query.length;
        double[] estimate = new double[rows.length];
        int[] places = new int[k.length / width];
        Arrays.fill(places, -1);
        for (int place = 0; place < rows.length; place++) {
            places[rows[place]] = place;
        }
        for (int sign = 1; sign >= -1; sign -= 2) {
            Pointer[] pointers = new Pointer[width];
            for (int c = 0; c < width; c++) {
                double factor = query[c] * sign;
                pointers[c] = new Pointer(k, width, c, factor, columns.falling(c, factor), places);
            }
            int many = Math.min(steps, width * rows.length);
            for (int i = 0; i < many; i++) {
                Pointer best = null;
                for (Pointer p : pointers) {
                    if (p.place >= 0 && (best == null || p.product > best.product)) {
                        best = p;
                    }
                }
                Objects.requireNonNull(best);
                estimate[best.place] += sign * Math.max(0, best.product);
                best.advance();
            }
        }
        return estimate;
    }

    /** Goes down one column of the keys, from the largest product with a number of the query, as far as it is asked to. */
    private static final class Pointer {
        private final double[] k;
        private final int width;
        private final int column;
        private final double factor;
        private final int[] order;
        private final int[] places;
        private int next;
        private int[] equal = new int[1];
        private int equals;
        private int at;

        /** Where it is: the row's place among those that are seen, -1 at the end; and the product there. */
        int place = -1;

        double product;

        /**
         * At the largest.
         *
         * @param factor what the column is multiplied by
         * @param order rows, those of the largest products first
         * @param places by row: its place, or -1 if it is not seen
         */
        Pointer(double[] k, int width, int column, double factor, int[] order, int[] places) {
            this.k = k;
            this.width = width;
            this.column = column;
            this.factor = factor;
            this.order = order;
            this.places = places;
            advance();
        }

        private double product(int row) {
            // No product is -0, which would come after 0.
            return factor * k[row * width + column] + 0.0;
        }

        void advance() {
            if (++at >= equals) {
                findEqual();
            }
            place = at < equals ? equal[at] : -1;
        }

        /** The next rows whose products are equal, by their numbers: rounding makes equal products of different numbers. */
        private void findEqual() {
            at = 0;
            equals = 0;
            for (; next < order.length; next++) {
                int seen = places[order[next]];
                if (seen < 0) {
                    continue;
                }
                double p = product(order[next]);
                if (equals > 0 && p != product) {
                    break;
                }
                product = p;
                if (equals == equal.length) {
                    equal = Arrays.copyOf(equal, 2 * equals);
                }
                equal[equals++] = seen;
            }
            if (equals > 1) {
                Arrays.sort(equal, 0, equals);
            }
        }
    }

    /** The columns of a head's keys, each sorted once for all queries, as the machine keeps them. */
    private static final class Columns {
        private final int[][] rising;
        private final int[][] falling;
        private final int[] plain;

        Columns(double[] k, int width) {
            int rows = k.length / width;
            rising = new int[width][];
            falling = new int[width][];
            plain = IntStream.range(0, rows).toArray();
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

        /** Rows of a column, those of the largest products with a factor first. */
        int[] falling(int column, double factor) {
            return factor == 0 ? plain : (factor > 0 ? falling : rising)[column];
        }
    }
}
