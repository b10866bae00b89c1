package dev.headrace.hw.systolic;

import java.util.ArrayList;
import java.util.List;

/**
 * Every processing element of a systolic array in every cycle, with real numbers. Knows nothing of the formulas: it is
 * told when each fold starts, moves values one neighbour a cycle, and fails if two values want the same register.
 */
final class ElementArray {
    /**
     * One fold: on-row operand {@code west[r][t]} enters row r, and {@code north} the columns.
     *
     * @param start cycle in which its first value enters at the corner
     * @param west values that enter from the left, by row and step
     * @param north output stationary: values that enter from above, by column and step; otherwise the value that is
     *     held, by column and row
     */
    record Fold(long start, double[][] west, double[][] north) {
        int rows() {
            return west.length;
        }

        int cols() {
            return north.length;
        }

        int steps() {
            return west[0].length;
        }
    }

    /** Output of a fold: {@code values[row][col]} (stationary operand: {@code values[step][col]}), and cycles until the last. */
    record Output(double[][] values, long[] end) {}

    private record Word(int fold, int index, double value) {}

    private final int rows;
    private final int cols;

    ElementArray(int rows, int cols) {
        this.rows = rows;
        this.cols = cols;
    }

    /** Outputs stay; each fold's {@code start} is that of its stream. */
    List<Output> outputStationary(List<Fold> folds) {
        List<Output> out = outputs(folds, true);
        Word[][] west = new Word[rows][cols];
        Word[][] north = new Word[rows][cols];
        double[][] sum = new double[rows][cols];
        Word[][] done = new Word[rows][cols];
        Word[][] chain = new Word[rows][cols];
        for (long cycle = 0; missing(out); cycle++) {
            shiftDownAndOut(chain, out, cycle);
            for (int r = rows - 1; r >= 0; r--) {
                for (int c = cols - 1; c >= 0; c--) {
                    west[r][c] = c == 0 ? entering(folds, cycle - r, r, true) : west[r][c - 1];
                    north[r][c] = r == 0 ? entering(folds, cycle - c, c, false) : north[r - 1][c];
                    if (west[r][c] != null && north[r][c] != null) {
                        multiply(west[r][c], north[r][c], folds, sum, done, r, c);
                    }
                }
            }
            handOver(folds, done, chain);
        }
        return out;
    }

    private static void multiply(Word a, Word b, List<Fold> folds, double[][] sum, Word[][] done, int r, int c) {
        require(a.fold == b.fold && a.index == b.index, "operands of different steps met");
        sum[r][c] += a.value * b.value;
        if (a.index == folds.get(a.fold).steps() - 1) {
            require(done[r][c] == null, "a result was overwritten before it could leave");
            done[r][c] = new Word(a.fold, r, sum[r][c]);
            sum[r][c] = 0;
        }
    }

    /** A column whose used rows are all done gives its results to the shift chain at the end of the cycle. */
    private void handOver(List<Fold> folds, Word[][] done, Word[][] chain) {
        for (int c = 0; c < cols; c++) {
            for (int r = rows - 1; r >= 0; r--) {
                Word bottom = done[r][c];
                if (bottom == null || r != folds.get(bottom.fold).rows() - 1) {
                    continue;
                }
                for (int up = 0; up <= r; up++) {
                    require(done[up][c] != null && done[up][c].fold == bottom.fold, "a row is late");
                    require(chain[up][c] == null, "two results on one place of the shift chain");
                    chain[up][c] = done[up][c];
                    done[up][c] = null;
                }
            }
        }
    }

    private void shiftDownAndOut(Word[][] chain, List<Output> out, long cycle) {
        for (int c = 0; c < cols; c++) {
            Word leaving = chain[rows - 1][c];
            if (leaving != null) {
                put(out, leaving, c, cycle);
            }
            for (int r = rows - 1; r >= 0; r--) {
                chain[r][c] = r == 0 ? null : chain[r - 1][c];
            }
        }
    }

