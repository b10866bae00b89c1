package dev.headrace.simulator.unit;

/**
 * What one firing asks of a compute unit, as sizes only. For a matrix product, {@code rows x depth} times
 * {@code depth x cols}; for everything else {@code rows x cols} elements in, and {@code depth} is 1.
 *
 * @param operation one of {@link Operations}
 * @param rows rows, 1 or more
 * @param cols columns, 1 or more
 * @param depth length of the dot products, 1 or more
 * @param first true if this firing starts a group of an accumulation (operands held from before are not its own)
 * @param last true if this firing ends such a group
 */
public record Work(String operation, long rows, long cols, long depth, boolean first, boolean last) {
    public Work {
        if (rows < 1 || cols < 1 || depth < 1) {
            throw new IllegalArgumentException(
                    operation + " of " + rows + " x " + cols + " x " + depth + "; allowed: 1 or more each");
        }
    }

    /** Elements: rows times columns. */
    public long elements() {
        return Math.multiplyExact(rows, cols);
    }
}
