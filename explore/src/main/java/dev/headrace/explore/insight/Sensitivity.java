package dev.headrace.explore.insight;

import dev.headrace.explore.sweep.Axis;
import dev.headrace.explore.sweep.Knob;
import dev.headrace.explore.sweep.Measures;
import dev.headrace.explore.sweep.Row;
import dev.headrace.explore.sweep.SweepResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.distribution.FDistribution;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;
import tools.jackson.databind.JsonNode;

/**
 * How much each objective of a sweep depends on each of its knobs, over the points that ran to their end.
 *
 * <ul>
 *   <li><b>Share</b>: the main effect, eta squared of a one-way analysis of variance: the variance of the means of the
 *       knob's values, each weighted by its points, over the variance of all points. On a full grid this is the first-order
 *       Sobol index of the grid; what the shares of all knobs lack to 1 is how knobs act together. (Saltelli and others,
 *       "Global Sensitivity Analysis. The Primer", Wiley 2008, section 1.2.)
 *   <li><b>Interval</b>: of the share, 95 %, the percentiles of a bootstrap over points (Efron and Tibshirani, "An
 *       Introduction to the Bootstrap", 1993, section 13.3), from a seed.
 *   <li><b>Chance</b>: the probability that a knob without effect had this share or more, by the F test with as many degrees
 *       of freedom as the knob has values less one, and points less values.
 *   <li><b>Rank</b>: Spearman's correlation of the knob's value with the objective: 1 if the objective always grows with it,
 *       -1 if it always falls. Numbers only.
 *   <li><b>Slope</b>: the coefficient of the linear regression on all knobs that are numbers at once, everything in units of
 *       its standard deviation; of linked knobs that move as one, each has an equal part. Numbers only.
 *   <li><b>Flat</b>: nowhere do two points that differ in this axis alone differ in the objective.
 * </ul>
 */
public final class Sensitivity {
    /** Values that are drawn in a bootstrap at most, in all. */
    private static final long DRAWS = 20_000_000;

    private static final int RESAMPLES = 1000;

    /** Fewest resamples, for however many points. */
    private static final int FEWEST = 100;

    private static final double TAIL = 0.025;

    /**
     * What one knob does to one objective.
     *
     * @param share 0 to 1
     * @param low lower end of its interval
     * @param high upper end of its interval
     * @param chance 0 to 1; NaN where points are as few as values
     * @param rank -1 to 1; NaN if the knob is no number
     * @param slope NaN if the knob is no number
     */
    public record Effect(
            String objective,
            String knob,
            double share,
            double low,
            double high,
            double chance,
            double rank,
            double slope,
            boolean flat) {}

    /** A knob with the step of each row, and its value there if it is a number. */
    private static final class Column {
        private final String name;
        private final int axis;
        private final int[] steps;
        private final int size;
        private final double[] numbers;

        Column(String name, int axis, int[] steps, int size, double[] numbers) {
            this.name = name;
            this.axis = axis;
            this.steps = steps;
            this.size = size;
            this.numbers = numbers;
        }

        boolean isNumber() {
            return numbers.length > 0;
        }
    }

    private Sensitivity() {}

    /**
     * The effects of all knobs that take two values or more, the strongest first, by objectives in their order. An objective
     * that is the same everywhere has none.
     *
     * @param axes what varied
     * @param seed of the bootstrap
     */
    public static List<Effect> of(SweepResult result, List<Axis> axes, long seed) {
        List<Row> rows = result.rows().stream()
                .filter(r ->
                        r.status() == Row.Status.COMPLETE && !r.objectives().isEmpty())
                .toList();
        List<Column> columns = columns(rows, axes);
        if (columns.isEmpty() || rows.size() < 2) {
            return List.of();
        }
        List<Measures.Objective> objectives = result.objectives();
        double[][] values = new double[objectives.size()][];
        for (int o = 0; o < values.length; o++) {
            int at = o;
            values[o] = rows.stream().mapToDouble(r -> r.objectives().get(at)).toArray();
        }
        double[][][] resampled = bootstrap(columns, values, rows.size(), seed);
        List<Effect> effects = new ArrayList<>();
        for (int o = 0; o < values.length; o++) {
            List<Effect> of = new ArrayList<>();
            double[] slopes = slopes(columns, values[o]);
            if (isConstant(values[o])) {
                continue;
            }
            for (int c = 0; c < columns.size(); c++) {
                Column column = columns.get(c);
                double share = share(column, values[o], null);
                of.add(new Effect(
                        objectives.get(o).name(),
                        column.name,
                        share,
                        quantile(resampled[o][c], TAIL),
                        quantile(resampled[o][c], 1 - TAIL),
                        chance(share, column.size, rows.size()),
                        column.isNumber() ? rank(column.numbers, values[o]) : Double.NaN,
                        slopes[c],
                        isFlat(column, columns, values[o])));
            }
            of.sort(Comparator.comparingDouble(Effect::share).reversed());
            effects.addAll(of);
        }
        return effects;
    }

    private static boolean isConstant(double[] values) {
        for (double value : values) {
            if (value != values[0]) {
                return false;
            }
        }
        return true;
    }

