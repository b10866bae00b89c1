package dev.headrace.simulator.dataflow;

import dev.headrace.golden.Role;
import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.Formats;
import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Work;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code rms-norm}: every row divided by the root of its mean square plus eps.
 *
 * @param in stream of rows
 * @param eps added to the mean square, 0 or more; 1e-6 if missing
 * @param format number format of the result; that of the rows if missing
 */
record RmsNormSpec(
        String in, @Nullable Double eps, @Nullable String format) implements OpSpec {
    RmsNormSpec {
        Require.present(in, "in");
        if (eps != null && !(eps >= 0 && eps < 1)) {
            throw new BadField("eps", String.valueOf(eps), "0 or more, below 1");
        }
        format = Formats.orNull(format, "format");
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
        List<Loop> nest = scope.nest(common, needs());
        StreamType type = new StreamType(nest, t.rows(), t.cols(), format == null ? t.format() : format);
        float added = (float) (eps == null ? 1e-6 : eps);
        Op.Compute compute = (at, tiles, first, last) -> {
            Tile x = Objects.requireNonNull(tiles[0]);
            Tile y = new Tile(x.rows(), x.cols());
            for (int i = 0; i < x.rows(); i++) {
                float factor = QuantizeSpec.inverseRms(x, i, added);
                for (int j = 0; j < x.cols(); j++) {
                    y.set(i, j, (float) x.get(i, j) * factor);
                }
            }
            return new @Nullable Tile[] {scope.rounded(common, y, type.format())};
        };
        return new Op(
                common,
                nest,
                List.of(scope.input("in", in)),
                List.of(new Op.Output(common.name(), type, false)),
                (at, first, last) -> new Work(
                        Operations.RMS_NORM, t.rows().size(at), t.cols().size(at), 1, first, last),
                nest.size(),
                null,
                () -> compute,
                0);
    }
}
