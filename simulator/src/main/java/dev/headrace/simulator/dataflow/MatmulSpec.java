package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Work;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code matmul}: a [rows x depth] times b [depth x cols], or times b transposed, b being [cols x depth].
 *
 * @param a stream of left operands
 * @param b stream of right operands
 * @param transposeB true if b's rows are the columns of the product
 * @param accumulateOver loop over tiles of the contracted dimension whose products are added up; one token per group
 * @param format number format of the product; the accumulator's if missing
 */
record MatmulSpec(
        String a,
        String b,
        @Nullable Boolean transposeB,
        @Nullable String accumulateOver,
        @Nullable String format) implements OpSpec {
    MatmulSpec {
        Require.present(a, "a");
        Require.present(b, "b");
        if (format != null) {
            Require.oneOf(format, dev.headrace.simulator.spec.Formats.NAMES, "format");
        }
    }

    @Override
    public List<String> needs() {
        return List.of(a, b);
    }

    @Override
    public Op resolve(OpCommon common, Scope scope) {
        StreamType ta = scope.stream("a", a);
        StreamType tb = scope.stream("b", b);
        List<Loop> nest = scope.nest(common, needs());
        boolean transposed = Boolean.TRUE.equals(transposeB);
        Axis depth = ta.cols();
        Axis inner = transposed ? tb.cols() : tb.rows();
        Axis cols = transposed ? tb.rows() : tb.cols();
        scope.require(
                depth.equals(inner),
                "b",
                "stream " + b + " of " + tb + (transposed ? ", transposed," : "") + " with " + a + " of " + ta,
                "operands that agree in the contracted dimension and its tiles");
        boolean tiled = depth.loop() != null && nest.contains(depth.loop());
        List<Loop> space = nest;
        if (accumulateOver != null) {
            space = scope.outside("accumulate_over", nest, accumulateOver);
            scope.require(
                    scope.loop("accumulate_over", accumulateOver).equals(depth.loop()),
                    "accumulate_over",
                    "\"" + accumulateOver + "\"",
                    "the loop over tiles of the contracted dimension, "
                            + depth.dimension().label());
        }
        scope.require(
                accumulateOver != null || !tiled || producesPartial(depth),
                "accumulate_over",
                "missing",
                "the loop that tiles " + depth.dimension().label());
        String wide = scope.accumulator(common);
        String out = format == null ? wide : format;
        StreamType type = new StreamType(space, ta.rows(), cols, out);
        Numbers numbers = Numbers.in(wide);
        int group = space.size();
        Supplier<Op.Compute> compute = () -> new Product(numbers, transposed, type);
        long state = accumulateOver == null
                ? 0
                : (long) ta.rows().largest() * cols.largest() * (wide.equals("fp64") ? 8 : 4);
        return new Op(
                common,
                nest,
                List.of(
                        new Op.Input(a, ta.space().size(), null),
                        new Op.Input(b, tb.space().size(), null)),
                List.of(new Op.Output(common.name(), type, false)),
                (at, first, last) ->
                        new Work(Operations.MATMUL, ta.rows().size(at), cols.size(at), depth.size(at), first, last),
                accumulateOver == null ? nest.size() : group,
                null,
                compute,
                state);
    }

    /** A product of one tile of the contracted dimension is a partial sum; a rescale-accumulate adds it up. */
    private static boolean producesPartial(Axis depth) {
        return depth.dimension() == Dimension.KEYS;
    }

    private record Held(@Nullable Tile tile) {}

    private static final class Product implements Op.Compute {
        private final Numbers numbers;
        private final boolean transposed;
        private final StreamType type;
        private Held sum = new Held(null);

        Product(Numbers numbers, boolean transposed, StreamType type) {
            this.numbers = numbers;
            this.transposed = transposed;
            this.type = type;
        }

        @Override
        public @Nullable Tile[] fire(Point at, @Nullable Tile[] in, boolean first, boolean last) {
            if (in[0] == null || in[1] == null) {
                int rows = in[0] == null ? type.rows().size(at) : in[0].rows();
                return new @Nullable Tile[] {new Tile(rows, type.cols().size(at))};
            }
            Tile a = Objects.requireNonNull(in[0]);
            Tile b = Objects.requireNonNull(in[1]);
            Tile product = numbers.product(a, b, transposed, first ? null : sum.tile());
            sum = new Held(last ? null : product);
            return new @Nullable Tile[] {last ? Numbers.rounded(product, type.format()) : null};
        }
    }
}
