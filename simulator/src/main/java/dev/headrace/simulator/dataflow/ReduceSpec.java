package dev.headrace.simulator.dataflow;

import dev.headrace.golden.Role;
import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Summation;
import dev.headrace.simulator.unit.Work;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code reduce}: sum or maximum over the columns of a token, over a loop, or both; one token per group. {@code scan}:
 * the same over a loop, but the running result is sent at every iteration.
 *
 * @param function sum or max
 * @param in stream
 * @param accumulateOver loop of a reduce
 * @param runningOver loop of a scan
 * @param columns true to reduce each row to one number first
 */
record ReduceSpec(
        String function,
        String in,
        @Nullable String accumulateOver,
        @Nullable String runningOver,
        @Nullable Boolean columns)
        implements OpSpec {
    ReduceSpec {
        Require.oneOf(Require.present(function, "function"), List.of("sum", "max"), "function");
        Require.present(in, "in");
        if (accumulateOver != null && runningOver != null) {
            throw new BadField(
                    "running_over",
                    "given beside accumulate_over",
                    "accumulate_over for reduce, running_over for scan");
        }
    }

    @Override
    public List<String> needs() {
        return List.of(in);
    }

    @Override
    public List<Rounding> roundings(Op op, Scope scope) {
        if (function.equals("max")) {
            return List.of();
        }
        StreamType t = scope.stream("in", in);
        String loop = accumulateOver == null ? runningOver : accumulateOver;
        long across = Boolean.TRUE.equals(columns) ? t.cols().largest() : 0;
        long along = loop == null ? 0 : scope.loop("accumulate_over", loop).trips();
        StreamType type = op.primary().type();
        return List.of(
                new Rounding(type.holds(), null, Numbers.in(type.format()).format(), across + along, 1, 0));
    }

    /** What sums or maxima of numbers of a stream are; sums of weights over columns other than keys do not occur. */
    private Role reduced(StreamType t) {
        if (function.equals("max")) {
            return t.holds().isScore() ? Role.MAXIMUM : t.holds();
        }
        return t.holds().summed();
    }

    @Override
    public Op resolve(OpCommon common, Scope scope) {
        boolean scan = common.op().equals("scan");
        String loop = scan ? runningOver : accumulateOver;
        String field = scan ? "running_over" : "accumulate_over";
        boolean rows = Boolean.TRUE.equals(columns);
        scope.require(
                (scan ? accumulateOver : runningOver) == null,
                scan ? "accumulate_over" : "running_over",
                "given",
                field + " for " + common.op());
        scope.require(loop != null || (rows && !scan), field, "missing", "the loop to go over");
        StreamType t = scope.stream("in", in);
        List<Loop> nest = scope.nest(common, needs());
        List<Loop> outside = loop == null ? nest : scope.outside(field, nest, loop);
        String wide = scope.accumulator(common, t);
        StreamType type = new StreamType(
                        scan ? nest : outside,
                        t.rows(),
                        rows ? Axis.ONE : scan ? t.cols() : scope.summed(field, t.cols(), loop),
                        wide)
                .holding(reduced(t));
        boolean sum = function.equals("sum");
        String operation = rows ? sum ? Operations.ROW_SUM : Operations.ROW_MAX : sum ? Operations.ADD : Operations.MAX;
        long state = loop == null ? 0 : type.largestBytes();
        boolean running = loop != null;
        Op.WorkOf work = (at, first, last) ->
                new Work(operation, t.rows().size(at), t.cols().size(at), 1, first, last);
        return new Op(
                common,
                nest,
                List.of(scope.input("in", in)),
                List.of(new Op.Output(common.name(), type, false)),
                work,
                outside.size(),
                null,
                () -> new Running(
                        Numbers.in(wide),
                        sum,
                        rows,
                        running,
                        type,
                        scope,
                        at -> scope.summation(common, work.at(at, true, true))),
                state);
    }

    private static final class Running implements Op.Compute {
        private final Numbers numbers;
        private final boolean sum;
        private final boolean rows;
        private final boolean running;
        private final StreamType type;
        private final Scope scope;
        private final Function<Point, Summation> order;
        private Tile held = new Tile(0, 0);

        Running(
                Numbers numbers,
                boolean sum,
                boolean rows,
                boolean running,
                StreamType type,
                Scope scope,
                Function<Point, Summation> order) {
            this.numbers = numbers;
            this.sum = sum;
            this.rows = rows;
            this.running = running;
            this.type = type;
            this.scope = scope;
            this.order = order;
        }

        @Override
        public @Nullable Tile[] fire(Point at, @Nullable Tile[] in, boolean first, boolean last) {
            if (in[0] == null) {
                int n = scope.values().rows(type.rows(), at).length;
                Tile none = new Tile(n, type.cols().size(at));
                java.util.Arrays.fill(none.at(), sum ? 0 : Double.NEGATIVE_INFINITY);
                return new @Nullable Tile[] {none};
            }
            Tile x = rows ? alongRows(Objects.requireNonNull(in[0]), at) : Objects.requireNonNull(in[0]);
            if (running && !first) {
                Tile y = new Tile(x.rows(), x.cols());
                for (int i = 0; i < y.at().length; i++) {
                    y.at()[i] = combine(held.at()[i], x.at()[i]);
                }
                x = y;
            }
            held = x;
            return new @Nullable Tile[] {x};
        }

        private Tile alongRows(Tile x, Point at) {
            Tile r = new Tile(x.rows(), 1);
            Summation added = order.apply(at);
            for (int i = 0; i < x.rows(); i++) {
                // A row from which everything has been pruned has sum 0, and no maximum.
                double most = Double.NEGATIVE_INFINITY;
                for (int j = 0; j < x.cols() && !sum; j++) {
                    most = Math.max(most, x.get(i, j));
                }
                r.set(i, 0, sum ? numbers.sum(x.at(), i * x.cols(), x.cols(), added) : most);
            }
            return r;
        }

        private double combine(double a, double b) {
            return sum ? numbers.add(a, b) : Math.max(a, b);
        }
    }
}