    /**
     * One operand stays: {@code loads[f]} is the cycle in which column 0 begins to take the held operand of fold f (each
     * column one later), and the fold's {@code start} that of its stream.
     */
    List<Output> operandStationary(List<Fold> folds, long[] loads) {
        List<Output> out = outputs(folds, false);
        Word[][] west = new Word[rows][cols];
        Word[][] partial = new Word[rows][cols];
        Word[][] held = new Word[rows][cols];
        Word[][] next = new Word[rows][cols];
        for (long cycle = 0; missing(out); cycle++) {
            for (int r = rows - 1; r >= 0; r--) {
                for (int c = cols - 1; c >= 0; c--) {
                    west[r][c] = c == 0 ? entering(folds, cycle - r, r, true) : west[r][c - 1];
                    Word above = r == 0 ? null : partial[r - 1][c];
                    Word a = west[r][c];
                    if (a != null && a.index == 0) {
                        require(next[r][c] != null && next[r][c].fold == a.fold && next[r][c].index == r, "not loaded");
                        held[r][c] = next[r][c];
                        next[r][c] = null;
                    }
                    partial[r][c] = a == null || c >= folds.get(a.fold).cols() ? above : add(a, held[r][c], above);
                }
            }
            for (int c = 0; c < cols; c++) {
                if (partial[rows - 1][c] != null) {
                    put(out, partial[rows - 1][c], c, cycle);
                }
            }
            load(folds, loads, next, cycle);
        }
        return out;
    }

    private static Word add(Word a, Word held, Word above) {
        require(above == null || above.fold == a.fold && above.index == a.index, "partial sums of different steps met");
        return new Word(a.fold, a.index, (above == null ? 0 : above.value) + a.value * held.value);
    }

    /** The train of words on its way down; its head never enters a row that still waits to use its word. */
    private void load(List<Fold> folds, long[] loads, Word[][] next, long cycle) {
        for (int f = 0; f < loads.length; f++) {
            Fold fold = folds.get(f);
            for (int c = 0; c < cols; c++) {
                long step = cycle - loads[f] - c;
                if (step < 0 || step >= fold.rows()) {
                    continue;
                }
                for (int r = (int) step; r >= 1; r--) {
                    require(next[r][c] == null || next[r][c].fold == f, "a held word was overwritten before its use");
                    next[r][c] = next[r - 1][c];
                }
                int row = fold.rows() - 1 - (int) step;
                require(next[0][c] == null || next[0][c].fold == f, "a held word was overwritten before its use");
                next[0][c] = new Word(f, row, c < fold.cols() ? fold.north()[c][row] : 0);
            }
        }
    }

    private static Word entering(List<Fold> folds, long time, int lane, boolean fromWest) {
        Word found = null;
        for (int f = 0; f < folds.size(); f++) {
            Fold fold = folds.get(f);
            double[][] values = fromWest ? fold.west() : fold.north();
            long step = time - fold.start();
            if (lane < values.length && step >= 0 && step < fold.steps()) {
                require(found == null, "two streams in one lane");
                found = new Word(f, (int) step, values[lane][(int) step]);
            }
        }
        return found;
    }

    private static List<Output> outputs(List<Fold> folds, boolean byRow) {
        List<Output> out = new ArrayList<>();
        for (Fold fold : folds) {
            double[][] values = new double[byRow ? fold.rows() : fold.steps()][fold.cols()];
            for (double[] row : values) {
                java.util.Arrays.fill(row, Double.NaN);
            }
            out.add(new Output(values, new long[1]));
        }
        return out;
    }

    private static void put(List<Output> out, Word word, int col, long cycle) {
        Output output = out.get(word.fold);
        if (col < output.values[word.index].length) {
            require(Double.isNaN(output.values[word.index][col]), "a result came twice");
            output.values[word.index][col] = word.value;
            output.end[0] = cycle + 1;
        }
    }

    private static boolean missing(List<Output> out) {
        for (Output output : out) {
            for (double[] row : output.values) {
                for (double value : row) {
                    if (Double.isNaN(value)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }
}
