package dev.headrace.simulator.dataflow;

import dev.headrace.golden.Role;
import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Work;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code rotate}: the rotary embedding (Su et al., arXiv 2104.09864) of consecutive pairs. In every head, elements 2i and 2i +
 * 1 of a row are turned by position * theta^(-2i / head_dim), the position being the row's number.
 *
 * @param in stream of rows, whole heads side by side
 * @param theta base of the angles, above 1; 10000 if missing
 * @param rowsAs "keys": the rows are those of keys and values from here on
 */
record RotateSpec(
        String in, @Nullable Double theta, @Nullable String rowsAs) implements OpSpec {
    RotateSpec {
        Require.present(in, "in");
        if (theta != null && !(theta > 1 && theta < 1e12)) {
            throw new BadField("theta", String.valueOf(theta), "above 1, below 1e12");
        }
        if (rowsAs != null) {
            Require.oneOf(rowsAs, List.of("keys"), "rows_as");
        }
    }

    @Override
    public List<String> needs() {
        return List.of(in);
    }

    @Override
    public List<Rounding> roundings(Op op, Scope scope) {
        return Rounding.andSent(op, Rounding.once(Role.OTHER, "fp32"));
    }

    @Override
    public Op resolve(OpCommon common, Scope scope) {
        StreamType t = scope.stream("in", in);
        int dim = scope.workload().shape().headDim();
        scope.require(
                t.cols().loop() == null && heads(t.cols().extent(), dim, scope) && dim % 2 == 0,
                "in",
                "stream " + in + " of " + t,
                "rows of all heads of the workload, of " + dim + " numbers, an even number");
        List<Loop> nest = scope.nest(common, needs());
        StreamType type = new StreamType(nest, DequantizeSpec.rows(t.rows(), rowsAs, scope), t.cols(), t.format());
        double base = theta == null ? 10000 : theta;
        Op.Compute compute = (at, tiles, first, last) -> {
            Tile x = Objects.requireNonNull(tiles[0]);
            int[] rows = scope.values().rows(t.rows(), at);
            return new @Nullable Tile[] {scope.rounded(common, rotated(x, rows, dim, base), t.format())};
        };
        return new Op(
                common,
                nest,
                List.of(scope.input("in", in)),
                List.of(new Op.Output(common.name(), type, false)),
                (at, first, last) ->
                        new Work(Operations.ROTATE, t.rows().size(at), t.cols().size(at), 1, first, last),
                nest.size(),
                null,
                () -> compute,
                0);
    }

    private static boolean heads(int columns, int dim, Scope scope) {
        var shape = scope.workload().shape();
        return columns == (long) shape.heads() * dim || columns == (long) shape.kvHeadCount() * dim;
    }

    /** Sine and cosine come from a table that is exact to single precision, as the host would write it. */
    private static Tile rotated(Tile x, int[] positions, int dim, double base) {
        Tile y = new Tile(x.rows(), x.cols());
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.cols(); j += 2) {
                double angle = positions[i] * StrictMath.pow(base, -(double) (j % dim) / dim);
                float cos = (float) StrictMath.cos(angle);
                float sin = (float) StrictMath.sin(angle);
                float even = (float) x.get(i, j);
                float odd = (float) x.get(i, j + 1);
                y.set(i, j, even * cos - odd * sin);
                y.set(i, j + 1, even * sin + odd * cos);
            }
        }
        return y;
    }
}
