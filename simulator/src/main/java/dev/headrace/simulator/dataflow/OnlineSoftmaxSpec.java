package dev.headrace.simulator.dataflow;

import dev.headrace.golden.Role;
import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.Formats;
import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Work;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code online-softmax}: one tile of keys at a time, with a running maximum m and a running sum l per row:
 * {@code m' = max(m, max_j s_j); a = exp(m - m'); p_j = exp(s_j - m'); l' = a l + sum_j p_j} (Milakov and Gimelshein 2018;
 * FlashAttention). Scales and masks scores on the way if that has not been done.
 *
 * <p>Streams, in the order in which they are put ({@code .correction} first): its name carries p; {@code .correction} a, per row; and {@code .denominator} l, {@code .max} m,
 * {@code .lse} m + ln l, per row, after the last tile ({@code running_over}) or after every tile (state from streams).
 *
 * @param in stream of scores, tiles of queries x keys
 * @param runningOver loop over which m and l run; they are kept in the unit
 * @param stateMax instead: stream that brings m before each tile
 * @param stateSum with it: stream that brings l
 * @param normalize true: p / l' and a l / l' are sent, as FlashAttention-1 needs them to keep its output normalised
 * @param format number format of p; the workload's if missing
 */
record OnlineSoftmaxSpec(
        String in,
        @Nullable String runningOver,
        @Nullable String stateMax,
        @Nullable String stateSum,
        @Nullable Boolean normalize,
        @Nullable String format)
        implements OpSpec {
    OnlineSoftmaxSpec {
        Require.present(in, "in");
        format = Formats.orNull(format, "format");
        if ((stateMax == null) != (stateSum == null)) {
            throw new BadField(stateMax == null ? "state_max" : "state_sum", "missing", "both or neither of the two");
        }
        if ((runningOver == null) == (stateMax == null)) {
            throw new BadField(
                    "running_over",
                    runningOver == null ? "missing" : "given beside state_max",
                    "either running_over, or state_max and state_sum");
        }
    }

    @Override
    public List<String> needs() {
        return stateMax == null || stateSum == null ? List.of(in) : List.of(in, stateMax, stateSum);
    }

    @Override
    public List<Rounding> roundings(Op op, Scope scope) {
        StreamType t = scope.stream("in", in);
        Numbers numbers = Numbers.in(scope.accumulator(op.common()));
        String own = numbers.format();
        long tiles = runningOver == null
                ? 1
                : scope.loop("running_over", runningOver).trips();
        List<Rounding> all = new ArrayList<>();
        if (!t.scaled()) {
            all.add(Rounding.scale(numbers));
        }
        all.addAll(Rounding.exponential(Role.WEIGHT, numbers, true));
        all.add(Rounding.function(Role.FACTOR, own, numbers.exponentialError()));
        // The sum of a tile, then for every tile a product with the factor and a sum. Weights that are not divided by
        // it have
        // no part in that.
        long width = t.cols().largest();
        Rounding sums = new Rounding(Role.DENOMINATOR, null, own, width + 2 * tiles, width + tiles, 0);
        all.addAll(
                Boolean.TRUE.equals(normalize)
                        ? List.of(sums)
                        : List.of(sums.of(op.name() + ".denominator"), sums.of(op.name() + ".lse")));
        all.add(new Rounding(Role.LOG_SUM, op.name() + ".lse", own, 2, 1, Rounding.FUNCTION));
        if (Boolean.TRUE.equals(normalize)) {
            all.add(Rounding.once(Role.PROBABILITY, own));
            all.add(new Rounding(Role.FACTOR, op.name() + ".correction", own, 2, 1, 0));
        }
        StreamType p = op.primary().type();
        if (!p.format().equals(own)) {
            all.add(Rounding.sent(p.holds(), op.name(), p.format()));
        }
        return all;
    }

    @Override
    public Op resolve(OpCommon common, Scope scope) {
        StreamType t = scope.stream("in", in);
        List<Loop> nest = scope.nest(common, needs());
        scope.require(
                t.rows().dimension().equals(Dimension.QUERIES)
                        && t.cols().dimension().equals(Dimension.KEYS),
                "in",
                "stream " + in + " of " + t,
                "tiles of queries x keys");
        List<Loop> outside = runningOver == null ? nest : scope.outside("running_over", nest, runningOver);
        String wide = scope.accumulator(common);
        StreamType p = new StreamType(
                nest,
                t.rows(),
                t.cols(),
                format == null ? scope.operandFormat() : format,
                true,
                true,
                Boolean.TRUE.equals(normalize) ? Role.PROBABILITY : Role.WEIGHT);
        StreamType each = new StreamType(nest, t.rows(), Axis.ONE, wide);
        StreamType end = each.over(outside);
        String name = common.name();
        List<Op.Input> inputs = new ArrayList<>();
        for (String s : needs()) {
            inputs.add(scope.input("in", s));
        }
        Op.WorkOf work = (at, first, last) ->
                new Work(Operations.ONLINE_SOFTMAX, t.rows().size(at), t.cols().size(at), 1, first, last);
        Scores scores = new Scores(t, Numbers.in(wide), scope);
        boolean normal = Boolean.TRUE.equals(normalize);
        long state = runningOver == null ? 0 : 2L * t.rows().largest() * Formats.bits(wide) / 8;
        return new Op(
                common,
                nest,
                inputs,
                List.of(
                        new Op.Output(name + ".correction", each.holding(Role.FACTOR), false),
                        new Op.Output(name, p, false),
                        new Op.Output(name + ".denominator", end.holding(Role.DENOMINATOR), false),
                        new Op.Output(name + ".max", end.holding(Role.MAXIMUM), false),
                        new Op.Output(name + ".lse", end.holding(Role.LOG_SUM), false)),
                work,
                runningOver == null ? nest.size() : outside.size(),
                null,
                () -> new RunningSoftmax(
                        Numbers.in(wide),
                        scores,
                        normal,
                        p,
                        scope,
                        at -> scope.summation(common, work.at(at, true, true)),
                        tile -> scope.rounded(common, tile, p.format())),
                state);
    }
}
