package dev.headrace.simulator.dataflow;

import dev.headrace.golden.Role;
import dev.headrace.simulator.spec.Formats;
import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Work;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code dequantize}: every row of sums times its factor; the sums of a ternary-matmul and its {@code .scale}.
 *
 * @param in stream of sums
 * @param factor stream of one number a row; {@code in} with {@code .scale} if missing
 * @param format number format of the result; the workload's if missing
 * @param rowsAs "keys": the rows are those of keys and values from here on, so that they can be stored as such
 */
record DequantizeSpec(
        String in,
        @Nullable String factor,
        @Nullable String format,
        @Nullable String rowsAs) implements OpSpec {
    DequantizeSpec {
        Require.present(in, "in");
        format = Formats.orNull(format, "format");
        if (rowsAs != null) {
            Require.oneOf(rowsAs, List.of("keys"), "rows_as");
        }
    }

    private String scale() {
        return factor == null ? in + ".scale" : factor;
    }

    @Override
    public List<String> needs() {
        return List.of(in, scale());
    }

    @Override
    public List<Rounding> roundings(Op op, Scope scope) {
        return Rounding.andSent(op, Rounding.once(Role.OTHER, "fp32"));
    }

    @Override
    public Op resolve(OpCommon common, Scope scope) {
        StreamType t = scope.stream("in", in);
        StreamType f = scope.stream("factor", scale());
        scope.require(
                f.rows().equals(t.rows()) && f.cols().equals(Axis.ONE),
                "factor",
                "stream " + scale() + " of " + f,
                "one number for each of the rows " + t.rows());
        List<Loop> nest = scope.nest(common, needs());
        String out = format == null ? scope.workload().formatName() : format;
        StreamType type = new StreamType(nest, rows(t.rows(), rowsAs, scope), t.cols(), out);
        Op.Compute compute = (at, tiles, first, last) -> {
            Tile x = Objects.requireNonNull(tiles[0]);
            Tile factors = Objects.requireNonNull(tiles[1]);
            Tile y = new Tile(x.rows(), x.cols());
            for (int i = 0; i < x.rows(); i++) {
                for (int j = 0; j < x.cols(); j++) {
                    y.set(i, j, (float) x.get(i, j) * (float) factors.get(i, 0));
                }
            }
            return new @Nullable Tile[] {scope.rounded(common, y, out)};
        };
        return new Op(
                common,
                nest,
                List.of(scope.input("in", in), scope.input("factor", scale())),
                List.of(new Op.Output(common.name(), type, false)),
                (at, first, last) -> new Work(
                        Operations.DEQUANTIZE, t.rows().size(at), t.cols().size(at), 1, first, last),
                nest.size(),
                null,
                () -> compute,
                0);
    }

    /** The same rows under the name of another dimension: row i of queries is row i of keys, so there are as many. */
    static Axis rows(Axis rows, @Nullable String as, Scope scope) {
        var shape = scope.workload().shape();
        scope.require(
                as == null || shape.queries().equals(shape.keys()),
                "rows_as",
                "\"" + as + "\" with " + shape.queries() + " queries and " + shape.keys() + " keys",
                "a workload with as many keys as queries, one of each for every position");
        return as == null ? rows : new Axis(new Dimension(as), rows.loop(), rows.extent());
    }
}
