package dev.headrace.simulator.run;

import dev.headrace.golden.ternary.TernaryWeights;
import dev.headrace.simulator.dataflow.KeptLine;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the numbers of a workload's inputs. Repeatable: the same head always has the same numbers. */
@FunctionalInterface
public interface TensorReader {
    /**
     * Fills in one head.
     *
     * @param tensor 'q', 'k' or 'v'
     * @param layer 0 .. layers - 1
     * @param batch 0 .. batch - 1
     * @param head head of that tensor: 0 .. heads - 1, or kv_heads - 1 for k and v
     * @param into rows x columns numbers, row-major
     */
    void read(char tensor, int layer, int batch, int head, double[] into);

    /**
     * Fills in one matrix of a tensor that the workload declares with data.
     *
     * @param array its name
     * @param matrix 0 .. matrices - 1
     * @param into rows x columns numbers, row-major
     */
    default void array(String array, int matrix, double[] into) {
        throw new UnsupportedOperationException(array);
    }

    /** The weights of the decoder that a text is generated with, for the golden model; null if there are none. */
    default @Nullable TernaryWeights decoder() {
        return null;
    }

    /**
     * Fills in one head of the outputs that the workload's reference file gives.
     *
     * @param head 0 .. heads - 1
     * @param into queries x value columns numbers, row-major
     * @return false if there is no reference
     */
    default boolean reference(int layer, int batch, int head, double[] into) {
        return false;
    }

    /** Inputs read so far that were too large for their format and became the largest it has, by tensor. */
    default Map<String, Long> saturated() {
        return Map.of();
    }

    /** The kept-set trace that the workload names, in order; null if it names none. */
    default @Nullable List<KeptLine> kept() {
        return null;
    }
}
