package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.Require;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code carry}: what goes from one iteration of a loop to the next. In the loop's first iteration its tokens are those of
 * one stream, in all others those that another had in the iteration before, such as the rows that a layer hands to the
 * next. Its timing is its own {@code ii} and {@code latency}.
 *
 * @param first stream for the first iteration; its loops are those of the nest without the carried one
 * @param then {@code X[loop-1]}: stream and loop for the others, over the whole nest
 */
record CarrySpec(String first, String then) implements OpSpec {
    CarrySpec {
        Require.present(first, "first");
        Require.present(then, "then");
    }

    @Override
    public List<String> needs() {
        return List.of(first, then);
    }

    @Override
    public List<String> typedBy() {
        return List.of(first);
    }

    @Override
    public List<Rounding> roundings(Op op, Scope scope) {
        return List.of();
    }

    @Override
    public Op resolve(OpCommon common, Scope scope) {
        scope.require(common.on() == null, "on", "\"" + common.on() + "\"", "nothing: a carry is wiring");
        scope.require(common.over() != null, "over", "missing", "the loops of the result");
        StreamRef ref = StreamRef.parse(then);
        scope.require(
                ref.how() == StreamRef.How.BEFORE,
                "then",
                "\"" + then + "\"",
                "a stream of the iteration before, X[l-1]");
        Loop loop = scope.loop("then", ref.loop());
        List<Loop> nest = scope.nest(common, List.of());
        StreamType t = scope.stream("first", first);
        List<Loop> rest = new ArrayList<>(nest);
        scope.require(rest.remove(loop), "over", Scope.names(nest), "a nest with loop " + loop.name());
        scope.require(
                rest.equals(t.space()),
                "first",
                "stream " + first + " over " + Scope.names(t.space()),
                "a stream over " + Scope.names(rest));
        List<Op.Input> inputs = new ArrayList<>();
        inputs.add(new Op.Input(StreamRef.parse(first), nest.size(), null, null, loop, true));
        if (scope.knows(then)) {
            StreamType u = scope.stream("then", then);
            scope.require(
                    u.space().equals(nest)
                            && u.rows().equals(t.rows())
                            && u.cols().equals(t.cols()),
                    "then",
                    "stream " + ref.stream() + " of " + u + " over " + Scope.names(u.space()),
                    "tokens of " + t + " over " + Scope.names(nest));
            inputs.add(scope.inputOrBefore("then", then));
        }
        return new Op(
                common,
                nest,
                inputs,
                List.of(new Op.Output(
                        common.name(), new StreamType(nest, t.rows(), t.cols(), t.format()).holding(t.holds()), false)),
                null,
                nest.size(),
                null,
                () -> (at, in, begins, ends) -> new @Nullable Tile[] {in[0] != null ? in[0] : in[1]},
                0);
    }
}