    private static List<Column> columns(List<Row> rows, List<Axis> axes) {
        List<Column> columns = new ArrayList<>();
        for (int a = 0; a < axes.size(); a++) {
            for (Knob knob : axes.get(a).knobs()) {
                Map<JsonNode, Integer> found = new HashMap<>();
                int[] steps = new int[rows.size()];
                double[] numbers = new double[rows.size()];
                boolean numeric = true;
                for (int r = 0; r < steps.length; r++) {
                    JsonNode value = rows.get(r).parameters().get(knob.name());
                    if (value == null) {
                        value = tools.jackson.databind.node.JsonNodeFactory.instance.nullNode();
                    }
                    steps[r] = found.computeIfAbsent(value, v -> found.size());
                    numeric &= value.isNumber();
                    numbers[r] = value.isNumber() ? value.doubleValue() : 0;
                }
                if (found.size() > 1) {
                    columns.add(new Column(knob.name(), a, steps, found.size(), numeric ? numbers : new double[0]));
                }
            }
        }
        return columns;
    }

    /**
     * Eta squared.
     *
     * @param drawn rows that count, with repetition; null for all of them once
     */
    private static double share(Column column, double[] values, int @org.jspecify.annotations.Nullable [] drawn) {
        double[] sums = new double[column.size];
        int[] counts = new int[column.size];
        int n = values.length;
        double mean = 0;
        for (int i = 0; i < n; i++) {
            int r = drawn == null ? i : drawn[i];
            sums[column.steps[r]] += values[r];
            counts[column.steps[r]]++;
            mean += values[r] / n;
        }
        double all = 0;
        for (int i = 0; i < n; i++) {
            double off = values[drawn == null ? i : drawn[i]] - mean;
            all += off * off;
        }
        double between = 0;
        for (int s = 0; s < sums.length; s++) {
            if (counts[s] > 0) {
                double off = sums[s] / counts[s] - mean;
                between += counts[s] * off * off;
            }
        }
        return all > 0 ? Math.min(1, between / all) : 0;
    }

    /** Shares of each objective and column in resamples, sorted. */
    private static double[][][] bootstrap(List<Column> columns, double[][] values, int n, long seed) {
        long work = (long) n * columns.size() * Math.max(1, values.length);
        int resamples = (int) Math.max(FEWEST, Math.min(RESAMPLES, DRAWS / Math.max(1, work)));
        double[][][] shares = new double[values.length][columns.size()][resamples];
        RandomGenerator random = new Well19937c(seed);
        int[] drawn = new int[n];
        for (int b = 0; b < resamples; b++) {
            for (int i = 0; i < n; i++) {
                drawn[i] = random.nextInt(n);
            }
            for (int o = 0; o < values.length; o++) {
                for (int c = 0; c < columns.size(); c++) {
                    shares[o][c][b] = share(columns.get(c), values[o], drawn);
                }
            }
        }
        for (double[][] one : shares) {
            for (double[] sorted : one) {
                java.util.Arrays.sort(sorted);
            }
        }
        return shares;
    }

    private static double quantile(double[] sorted, double p) {
        return sorted[(int) Math.min(sorted.length - 1.0, Math.floor(p * sorted.length))];
    }

    private static double chance(double share, int values, int points) {
        if (points <= values) {
            return Double.NaN;
        }
        if (share >= 1) {
            return 0;
        }
        double f = share / (values - 1) / ((1 - share) / (points - values));
        return 1 - new FDistribution(null, values - 1.0, (double) points - values).cumulativeProbability(f);
    }

    private static double rank(double[] x, double[] y) {
        NaturalRanking ranking = new NaturalRanking(TiesStrategy.AVERAGE);
        return new PearsonsCorrelation().correlation(ranking.rank(x), ranking.rank(y));
    }

    /** Solves the normal equations of standardised columns, whose matrix is that of the correlations; least norm. */
    private static double[] slopes(List<Column> columns, double[] values) {
        double[] slopes = new double[columns.size()];
        java.util.Arrays.fill(slopes, Double.NaN);
        List<Integer> numeric = new ArrayList<>();
        for (int c = 0; c < columns.size(); c++) {
            if (columns.get(c).isNumber()) {
                numeric.add(c);
            }
        }
        if (numeric.isEmpty() || isConstant(values)) {
            return slopes;
        }
        PearsonsCorrelation correlation = new PearsonsCorrelation();
        int n = numeric.size();
        RealMatrix among = new Array2DRowRealMatrix(n, n);
        double[] with = new double[n];
        for (int i = 0; i < n; i++) {
            double[] x = columns.get(numeric.get(i)).numbers;
            with[i] = correlation.correlation(x, values);
            among.setEntry(i, i, 1);
            for (int j = 0; j < i; j++) {
                double both = correlation.correlation(x, columns.get(numeric.get(j)).numbers);
                among.setEntry(i, j, both);
                among.setEntry(j, i, both);
            }
        }
        double[] solved = new SingularValueDecomposition(among)
                .getSolver()
                .solve(new ArrayRealVector(with))
                .toArray();
        for (int i = 0; i < n; i++) {
            slopes[numeric.get(i)] = solved[i];
        }
        return slopes;
    }

    /** Rows are put together that differ in the axis of a column alone. */
    private static boolean isFlat(Column column, List<Column> columns, double[] values) {
        Map<List<Integer>, double[]> ends = new HashMap<>();
        boolean compared = false;
        for (int r = 0; r < values.length; r++) {
            List<Integer> others = new ArrayList<>();
            for (Column other : columns) {
                if (other.axis != column.axis) {
                    others.add(other.steps[r]);
                }
            }
            double value = values[r];
            double[] known = ends.putIfAbsent(others, new double[] {value});
            if (known != null) {
                compared = true;
                if (known[0] != value) {
                    return false;
                }
            }
        }
        return compared;
    }
}
