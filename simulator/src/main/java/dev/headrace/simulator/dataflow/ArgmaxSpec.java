package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Work;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code argmax}: the column of the largest number of every row, of equal ones the first.
 *
 * @param in stream of rows
 * @param accumulateOver loop over tiles of the columns, if they come in tiles
 */
record ArgmaxSpec(String in, @Nullable String accumulateOver) implements OpSpec {
    ArgmaxSpec {
        Require.present(in, "in");
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
        StreamType t = scope.stream("in", in);
        List<Loop> nest = scope.nest(common, needs());
        List<Loop> outside = accumulateOver == null ? nest : scope.outside("accumulate_over", nest, accumulateOver);
        StreamType type = new StreamType(outside, t.rows(), Axis.ONE, "fp32");
        return new Op(
                common,
                nest,
                List.of(scope.input("in", in)),
                List.of(new Op.Output(common.name(), type, false)),
                (at, first, last) ->
                        new Work(Operations.ARGMAX, t.rows().size(at), t.cols().size(at), 1, first, last),
                outside.size(),
                null,
                () -> new Best(t),
                8L * t.rows().largest());
    }

    private static final class Best implements Op.Compute {
        private final StreamType type;
        private double[] most = new double[0];
        private Tile best = new Tile(0, 0);

        Best(StreamType type) {
            this.type = type;
        }

        @Override
        public @Nullable Tile[] fire(Point at, @Nullable Tile[] in, boolean first, boolean last) {
            Tile x = Objects.requireNonNull(in[0]);
            if (first) {
                best = new Tile(x.rows(), 1);
                most = new double[x.rows()];
                java.util.Arrays.fill(most, Double.NEGATIVE_INFINITY);
            }
            int from = type.cols().start(at);
            for (int i = 0; i < x.rows(); i++) {
                for (int j = 0; j < x.cols(); j++) {
                    if (x.get(i, j) > most[i]) {
                        most[i] = x.get(i, j);
                        best.set(i, 0, from + j);
                    }
                }
            }
            return new @Nullable Tile[] {best};
        }
    }
}
