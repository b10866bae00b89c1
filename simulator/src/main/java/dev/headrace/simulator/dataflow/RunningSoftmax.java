package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.unit.Summation;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The numbers of an {@code online-softmax}; see {@link OnlineSoftmaxSpec} for the recurrence. */
final class RunningSoftmax implements Op.Compute {
    private final Numbers numbers;
    private final Scores scores;
    private final boolean normalize;
    private final StreamType type;
    private final Scope scope;
    private final Function<Point, Summation> order;
    private final UnaryOperator<Tile> rounded;
    private double[] max = new double[0];
    private double[] sum = new double[0];

    RunningSoftmax(
            Numbers numbers,
            Scores scores,
            boolean normalize,
            StreamType type,
            Scope scope,
            Function<Point, Summation> order,
            UnaryOperator<Tile> rounded) {
        this.numbers = numbers;
        this.scores = scores;
        this.normalize = normalize;
        this.type = type;
        this.scope = scope;
        this.order = order;
        this.rounded = rounded;
    }

    @Override
    public @Nullable Tile[] fire(Point at, @Nullable Tile[] in, boolean first, boolean last) {
        int rows = in[0] == null ? scope.values().rows(type.rows(), at).length : in[0].rows();
        begin(in, rows, first);
        Tile a = new Tile(rows, 1);
        Tile p = null;
        if (in[0] != null) {
            Tile s = scores.ready(Objects.requireNonNull(in[0]), at);
            p = new Tile(rows, s.cols());
            Summation added = order.apply(at);
            for (int i = 0; i < rows; i++) {
                row(s, p, a, i, added);
            }
            p = rounded.apply(p);
        }
        Tile lse = new Tile(rows, 1);
        for (int i = 0; i < rows; i++) {
            lse.set(i, 0, sum[i] == 0 ? Double.NEGATIVE_INFINITY : numbers.add(max[i], numbers.log(sum[i])));
        }
        return new @Nullable Tile[] {a, p, column(sum), column(max), lse};
    }

    private void begin(@Nullable Tile[] in, int rows, boolean first) {
        if (in.length == 3) {
            max = Objects.requireNonNull(in[1]).at().clone();
            sum = Objects.requireNonNull(in[2]).at().clone();
        } else if (first) {
            max = new double[rows];
            sum = new double[rows];
            Arrays.fill(max, Double.NEGATIVE_INFINITY);
        }
    }

    private void row(Tile s, Tile p, Tile a, int i, Summation added) {
        double m = max[i];
        for (int j = 0; j < s.cols(); j++) {
            m = Math.max(m, s.get(i, j));
        }
        if (m == Double.NEGATIVE_INFINITY) {
            return;
        }
        for (int j = 0; j < s.cols(); j++) {
            p.set(i, j, numbers.exp(numbers.add(s.get(i, j), -m)));
        }
        double total = numbers.sum(p.at(), i * p.cols(), p.cols(), added);
        double correction = max[i] == Double.NEGATIVE_INFINITY ? 0 : numbers.exp(numbers.add(max[i], -m));
        double before = sum[i];
        sum[i] = numbers.multiplyAdd(correction, before, total);
        max[i] = m;
        if (normalize) {
            for (int j = 0; j < s.cols(); j++) {
                p.set(i, j, numbers.round(p.get(i, j) / sum[i]));
            }
            correction = numbers.round(numbers.multiplyAdd(correction, before, 0) / sum[i]);
        }
        a.set(i, 0, correction);
    }

    private static Tile column(double[] values) {
        return new Tile(values.length, 1, values.clone());
    }
}
