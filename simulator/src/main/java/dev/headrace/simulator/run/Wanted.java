package dev.headrace.simulator.run;

import java.util.function.IntToDoubleFunction;

/** Hears of the numbers that a golden model wants where a run stored its own; from several threads, each row from one. */
@FunctionalInterface
interface Wanted {
    /**
     * A row of a tensor.
     *
     * @param matrix which of its matrices
     * @param cols numbers in the row
     * @param number the number of a column, 0 .. cols - 1
     */
    void row(String tensor, int matrix, int row, int cols, IntToDoubleFunction number);
}
