package dev.headrace.golden.sparse;

import dev.headrace.golden.DenseAttention;
import dev.headrace.golden.Mask;
import java.util.Arrays;
import java.util.List;

/**
 * How good pruned attention is against dense attention in double precision, over some queries.
 *
 * <p>Kept mass of a query: the dense probabilities of the keys it was compared with (key mass M) and of those whose V row
 * was added up (value mass W), each 0 to 1. Without quantization the output then errs in no element by more than
 * {@code (1 + W / M - 2 W) max|v|}: kept rows weigh p/M instead of p, the others 0 instead of p. With all V rows of the
 * kept keys (W = M) that is {@code 2 (1 - M) max|v|}.
 *
 * @param queries query rows compared, dropped heads included
 * @param meanKeyMass mean of M over the queries of heads that are there; 1 if there are none
 * @param leastKeyMass smallest M
 * @param meanValueMass mean of W
 * @param leastValueMass smallest W
 * @param maxError largest magnitude of an output element's error
 * @param relativeError root of the sum of squared errors over that of squared dense outputs; a dropped head counts as
 *     output 0
 * @param refetches queries whose low key bits were fetched
 */
public record Quality(
        long queries,
        double meanKeyMass,
        double leastKeyMass,
        double meanValueMass,
        double leastValueMass,
        double maxError,
        double relativeError,
        long refetches) {
    /**
     * Compares one layer.
     *
     * @param outcome what the pruned layer did
     * @param heads heads of the model
     * @param attention sizes, scale and mask
     * @param tensors the same tensors
     */
    public static Quality of(LayerOutcome outcome, int heads, PrunedAttention attention, LayerTensors tensors) {
        Tally tally = new Tally();
        int[] there = outcome.heads();
        List<List<QueryOutcome>> lists = outcome.queries();
        int[] rows = outcome.rows();
        for (int head = 0; head < heads; head++) {
            int at = Arrays.binarySearch(there, head);
            double[] q = tensors.q(outcome.layer(), head);
            double[] k = Arrays.copyOf(tensors.k(outcome.layer(), head), outcome.length() * attention.headDim());
            double[] v = Arrays.copyOf(tensors.v(outcome.layer(), head), outcome.length() * attention.valueDim());
            DenseAttention dense = new DenseAttention(
                    q.length / attention.headDim(),
                    outcome.length(),
                    attention.headDim(),
                    attention.valueDim(),
                    attention.scale(),
                    visible(attention.mask(), outcome.length()));
            double[] exact = dense.attend(head, rows, q, k, v).o();
            for (int i = 0; i < rows.length; i++) {
                double[] output = new double[attention.valueDim()];
                if (at >= 0) {
                    QueryOutcome query = lists.get(at).get(i);
                    tally.masses(query, dense.probabilities(head, rows[i], q, k));
                    output = query.output();
                }
                tally.errors(output, exact, i * attention.valueDim());
            }
        }
        return tally.quality();
    }

    /** Tokens not generated yet are not there to be seen, whatever the mask says. */
    private static Mask visible(Mask mask, int length) {
        return (head, query, key) -> key < length && mask.allowed(head, query, key);
    }

    /** Running sums. */
    private static final class Tally {
        private long queries;
        private long measured;
        private double keyMass;
        private double leastKeyMass = 1;
        private double valueMass;
        private double leastValueMass = 1;
        private double maxError;
        private double squaredError;
        private double squaredOutput;
        private long refetches;

        void masses(QueryOutcome query, double[] dense) {
            double keys = Math.min(
                    1, Arrays.stream(query.keys()).mapToDouble(j -> dense[j]).sum());
            double values = Math.min(
                    1, Arrays.stream(query.values()).mapToDouble(j -> dense[j]).sum());
            measured++;
            keyMass += keys;
            valueMass += values;
            leastKeyMass = Math.min(leastKeyMass, keys);
            leastValueMass = Math.min(leastValueMass, values);
            refetches += query.refetched() ? 1 : 0;
        }

        void errors(double[] output, double[] exact, int from) {
            queries++;
            for (int c = 0; c < output.length; c++) {
                double error = Math.abs(output[c] - exact[from + c]);
                maxError = Math.max(maxError, error);
                squaredError += error * error;
                squaredOutput += exact[from + c] * exact[from + c];
            }
        }

        Quality quality() {
            return new Quality(
                    queries,
                    measured == 0 ? 1 : keyMass / measured,
                    leastKeyMass,
                    measured == 0 ? 1 : valueMass / measured,
                    leastValueMass,
                    maxError,
                    squaredOutput == 0 ? 0 : Math.sqrt(squaredError / squaredOutput),
                    refetches);
        }
    }
}
