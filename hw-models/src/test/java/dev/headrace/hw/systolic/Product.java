package dev.headrace.hw.systolic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A matrix product cut into folds, run on an {@link ElementArray}, and put together again. */
final class Product {
    private final String stationary;
    private final ElementArray array;
    private final int rows;
    private final int cols;
    private final double[][] a;
    private final double[][] b;
    private final double[][] result;
    private final List<int[]> corners = new ArrayList<>();

    Product(String stationary, int rows, int cols, int m, int k, int n) {
        this.stationary = stationary;
        this.array = new ElementArray(rows, cols);
        this.rows = rows;
        this.cols = cols;
        Random random = new Random(31L * m + k);
        this.a = integers(m, k, random);
        this.b = integers(k, n, random);
        this.result = new double[m][n];
        int onRows = outputs() ? m : k;
        int onCols = stationary.equals("input") ? m : n;
        for (int j : starts(onCols, cols, true)) {
            for (int i : starts(onRows, rows, outputs())) {
                corners.add(new int[] {i, Math.min(rows, onRows - i), j, Math.min(cols, onCols - j)});
            }
        }
    }

    /** Cycles with one fold after the other. */
    long serially() {
        long cycles = 0;
        for (int[] corner : corners) {
            long load = outputs() ? 0 : corner[1];
            ElementArray.Output out =
                    run(List.of(fold(corner, load)), new long[] {0}).get(0);
            place(corner, out.values());
            cycles += out.end()[0];
        }
        return cycles;
    }

    /** Cycle in which each of some firings ends, one beginning {@code interval} after the other. */
    long[] overlapped(int firings, long interval) {
        List<ElementArray.Fold> folds = new ArrayList<>();
        long[] loads = new long[firings * corners.size()];
        for (int firing = 0; firing < firings; firing++) {
            long time = firing * interval;
            for (int[] corner : corners) {
                boolean first = corner == corners.get(0);
                long turn = Math.max(steps(), corner[1]);
                loads[folds.size()] = time;
                if (outputs()) {
                    folds.add(fold(corner, time));
                    time += turn;
                } else {
                    time += first ? corner[1] : turn;
                    folds.add(fold(corner, time));
                }
            }
        }
        List<ElementArray.Output> out = run(folds, loads);
        long[] ends = new long[firings];
        for (int f = 0; f < out.size(); f++) {
            int firing = f / corners.size();
            ends[firing] = Math.max(ends[firing], out.get(f).end()[0]);
            if (firing == 0) {
                place(corners.get(f % corners.size()), out.get(f).values());
            }
        }
        return ends;
    }

    /** The numbers that came out are those of the plain product; small integers, so exactly. */
    void check() {
        double[][] plain = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                for (int k = 0; k < b.length; k++) {
                    plain[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        assertArrayEquals(plain, result);
    }

    private List<ElementArray.Output> run(List<ElementArray.Fold> folds, long[] loads) {
        return outputs() ? array.outputStationary(folds) : array.operandStationary(folds, loads);
    }

    private boolean outputs() {
        return stationary.equals("output");
    }

    private int steps() {
        return outputs() ? b.length : stationary.equals("weight") ? a.length : b[0].length;
    }

    private ElementArray.Fold fold(int[] corner, long start) {
        double[][] west = new double[corner[1]][steps()];
        double[][] north = new double[corner[3]][outputs() ? steps() : corner[1]];
        for (int r = 0; r < corner[1]; r++) {
            for (int t = 0; t < steps(); t++) {
                west[r][t] = switch (stationary) {
                    case "output" -> a[corner[0] + r][t];
                    case "weight" -> a[t][corner[0] + r];
                    default -> b[corner[0] + r][t];
                };
            }
        }
        for (int c = 0; c < north.length; c++) {
            for (int i = 0; i < north[c].length; i++) {
                north[c][i] = switch (stationary) {
                    case "output" -> b[i][corner[2] + c];
                    case "weight" -> b[corner[0] + i][corner[2] + c];
                    default -> a[corner[2] + c][corner[0] + i];
                };
            }
        }
        return new ElementArray.Fold(start, west, north);
    }

    private void place(int[] corner, double[][] values) {
        for (int i = 0; i < values.length; i++) {
            for (int c = 0; c < values[i].length; c++) {
                switch (stationary) {
                    case "output" -> result[corner[0] + i][corner[2] + c] += values[i][c];
                    case "weight" -> result[i][corner[2] + c] += values[i][c];
                    default -> result[corner[2] + c][i] += values[i][c];
                }
            }
        }
    }

    /** Where folds start, in the order of the machine. */
    private static List<Integer> starts(int all, int tile, boolean raggedFirst) {
        List<Integer> starts = new ArrayList<>();
        for (int i = 0; i < all; i += tile) {
            starts.add(i);
        }
        if (raggedFirst) {
            java.util.Collections.reverse(starts);
        }
        return starts;
    }

    private static double[][] integers(int rows, int cols, Random random) {
        double[][] values = new double[rows][cols];
        for (double[] row : values) {
            for (int c = 0; c < cols; c++) {
                row[c] = random.nextInt(-9, 10);
            }
        }
        return values;
    }
}
