package dev.headrace.simulator.unit;

/**
 * What one firing asks of a compute unit, as sizes only. For a matrix product, {@code rows x depth} times
 * {@code depth x cols}; for everything else {@code rows x cols} elements in, and {@code depth} is 1. Where everything has
 * been pruned a size is 0: that is no work, and no unit is asked.
 *
 * @param operation one of {@link Operations}
 * @param rows rows, 0 or more
 * @param cols columns, 0 or more
 * @param depth length of the dot products, 0 or more
 * @param first true if this firing starts a group of an accumulation (operands held from before are not its own)
 * @param last true if this firing ends such a group
 * @param found cycles that a {@link Selector} has found to be needed for the numbers of this firing; 0 for everything
 *     whose time follows from sizes
 */
public record Work(String operation, long rows, long cols, long depth, boolean first, boolean last, long found) {
    public Work {
        if (rows < 0 || cols < 0 || depth < 0 || found < 0) {
            throw new IllegalArgumentException(
                    operation + " of " + rows + " x " + cols + " x " + depth + "; allowed: 0 or more each");
        }
    }

    /** Work whose time follows from its sizes. */
    public Work(String operation, long rows, long cols, long depth, boolean first, boolean last) {
        this(operation, rows, cols, depth, first, last, 0);
    }

    /** True if there is nothing to do. */
    public boolean isNothing() {
        return rows == 0 || cols == 0 || depth == 0;
    }

    /** Elements: rows times columns. */
    public long elements() {
        return Math.multiplyExact(rows, cols);
    }
}
