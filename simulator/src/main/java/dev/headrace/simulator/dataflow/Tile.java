package dev.headrace.simulator.dataflow;

/** The numbers of a token, row-major. With sampled rows it holds only those; nobody changes a tile that has been sent. */
public final class Tile {
    private final int rows;
    private final int cols;
    private final double[] at;

    /**
     * A tile over the given numbers, which are not copied.
     *
     * @param rows rows held, 0 or more
     * @param cols columns
     * @param at rows x cols numbers
     */
    public Tile(int rows, int cols, double[] at) {
        this.rows = rows;
        this.cols = cols;
        this.at = at;
    }

    /** A tile of zeros. */
    public Tile(int rows, int cols) {
        this(rows, cols, new double[Math.multiplyExact(rows, cols)]);
    }

    /** Rows held. */
    public int rows() {
        return rows;
    }

    /** Columns. */
    public int cols() {
        return cols;
    }

    /** The numbers themselves. */
    public double[] at() {
        return at;
    }

    /** An element. */
    public double get(int row, int col) {
        return at[row * cols + col];
    }

    /** Sets an element of a tile that has not been sent yet. */
    public void set(int row, int col, double value) {
        at[row * cols + col] = value;
    }
}
