package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.Formats;
import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code rescale-accumulate}: {@code acc = factor * acc + in}, factor being one number per row. The accumulator stays in
 * the unit over a loop, or comes as a stream before each firing.
 *
 * @param in stream of what is added
 * @param factor stream of factors, one per row
 * @param accumulateOver loop over which the accumulator stays; one token after its last iteration
 * @param previous instead: stream that brings the accumulator
 */
record RescaleSpec(
        String in,
        String factor,
        @Nullable String accumulateOver,
        @Nullable String previous) implements OpSpec {
    RescaleSpec {
        Require.present(in, "in");
        Require.present(factor, "factor");
        if ((accumulateOver == null) == (previous == null)) {
            throw new BadField(
                    "accumulate_over",
                    accumulateOver == null ? "missing" : "given beside previous",
                    "either accumulate_over or previous");
        }
    }

    @Override
    public List<String> needs() {
        return previous == null ? List.of(in, factor) : List.of(in, factor, previous);
    }

    @Override
    public List<Rounding> roundings(Op op, Scope scope) {
        long times = accumulateOver == null
                ? 1
                : scope.loop("accumulate_over", accumulateOver).trips();
        StreamType type = op.primary().type();
        // A product with the factor and a sum each time.
        return List.of(new Rounding(
                type.holds(), null, Numbers.in(scope.accumulator(op.common())).format(), 2 * times, times, 0));
    }

    @Override
    public Op resolve(OpCommon common, Scope scope) {
        StreamType t = scope.stream("in", in);
        StreamType f = scope.stream("factor", factor);
        scope.require(
                f.rows().equals(t.rows()) && f.cols().equals(Axis.ONE),
                "factor",
                "stream " + factor + " of " + f,
                "one number for each of the rows of " + in + ", " + t.rows());
        List<Loop> nest = scope.nest(common, needs());
        List<Loop> outside = accumulateOver == null ? nest : scope.outside("accumulate_over", nest, accumulateOver);
        String wide = scope.accumulator(common);
        StreamType out = new StreamType(
                        outside, t.rows(), scope.summed("accumulate_over", t.cols(), accumulateOver), wide)
                .holding(t.holds().summed());
        List<Op.Input> inputs = new ArrayList<>();
        for (String s : needs()) {
            inputs.add(scope.input("in", s));
        }
        long state = accumulateOver == null
                ? 0
                : (long) t.rows().largest() * t.cols().largest() * Formats.bits(wide) / 8;
        return new Op(
                common,
                nest,
                inputs,
                List.of(new Op.Output(common.name(), out, false)),
                (at, first, last) -> new Work(
                        Operations.RESCALE_ACCUMULATE,
                        t.rows().size(at),
                        t.cols().size(at),
                        1,
                        first,
                        last),
                outside.size(),
                null,
                () -> new Accumulator(Numbers.in(wide), out, scope),
                state);
    }

    private static final class Accumulator implements Op.Compute {
        private final Numbers numbers;
        private final StreamType type;
        private final Scope scope;
        private Tile held = new Tile(0, 0);

        Accumulator(Numbers numbers, StreamType type, Scope scope) {
            this.numbers = numbers;
            this.type = type;
            this.scope = scope;
        }

        @Override
        public @Nullable Tile[] fire(Point at, @Nullable Tile[] in, boolean first, boolean last) {
            Tile add = in[0];
            if (add == null) {
                int rows = scope.values().rows(type.rows(), at).length;
                return new @Nullable Tile[] {new Tile(rows, type.cols().size(at))};
            }
            Tile factors = Objects.requireNonNull(in[1]);
            boolean streamed = in.length == 3;
            Tile before = streamed ? Objects.requireNonNull(in[2]) : held;
            Tile sum = new Tile(add.rows(), add.cols());
            for (int i = 0; i < add.rows(); i++) {
                for (int j = 0; j < add.cols(); j++) {
                    boolean fresh = first && !streamed;
                    sum.set(
                            i,
                            j,
                            fresh
                                    ? add.get(i, j)
                                    : numbers.multiplyAdd(factors.get(i, 0), before.get(i, j), add.get(i, j)));
                }
            }
            held = sum;
            return new @Nullable Tile[] {sum};
        }
    }
}
