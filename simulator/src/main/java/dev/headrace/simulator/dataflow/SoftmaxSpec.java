package dev.headrace.simulator.dataflow;

import dev.headrace.golden.Role;
import dev.headrace.simulator.spec.Formats;
import dev.headrace.simulator.spec.KeptSpec;
import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Summation;
import dev.headrace.simulator.unit.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code softmax}: over complete rows of scores. Scales and masks them on the way if that has not been done. A row in
 * which everything is masked becomes zeros.
 *
 * @param in stream of scores whose columns are all keys
 * @param format number format of the probabilities; the workload's if missing
 */
record SoftmaxSpec(String in, @Nullable String format) implements OpSpec {
    SoftmaxSpec {
        Require.present(in, "in");
        format = Formats.orNull(format, "format");
    }

    @Override
    public List<String> needs() {
        return List.of(in);
    }

    @Override
    public List<Rounding> roundings(Op op, Scope scope) {
        StreamType t = scope.stream("in", in);
        RowSoftmax softmax = softmax(op.common(), scope);
        String own = softmax.numbers().format();
        List<Rounding> all = new ArrayList<>();
        if (!t.scaled()) {
            all.add(Rounding.scale(softmax.numbers()));
        }
        all.addAll(Rounding.exponential(Role.WEIGHT, softmax.numbers(), true));
        all.add(Rounding.sum(Role.DENOMINATOR, own, t.cols().largest()));
        all.add(Rounding.once(Role.PROBABILITY, own));
        if (softmax.bits() > 0) {
            all.add(Rounding.sent(Role.PROBABILITY, op.name(), "fraction-" + softmax.bits()));
        }
        return op.primary().type().format().equals(own) ? all : Rounding.andSent(op, all);
    }

    private static String accumulator(OpCommon common, Scope scope) {
        return scope.workload().kept() == null ? scope.accumulator(common) : Datapath.softmaxFormat(scope.unit(common));
    }

    private static RowSoftmax softmax(OpCommon common, Scope scope) {
        return RowSoftmax.of(scope.unit(common), accumulator(common, scope));
    }

    @Override
    public Op resolve(OpCommon common, Scope scope) {
        StreamType t = scope.stream("in", in);
        List<Loop> nest = scope.nest(common, needs());
        scope.require(
                t.cols().dimension().equals(Dimension.KEYS) && t.cols().loop() == null,
                "in",
                "stream " + in + " of " + t,
                "complete rows: all keys, not tiles of them");
        StreamType out = new StreamType(
                nest,
                t.rows(),
                t.cols(),
                format == null ? scope.operandFormat() : format,
                true,
                true,
                Role.PROBABILITY);
        KeptSpec kept = scope.workload().kept();
        String wide = accumulator(common, scope);
        RowSoftmax softmax = softmax(common, scope);
        scope.require(
                kept == null
                        || !kept.followsNumbers()
                        || kept.pruning() != null
                        || (wide.equals("fp64") && softmax.exact()),
                "on",
                "\"" + common.on() + "\", whose probabilities are approximate",
                "a unit with exact exponentials in double precision: what is kept is decided with these");
        scope.require(
                kept == null || !kept.followsNumbers() || format == null,
                "format",
                "\"" + format + "\"",
                "nothing: what is kept is decided with the probabilities of the unit");
        Scores scores = new Scores(t, softmax.numbers(), scope);
        Op.WorkOf work = (at, first, last) ->
                new Work(Operations.SOFTMAX, t.rows().size(at), t.cols().size(at), 1, first, last);
        Op.Compute compute = (at, tiles, first, last) -> {
            Summation order = scope.summation(common, work.at(at, first, last));
            Tile p = softmax.of(scores.ready(Objects.requireNonNull(tiles[0]), at), order);
            return new @Nullable Tile[] {scope.rounded(common, p, out.format())};
        };
        return new Op(
                common,
                nest,
                List.of(scope.input("in", in)),
                List.of(new Op.Output(common.name(), out, false)),
                work,
                nest.size(),
                null,
                () -> compute,
                0);
    }
}
