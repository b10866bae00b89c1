package dev.headrace.cli.laws;

import dev.headrace.golden.DenseAttention;
import dev.headrace.simulator.run.TensorReader;
import dev.headrace.simulator.spec.WorkloadSpec;

/**
 * Attention as textbooks have it, in plain double precision, with one fault: what a wrong design would store.
 *
 * @param workload its shape, scale and mask
 * @param reader its numbers
 * @param tile keys that are worked on together
 */
public record FaultyAttention(WorkloadSpec workload, TensorReader reader, int tile) {
    /** What goes wrong. */
    public enum Fault {
        /** Nothing. */
        NONE,
        /** Outputs are not divided by the sum of weights. */
        NO_DIVISION,
        /** Scores are not scaled. */
        NO_SCALE,
        /** What the first tile gave is not corrected when the maximum grows. */
        NO_CORRECTION,
        /** Every query sees one key less. */
        MASK_OFF_BY_ONE,
        /** The first tile of keys is left out. */
        TILE_SKIPPED,
        /** V of the next head. */
        VALUES_OF_ANOTHER_HEAD,
        /** Later tiles are worked on with the keys of the tile before. */
        STALE_KEYS
    }

    /** Fills in the outputs of one head, queries x value_dim; rows that see no key are 0. */
    public void outputs(int head, Fault fault, double[] into) {
        WorkloadSpec.Shape s = workload.shape();
        int dim = s.headDim();
        int cols = s.valueColumns();
        int kv = DenseAttention.kvHead(head, s.heads(), s.kvHeadCount());
        double[] q = head('q', head, s.queries() * dim);
        double[] k = head('k', kv, s.keys() * dim);
        double[] v =
                head('v', fault == Fault.VALUES_OF_ANOTHER_HEAD ? (kv + 1) % s.kvHeadCount() : kv, s.keys() * cols);
        double scale = fault == Fault.NO_SCALE ? 1 : workload.scaleFactor();
        for (int i = 0; i < s.queries(); i++) {
            int sees = workload.causal() ? i + s.keys() - s.queries() : s.keys() - 1;
            int last = sees - (fault == Fault.MASK_OFF_BY_ONE ? 1 : 0);
            double[] scores = new double[s.keys()];
            double max = Double.NEGATIVE_INFINITY;
            double before = Double.NEGATIVE_INFINITY;
            for (int j = 0; j <= last; j++) {
                int row = fault == Fault.STALE_KEYS && j >= tile ? j - tile : j;
                for (int c = 0; c < dim; c++) {
                    scores[j] += scale * q[i * dim + c] * k[row * dim + c];
                }
                max = Math.max(max, scores[j]);
                before = j < tile ? max : before;
            }
            double sum = 0;
            for (int j = 0; j <= last; j++) {
                boolean skipped = fault == Fault.TILE_SKIPPED && j < tile;
                boolean uncorrected = fault == Fault.NO_CORRECTION && j < tile;
                double p = skipped ? 0 : Math.exp(scores[j] - (uncorrected ? before : max));
                sum += skipped ? 0 : Math.exp(scores[j] - max);
                for (int c = 0; c < cols; c++) {
                    into[i * cols + c] += p * v[j * cols + c];
                }
            }
            for (int c = 0; c < cols && sum > 0; c++) {
                into[i * cols + c] /= fault == Fault.NO_DIVISION ? 1 : sum;
            }
        }
    }

    private double[] head(char tensor, int head, int size) {
        double[] numbers = new double[size];
        reader.read(tensor, 0, 0, head, numbers);
        return numbers;
    }
}
