package dev.headrace.simulator.dataflow;

import org.jspecify.annotations.Nullable;

/** The numbers of a token, row-major. With sampled rows it holds only those; nobody changes a tile that has been sent. */
public final class Tile {
    private final int rows;
    private final int cols;
    private final double[] at;
    private final Codes.@Nullable Scale scale;

    /**
     * A tile over the given numbers, which are not copied.
     *
     * @param rows rows held, 0 or more
     * @param cols columns
     * @param at rows x cols numbers
     */
    public Tile(int rows, int cols, double[] at) {
        this(rows, cols, at, null);
    }

    /**
     * A tile of numbers that stand for codes.
     *
     * @param scale what the codes are; null if the numbers are no codes
     */
    Tile(int rows, int cols, double[] at, Codes.@Nullable Scale scale) {
        this.rows = rows;
        this.cols = cols;
        this.at = at;
        this.scale = scale;
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

    /** What the codes are that the numbers stand for; null if they stand for themselves. */
    Codes.@Nullable Scale scale() {
        return scale;
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
