package dev.headrace.simulator.dataflow;

import dev.headrace.golden.NumberFormat;
import dev.headrace.golden.Role;
import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.Formats;
import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Summation;
import dev.headrace.simulator.unit.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code matmul}: a [rows x depth] times b [depth x cols], or times b transposed, b being [cols x depth].
 *
 * @param a stream of left operands
 * @param b stream of right operands
 * @param transposeB true if b's rows are the columns of the product
 * @param accumulateOver loop over tiles of the contracted dimension whose products are added up; one token per group
 * @param rescaleBy with accumulate_over: stream of factors, one per row, that the sum is multiplied by before each
 *     addition, as an online softmax needs it; on a unit, one that also does rescale-accumulate
 * @param then what becomes of a finished product of queries and keys: "scale" multiplies by the workload's scale and
 *     masks, "exp" then takes the exponential; part of the same firing
 * @param perTile true if the product of each tile of the contracted dimension stands for itself: heads that lie side by
 *     side in the rows of one matrix
 * @param format number format of the product; the accumulator's if missing
 */
record MatmulSpec(
        String a,
        String b,
        @Nullable Boolean transposeB,
        @Nullable String accumulateOver,
        @Nullable String rescaleBy,
        @Nullable String then,
        @Nullable Boolean perTile,
        @Nullable String format)
        implements OpSpec {
    MatmulSpec {
        Require.present(a, "a");
        Require.present(b, "b");
        format = Formats.orNull(format, "format");
        if (then != null) {
            Require.oneOf(then, List.of("scale", "exp"), "then");
        }
        if (rescaleBy != null && accumulateOver == null) {
            throw new BadField("rescale_by", "\"" + rescaleBy + "\"", "only together with accumulate_over");
        }
    }

    @Override
    public List<String> needs() {
        return rescaleBy == null ? List.of(a, b) : List.of(rescaleBy, a, b);
    }

    @Override
    public List<Rounding> roundings(Op op, Scope scope) {
        StreamType ta = scope.stream("a", a);
        StreamType tb = scope.stream("b", b);
        Multipliers multipliers = Multipliers.of(scope.unit(op.common()), scope.accumulator(op.common()));
        String own = multipliers.numbers().format();
        Role role = product(ta, op.primary().type());
        long terms = accumulateOver == null ? ta.cols().largest() : ta.cols().extent();
        List<Rounding> all = new ArrayList<>();
        // Once it is multiplied by a factor, a sum of whole numbers is none.
        if (rescaleBy != null || !exact(ta, tb, own, terms)) {
            all.add(Rounding.sum(role, own, terms));
        }
        if (rescaleBy != null && accumulateOver != null) {
            long tiles = scope.loop("accumulate_over", accumulateOver).trips();
            all.add(new Rounding(role, null, own, tiles, tiles, 0));
        }
        if (then != null) {
            all.add(Rounding.scale(multipliers.numbers()));
        }
        if ("exp".equals(then)) {
            all.addAll(Rounding.exponential(Role.EXPONENTIAL, multipliers.numbers(), false));
        }
        return op.primary().type().format().equals(own) ? all : Rounding.andSent(op, all);
    }

    @Override
    public List<String> operands() {
        return List.of(a, b);
    }

    /** Each of its products is off by as much, relatively, as the operand is. */
    @Override
    public Rounding entering(Op op, String stream, StreamType in, String format) {
        Op.Output out = op.primary();
        Role role = out.type().holds().isScore() || out.type().holds() == Role.EXPONENTIAL
                ? Role.PRODUCT
                : out.type().holds();
        boolean ofRows = !StreamRef.nameIn(a).equals(stream) && !Boolean.TRUE.equals(transposeB);
        long depth = (ofRows ? in.rows() : in.cols()).extent();
        return new Rounding(role, null, format, 1, depth, 0, true);
    }

    /** What its sums are, before anything is done to them. */
    private static Role product(StreamType ta, StreamType type) {
        boolean scores = type.rows().dimension().equals(Dimension.QUERIES)
                && type.cols().dimension().equals(Dimension.KEYS);
        return scores ? Role.PRODUCT : ta.holds().timesValues();
    }

    /** What it sends. */
    private Role sent(Role product) {
        return then == null ? product : then.equals("exp") ? Role.EXPONENTIAL : Role.SCORE;
    }

    /** True if whole numbers, multiplied and summed, never leave the exact range of the accumulator. */
    private static boolean exact(StreamType ta, StreamType tb, String accumulator, long terms) {
        NumberFormat sums = NumberFormat.parse(accumulator);
        return sums.isInteger() || terms * largest(ta) * largest(tb) <= Math.scalb(1.0, sums.precision());
    }

    /** The largest whole number that a stream may carry; infinite if it is not one of whole numbers. */
    private static double largest(StreamType type) {
        for (NumberFormat f : NumberFormat.values()) {
            if (f.isInteger() && f.jsonName().equals(type.format())) {
                return -f.minFinite();
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    @Override
    public Op resolve(OpCommon common, Scope scope) {
        StreamType ta = scope.stream("a", a);
        StreamType tb = scope.stream("b", b);
        List<Loop> nest = scope.nest(common, needs());
        boolean transposed = Boolean.TRUE.equals(transposeB);
        Axis depth = ta.cols();
        Axis cols = transposed ? tb.rows() : tb.cols();
        requireFit(scope, ta, tb, transposed, cols);
        List<Loop> space = outside(scope, nest, depth);
        String wide = scope.accumulator(common);
        String out = format == null ? wide : format;
        StreamType plain = new StreamType(space, ta.rows(), cols, out);
        StreamType type =
                new StreamType(space, ta.rows(), cols, out, then != null, then != null, sent(product(ta, plain)));
        List<Op.Input> inputs = new ArrayList<>();
        for (String s : needs()) {
            inputs.add(scope.input("a", s));
        }
        Multipliers multipliers = Multipliers.of(scope.unit(common), wide);
        scope.require(
                accumulateOver == null || multipliers.fixed() == null,
                "accumulate_over",
                "\"" + accumulateOver + "\" on \"" + common.on() + "\", which adds up whole numbers",
                "whole rows there, or a unit without operand_bits");
        requireWhole(common, scope, ta, tb, wide);
        Op.WorkOf work = (at, first, last) ->
                new Work(Operations.MATMUL, ta.rows().size(at), cols.size(at), depth.size(at), first, last);
        Product.Plan plan = new Product.Plan(
                common,
                multipliers,
                transposed,
                rescaleBy != null,
                then,
                type,
                at -> scope.summation(common, work.at(at, true, true)));
        long state = accumulateOver == null ? 0 : (long) ta.rows().largest() * cols.largest() * Formats.bits(wide) / 8;
        Op op = new Op(
                        common,
                        nest,
                        inputs,
                        List.of(new Op.Output(common.name(), type, false)),
                        work,
                        accumulateOver == null ? nest.size() : space.size(),
                        null,
                        () -> new Product(plan, scope),
                        state)
                .multiplying(scope.multiplied(ta.format(), tb.format()));
        boolean whole = accumulateOver != null || depth.loop() == null || !nest.contains(depth.loop());
        return whole && then == null && rescaleBy == null ? op.making(new Op.Product(a, b, transposed)) : op;
    }

    /** Sums of whole numbers are nothing else: not of fractions, and neither rescaled nor exponentiated. */
    private void requireWhole(OpCommon common, Scope scope, StreamType ta, StreamType tb, String accumulator) {
        if (!NumberFormat.parse(accumulator).isInteger()) {
            return;
        }
        String sums = "\"" + common.on() + "\", whose sums are " + accumulator + ", ";
        for (StreamType t : List.of(ta, tb)) {
            scope.require(
                    NumberFormat.parse(t.format()).isInteger(),
                    "on",
                    sums + "for operands in " + t.format(),
                    "operands in int8, int4 or ternary (a workload, or a \"format\" of the operator before, of those)");
        }
        long terms = accumulateOver == null ? ta.cols().largest() : ta.cols().extent();
        double most = terms
                * NumberFormat.parse(ta.format()).minFinite()
                * NumberFormat.parse(tb.format()).minFinite();
        scope.require(
                most <= NumberFormat.parse(accumulator).maxFinite(),
                "on",
                sums + "for " + terms + " products of up to " + (long) (most / terms),
                "sums that cannot overflow");
        scope.require(rescaleBy == null, "rescale_by", sums + "given", "nothing there");
        scope.require(then == null, "then", sums + "given", "nothing there: scale in the operator after it");
    }

    private void requireFit(Scope scope, StreamType ta, StreamType tb, boolean transposed, Axis cols) {
        Axis inner = transposed ? tb.cols() : tb.rows();
        scope.require(
                ta.cols().equals(inner),
                "b",
                "stream " + b + " of " + tb + (transposed ? ", transposed," : "") + " with " + a + " of " + ta,
                "operands that agree in the contracted dimension and its tiles");
        scope.require(
                then == null
                        || (ta.rows().dimension().equals(Dimension.QUERIES)
                                && cols.dimension().equals(Dimension.KEYS)),
                "then",
                "\"" + then + "\" of a product of " + ta.rows() + " x " + cols,
                "a product of queries x keys");
        if (rescaleBy != null) {
            StreamType f = scope.stream("rescale_by", rescaleBy);
            scope.require(
                    f.rows().equals(ta.rows()) && f.cols().equals(Axis.ONE),
                    "rescale_by",
                    "stream " + rescaleBy + " of " + f,
                    "one number for each of the rows " + ta.rows());
        }
    }

    private List<Loop> outside(Scope scope, List<Loop> nest, Axis depth) {
        if (accumulateOver != null) {
            scope.require(
                    scope.loop("accumulate_over", accumulateOver).equals(depth.loop()),
                    "accumulate_over",
                    "\"" + accumulateOver + "\"",
                    "the loop over tiles of the contracted dimension, "
                            + depth.dimension().label());
            return scope.outside("accumulate_over", nest, accumulateOver);
        }
        // A product of one tile of keys is a partial sum that a rescale-accumulate adds up; any other would be wrong.
        boolean tiled = depth.loop() != null && nest.contains(depth.loop());
        scope.require(
                !tiled || Boolean.TRUE.equals(perTile) || depth.dimension().equals(Dimension.KEYS),
                "accumulate_over",
                "missing",
                "the loop that tiles " + depth.dimension().label());
        return nest;
    }

    @Override
    public List<String> alsoDoes() {
        return rescaleBy == null ? List.of() : List.of(Operations.RESCALE_ACCUMULATE);
    }

    private static final class Product implements Op.Compute {
        /** How to multiply. */
        record Plan(
                OpCommon common,
                Multipliers multipliers,
                boolean transposed,
                boolean rescaled,
                @Nullable String then,
                StreamType type,
                Function<Point, Summation> order) {
            Numbers numbers() {
                return multipliers.numbers();
            }
        }

        private final Plan plan;
        private final Scope scope;
        private Tile sum = new Tile(0, 0);

        Product(Plan plan, Scope scope) {
            this.plan = plan;
            this.scope = scope;
        }

        @Override
        public @Nullable Tile[] fire(Point at, @Nullable Tile[] in, boolean first, boolean last) {
            int operands = plan.rescaled() ? 1 : 0;
            Tile a = in[operands];
            Tile b = in[operands + 1];
            if (a == null || b == null) {
                int rows = scope.values().rows(plan.type().rows(), at).length;
                return new @Nullable Tile[] {new Tile(rows, plan.type().cols().size(at))};
            }
            Tile onto = first ? null : plan.rescaled() ? rescaled(Objects.requireNonNull(in[0])) : sum;
            sum = plan.multipliers()
                    .product(a, b, plan.transposed(), onto, plan.order().apply(at));
            return new @Nullable Tile[] {last ? finished(sum, at) : null};
        }

        private Tile rescaled(Tile factors) {
            Tile r = new Tile(sum.rows(), sum.cols());
            for (int i = 0; i < r.rows(); i++) {
                for (int j = 0; j < r.cols(); j++) {
                    r.set(i, j, plan.numbers().multiplyAdd(factors.get(i, 0), sum.get(i, j), 0));
                }
            }
            return r;
        }

        private Tile finished(Tile product, Point at) {
            Tile r = product;
            if (plan.then() != null) {
                StreamType raw = new StreamType(
                        plan.type().space(),
                        plan.type().rows(),
                        plan.type().cols(),
                        plan.type().format());
                r = new Scores(raw, plan.numbers(), scope).ready(product, at);
            }
            if ("exp".equals(plan.then())) {
                for (int i = 0; i < r.at().length; i++) {
                    r.at()[i] = plan.numbers().exp(r.at()[i]);
                }
            }
            return scope.rounded(plan.common(), r, plan.type().format());
        }
    }
}
