package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.KeptSpec;
import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Work;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code softmax}: over complete rows of scores. Scales and masks them on the way if that has not been done. A row in
 * which everything is masked becomes zeros.
 *
 * @param in stream of scores whose columns are all keys
 * @param format number format of the probabilities; the workload's if missing
 */
record SoftmaxSpec(String in, @Nullable String format) implements OpSpec {
    SoftmaxSpec {
        Require.present(in, "in");
    }

    @Override
    public List<String> needs() {
        return List.of(in);
    }

    @Override
    public Op resolve(OpCommon common, Scope scope) {
        StreamType t = scope.stream("in", in);
        List<Loop> nest = scope.nest(common, needs());
        scope.require(
                t.cols().dimension().equals(Dimension.KEYS) && t.cols().loop() == null,
                "in",
                "stream " + in + " of " + t,
                "complete rows: all keys, not tiles of them");
        StreamType out =
                new StreamType(nest, t.rows(), t.cols(), format == null ? scope.operandFormat() : format, true, true);
        Numbers numbers = Numbers.in(scope.accumulator(common));
        KeptSpec kept = scope.workload().kept();
        ComputeUnit unit = scope.unit(common);
        scope.require(
                kept == null
                        || !kept.followsNumbers()
                        || unit == null
                        || unit.exponential().equals("exact"),
                "on",
                "\"" + common.on() + "\", whose exponentials are approximate",
                "a unit with exact exponentials: what is kept is decided with these");
        Scores scores = new Scores(t, numbers, scope);
        Op.Compute compute = (at, tiles, first, last) -> {
            Tile s = scores.ready(Objects.requireNonNull(tiles[0]), at);
            Tile p = new Tile(s.rows(), s.cols());
            for (int i = 0; i < s.rows(); i++) {
                row(numbers, s, p, i);
            }
            return new @Nullable Tile[] {Numbers.rounded(p, out.format())};
        };
        return new Op(
                common,
                nest,
                List.of(scope.input("in", in)),
                List.of(new Op.Output(common.name(), out, false)),
                (at, first, last) ->
                        new Work(Operations.SOFTMAX, t.rows().size(at), t.cols().size(at), 1, first, last),
                nest.size(),
                null,
                () -> compute,
                0);
    }

    /** Softmax of a row. */
    static void row(Numbers numbers, Tile s, Tile p, int i) {
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < s.cols(); j++) {
            max = Math.max(max, s.get(i, j));
        }
        if (max == Double.NEGATIVE_INFINITY) {
            return;
        }
        double sum = 0;
        for (int j = 0; j < s.cols(); j++) {
            double e = numbers.exp(numbers.round(s.get(i, j) - max));
            p.set(i, j, e);
            sum = numbers.round(sum + e);
        }
        for (int j = 0; j < s.cols(); j++) {
            p.set(i, j, numbers.round(p.get(i, j) / sum));
        }
    }
}
