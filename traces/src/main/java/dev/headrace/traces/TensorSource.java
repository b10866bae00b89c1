package dev.headrace.traces;

import dev.headrace.golden.NumberFormat;
import java.io.Closeable;
import java.util.Map;

/**
 * Where a workload's q, k and v come from. Reading is repeatable and independent of order and thread: the same
 * arguments always give the same numbers, all finite and all values of {@link #format}.
 */
public interface TensorSource extends Closeable {
    /** Sizes of the tensors. */
    TraceShape shape();

    /** Format that every number read is a value of. */
    NumberFormat format();

    /**
     * Reads one head, row-major.
     *
     * @param layer from 0
     * @param batch from 0
     * @param head head of that tensor: a key-value head for k and v
     * @param into exactly rows x columns numbers, overwritten
     * @throws IllegalArgumentException if an index or the array's length is outside the shape
     * @throws TraceException if the data cannot be read or is not finite
     */
    void read(AttentionTensor tensor, int layer, int batch, int head, double[] into);

    /** {@link #read(AttentionTensor, int, int, int, double[])} into a new array. */
    default double[] read(AttentionTensor tensor, int layer, int batch, int head) {
        double[] values = new double[shape().headLength(tensor)];
        read(tensor, layer, batch, head, values);
        return values;
    }

    /** Numbers read so far that were too large for the format and became the largest it has, by tensor; only of those with any. */
    default Map<String, Long> saturated() {
        return Map.of();
    }

    @Override
    void close();
}
