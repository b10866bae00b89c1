package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.DesignSpec;
import dev.headrace.simulator.spec.Require;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code join}: the tokens of all heads of a layer, side by side, as one token that goes out after the last: wiring between
 * attention and a linear layer. Its timing is its own {@code ii} and {@code latency}.
 *
 * @param in stream of one token for each head
 * @param accumulateOver the loop over single heads, the innermost, inside one over a layer's
 * @param as declared dimension of the columns of the result: heads times those of a token
 */
record JoinSpec(String in, String accumulateOver, String as) implements OpSpec {
    JoinSpec {
        Require.present(in, "in");
        Require.present(accumulateOver, "accumulate_over");
        Require.present(as, "as");
        if (DesignSpec.Loop.DIMENSIONS.contains(as)) {
            throw new BadField("as", "\"" + as + "\"", "a dimension that the workload declares");
        }
    }

    @Override
    public List<String> needs() {
        return List.of(in);
    }

    @Override
    public List<Rounding> roundings(Op op, Scope scope) {
        return List.of();
    }

    @Override
    public Op resolve(OpCommon common, Scope scope) {
        scope.require(common.on() == null, "on", "\"" + common.on() + "\"", "nothing: a join is wiring");
        StreamType t = scope.stream("in", in);
        List<Loop> nest = scope.nest(common, needs());
        List<Loop> outside = scope.outside("accumulate_over", nest, accumulateOver);
        Loop loop = nest.get(nest.size() - 1);
        Heads heads = new Heads(scope, t.cols().dimension().label());
        scope.require(
                heads.single(loop) && loop.trips() == scope.workload().shape().heads(),
                "accumulate_over",
                "\"" + accumulateOver + "\" of " + loop.trips() + " iterations",
                "a loop over the " + scope.workload().shape().heads() + " single heads of a layer");
        Axis cols = scope.whole("as", as);
        scope.require(
                heads.parts("as", as, cols) == loop.trips(),
                "as",
                "\"" + as + "\" of " + cols.extent(),
                "heads times the columns of " + in);
        StreamType type = new StreamType(outside, t.rows(), cols, t.format()).holding(t.holds());
        return new Op(
                common,
                nest,
                List.of(scope.input("in", in)),
                List.of(new Op.Output(common.name(), type, false)),
                null,
                outside.size(),
                null,
                () -> new Joined(loop, cols.extent()),
                type.largestBytes());
    }

    /** The row of tokens as far as it has come. */
    private static final class Joined implements Op.Compute {
        private final Loop loop;
        private final int cols;
        private Tile row = new Tile(0, 0);

        Joined(Loop loop, int cols) {
            this.loop = loop;
            this.cols = cols;
        }

        @Override
        public @Nullable Tile[] fire(Point at, @Nullable Tile[] in, boolean first, boolean last) {
            Tile t = Objects.requireNonNull(in[0]);
            if (first) {
                row = new Tile(t.rows(), cols);
            }
            int from = at.index(loop) * t.cols();
            for (int i = 0; i < t.rows(); i++) {
                System.arraycopy(t.at(), i * t.cols(), row.at(), i * cols + from, t.cols());
            }
            return new @Nullable Tile[] {last ? row : null};
        }
    }
}
