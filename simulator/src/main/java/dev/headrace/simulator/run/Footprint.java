package dev.headrace.simulator.run;

import dev.headrace.simulator.dataflow.Dataflow;
import dev.headrace.simulator.dataflow.Precision;
import dev.headrace.simulator.dataflow.Tensor;
import dev.headrace.simulator.spec.WorkloadSpec;

/**
 * Memory that the numbers of a run take up together at its end, at least: of each input as many matrices as are held at a time,
 * 8 bytes a number; of each tensor that is stored every row that is computed, 8 bytes a number and what it takes to find the
 * row. What else a run needs is small beside that, or not known before.
 */
final class Footprint {
    /** Bytes of an array without its numbers, of an entry of a map, and of its key: the least that 64-bit Java gives them. */
    private static final long ROW = 16 + 32 + 16;

    private Footprint() {}

    /**
     * In bytes.
     *
     * @param flow the design, resolved
     * @param cachedMatrices most matrices of an input that are held at a time
     * @param sampledRows query rows of a head that are computed; all of them if there are no more
     */
    static long of(Dataflow flow, WorkloadSpec workload, int cachedMatrices, int sampledRows) {
        WorkloadSpec.Shape shape = workload.shape();
        double bytes = 0;
        for (Tensor input : flow.inputs()) {
            double numbers = (double) input.rows().extent(shape) * input.cols().extent(shape);
            bytes += Math.min(input.matrices(shape), cachedMatrices) * numbers * Double.BYTES;
        }
        for (String name : Precision.of(flow).keySet()) {
            Tensor stored = Tensor.of(name, workload);
            double rows =
                    (double) stored.matrices(shape) * Math.min(stored.rows().extent(shape), sampledRows);
            bytes += rows * ((double) stored.cols().extent(shape) * Double.BYTES + ROW);
        }
        return (long) bytes;
    }
}
