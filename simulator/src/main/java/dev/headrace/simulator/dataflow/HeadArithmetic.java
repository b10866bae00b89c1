package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.KeptSpec;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the operators of a design compute for one query of a head, outside of time: matrices as they are fetched, scores,
 * probabilities and outputs, by the operators' own functions.
 */
final class HeadArithmetic {
    /** Numbers of fetched matrices that are kept for the next token: 128 MB. */
    private static final long CACHED = 1L << 24;

    private final Map<String, Codes.Matrix> cache = new HashMap<>();
    private long cached;
    private final WorkloadSpec workload;
    private final Values.Reader reader;
    private final KeptSpec.@Nullable Pruning pruning;
    private final Multipliers scores;
    private final RowSoftmax softmax;
    private final Multipliers values;

    HeadArithmetic(WorkloadSpec workload, Values.Reader reader, Datapath datapath) {
        this.workload = workload;
        this.reader = reader;
        KeptSpec kept = workload.kept();
        this.pruning = kept == null ? null : kept.pruning();
        this.scores = datapath.scoreProducts();
        this.softmax = datapath.rows();
        this.values = datapath.valueProducts();
    }

    /** Throws if the run is to end. */
    void poll() {
        reader.poll();
    }

    /** The numbers of a head's q, k or v. */
    double[] read(String tensor, int head) {
        WorkloadSpec.Shape s = workload.shape();
        Tensor t = Tensor.of(tensor, workload);
        double[] all =
                new double[Math.multiplyExact(t.rows().extent(s), t.cols().extent(s))];
        reader.read(tensor, t.headOf(head, s), all);
        return all;
    }

    /**
     * The same as it is fetched.
     *
     * @param high true: of k, the bits fetched first alone
     */
    Codes.Matrix fetched(String tensor, int head, boolean high) {
        String key = (high ? "high " : "") + tensor + head;
        Codes.Matrix matrix = cache.get(key);
        if (matrix == null) {
            int width = Tensor.of(tensor, workload).cols().extent(workload.shape());
            matrix = Codes.fetched(tensor, read(tensor, head), width, pruning, high);
            if (cached + matrix.values().length <= CACHED) {
                cache.put(key, matrix);
                cached += matrix.values().length;
            }
        }
        return matrix;
    }

    /**
     * Probabilities of a query.
     *
     * @param query one row
     * @param keys rows it is compared with
     * @param hidden by key: true if the mask hides it; null: none is hidden
     */
    Tile probabilities(Tile query, Tile keys, boolean @Nullable [] hidden) {
        Tile s = scores.product(query, keys, true, null);
        for (int j = 0; j < s.cols(); j++) {
            double x = softmax.numbers().multiplyAdd(s.get(0, j), workload.scaleFactor(), 0);
            s.set(0, j, hidden != null && hidden[j] ? Double.NEGATIVE_INFINITY : x);
        }
        return softmax.of(s);
    }

    /** The largest of a row of numbers that are not negative; 0 of none. */
    static double largest(Tile row) {
        double most = 0;
        for (double x : row.at()) {
            most = Math.max(most, x);
        }
        return most;
    }

    /**
     * The output row of a query.
     *
     * @param p probabilities
     * @param best places of those whose values are added up
     * @param rows the values in the same places
     */
    Tile output(Tile p, int[] best, Tile rows) {
        Tile some = new Tile(1, best.length, new double[best.length], p.scale());
        Tile v = new Tile(best.length, rows.cols(), new double[best.length * rows.cols()], rows.scale());
        for (int i = 0; i < best.length; i++) {
            some.set(0, i, p.get(0, best[i]));
            System.arraycopy(rows.at(), best[i] * rows.cols(), v.at(), i * rows.cols(), rows.cols());
        }
        return values.product(some, v, false, null);
    }
}
