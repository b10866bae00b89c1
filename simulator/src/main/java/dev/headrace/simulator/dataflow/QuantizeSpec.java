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
 * {@code quantize}: every row divided by its root mean square, then int8 with one scale a row. Streams: its name (int8), and
 * {@code .scale} (one number a row).
 *
 * @param in stream of rows
 * @param eps added to the mean square, 0 or more; 1e-6 if missing
 */
record QuantizeSpec(String in, @Nullable Double eps) implements OpSpec {
    QuantizeSpec {
        Require.present(in, "in");
        if (eps != null && !(eps >= 0 && eps < 1)) {
            throw new BadField("eps", String.valueOf(eps), "0 or more, below 1");
        }
    }

    @Override
    public List<String> needs() {
        return List.of(in);
    }

    @Override
    public List<Rounding> roundings(Op op, Scope scope) {
        return List.of(Rounding.once(Role.OTHER, "fp32"), Rounding.once(Role.OTHER, "int8"));
    }

    @Override
    public Op resolve(OpCommon common, Scope scope) {
        StreamType t = scope.stream("in", in);
        List<Loop> nest = scope.nest(common, needs());
        StreamType q = new StreamType(nest, t.rows(), t.cols(), "int8");
        StreamType scale = new StreamType(nest, t.rows(), Axis.ONE, "fp32");
        float added = (float) (eps == null ? 1e-6 : eps);
        Op.Compute compute = (at, tiles, first, last) -> quantize(Objects.requireNonNull(tiles[0]), added);
        return new Op(
                common,
                nest,
                List.of(scope.input("in", in)),
                List.of(new Op.Output(common.name(), q, false), new Op.Output(common.name() + ".scale", scale, false)),
                (at, first, last) -> new Work(
                        Operations.QUANTIZE, t.rows().size(at), t.cols().size(at), 1, first, last),
                nest.size(),
                null,
                () -> compute,
                0);
    }

    /**
     * In single precision, each operation rounded; only the sum of squares is kept in double until it is complete:
     * n = x / sqrt(mean(x^2) + eps), scale = max |n| / 127, q = n / scale to the nearest, of two the even one.
     */
    private static @Nullable Tile[] quantize(Tile x, float eps) {
        Tile q = new Tile(x.rows(), x.cols());
        Tile scales = new Tile(x.rows(), 1);
        for (int i = 0; i < x.rows(); i++) {
            float factor = inverseRms(x, i, eps);
            float most = 0;
            for (int j = 0; j < x.cols(); j++) {
                most = Math.max(most, Math.abs((float) x.get(i, j) * factor));
            }
            float scale = most / 127;
            for (int j = 0; j < x.cols() && scale > 0; j++) {
                q.set(i, j, Math.rint((float) x.get(i, j) * factor / scale));
            }
            scales.set(i, 0, scale);
        }
        return new @Nullable Tile[] {q, scales};
    }

    /** One over the root mean square of a row; 0 if there is nothing but zeros, without eps. */
    static float inverseRms(Tile x, int row, float eps) {
        double sum = 0;
        for (int j = 0; j < x.cols(); j++) {
            float v = (float) x.get(row, j);
            sum += (double) v * v;
        }
        float mean = (float) (sum / x.cols());
        return mean + eps == 0 ? 0 : 1 / (float) Math.sqrt(mean + eps);
    }
}
