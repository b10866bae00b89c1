package dev.headrace.simulator.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** All numbers of a tensor that a run stored, as the memory holds them at its end, and as the golden model has them. */
public final class StoredTensor {
    private final String name;
    private final List<Long> shape;
    private final double[] simulated;
    private final double @Nullable [] golden;

    StoredTensor(String name, List<Long> shape, double[] simulated, double @Nullable [] golden) {
        this.name = name;
        this.shape = shape;
        this.simulated = simulated;
        this.golden = golden;
    }

    /** Its name in the design. */
    public String name() {
        return name;
    }

    /**
     * Its sizes: of a tensor with a matrix for each head [layers, batch, heads, rows, columns], for each layer [layers, rows,
     * columns], for each sequence [batch, rows, columns], for the model [rows, columns].
     */
    public List<Long> shape() {
        return shape;
    }

    /** The numbers in the memory, row-major; what was there before where nothing was stored. Not a copy. */
    public double[] simulated() {
        return simulated;
    }

    /**
     * The golden model's, in double precision; NaN in rows that it leaves out; null if it does not know the tensor, or the run
     * did not come to its end. Not a copy.
     */
    public double @Nullable [] golden() {
        return golden;
    }
}
