package dev.headrace.simulator.dataflow;

import dev.headrace.golden.Role;
import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.unit.Work;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code scale} and {@code mask}: the workload's scale or mask applied to scores, as a pass of its own. Without them a
 * softmax does both on its way.
 *
 * @param in stream of scores
 */
record ScoreSpec(String in) implements OpSpec {
    ScoreSpec {
        Require.present(in, "in");
    }

    @Override
    public List<String> needs() {
        return List.of(in);
    }

    @Override
    public List<Rounding> roundings(Op op, Scope scope) {
        return scales(op.common())
                ? Rounding.andSent(op, Rounding.scale(numbers(op.common(), scope.stream("in", in), scope)))
                : List.of();
    }

    private static boolean scales(OpCommon common) {
        return common.op().equals("scale");
    }

    private static Numbers numbers(OpCommon common, StreamType type, Scope scope) {
        return Numbers.in(scope.accumulator(common, type));
    }

    @Override
    public Op resolve(OpCommon common, Scope scope) {
        StreamType t = scope.stream("in", in);
        List<Loop> nest = scope.nest(common, needs());
        boolean scale = scales(common);
        scope.require(!scale || !t.scaled(), "in", "stream " + in + ", scaled already", "scores not scaled yet");
        scope.require(
                scale
                        || (t.rows().dimension().equals(Dimension.QUERIES)
                                && t.cols().dimension().equals(Dimension.KEYS)),
                "in",
                "stream " + in + " of " + t,
                "tiles of queries x keys");
        Numbers numbers = numbers(common, t, scope);
        StreamType out = new StreamType(
                nest,
                t.rows(),
                t.cols(),
                scale ? t.formatOr(numbers.format()) : t.format(),
                t.scaled() || scale,
                t.masked() || !scale,
                scale && t.holds() == Role.PRODUCT ? Role.SCORE : t.holds());
        double factor = numbers.round(scope.workload().scaleFactor());
        Op.Compute compute = (at, tiles, first, last) -> {
            Tile s = Objects.requireNonNull(tiles[0]);
            Tile r = new Tile(s.rows(), s.cols());
            int[] rows = scale ? new int[0] : scope.values().rows(t.rows(), at);
            for (int i = 0; i < s.rows(); i++) {
                for (int j = 0; j < s.cols(); j++) {
                    double x = s.get(i, j);
                    if (scale) {
                        x = numbers.multiplyAdd(x, factor, 0);
                    } else if (!scope.mask().allowed(rows[i], t.cols().start(at) + j)) {
                        x = Double.NEGATIVE_INFINITY;
                    }
                    r.set(i, j, x);
                }
            }
            return new @Nullable Tile[] {scope.rounded(common, r, out.format())};
        };
        return new Op(
                common,
                nest,
                List.of(scope.input("in", in)),
                List.of(new Op.Output(common.name(), out, false)),
                (at, first, last) ->
                        new Work(common.op(), t.rows().size(at), t.cols().size(at), 1, first, last),
                nest.size(),
                null,
                () -> compute,
                0);
    }
}
