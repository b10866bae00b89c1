package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code carry}: the token of one stream in the first iteration of a loop, and in all others what the iteration before
 * handed on: the state of a recurrence, such as the residual stream that goes from layer to layer.
 *
 * @param first stream of the first iteration's tokens
 * @param next the other stream, as {@code X[m-1]}
 */
record CarrySpec(String first, String next) implements OpSpec {
    CarrySpec {
        Require.present(first, "first");
        Require.present(next, "next");
        if (StreamRef.parse(next).how() != StreamRef.How.BEFORE) {
            throw new BadField("next", "\"" + next + "\"", "X[m-1], a token of the iteration of loop m before");
        }
    }

    @Override
    public List<String> needs() {
        return List.of(first, next);
    }

    @Override
    public List<String> typedBy() {
        return List.of(first);
    }

    @Override
    public Op resolve(OpCommon common, Scope scope) {
        StreamType t = scope.stream("first", first);
        scope.require(common.over() != null, "over", "missing", "the nest, with the loop that " + next + " names");
        List<Loop> nest =
                scope.nest(common, needs().stream().filter(scope::knows).toList());
        if (scope.knows(next)) {
            StreamType n = scope.stream("next", next);
            scope.require(
                    n.rows().equals(t.rows()) && n.cols().equals(t.cols()),
                    "next",
                    "stream " + next + " of " + n + " with " + first + " of " + t,
                    "tokens of one size");
        }
        StreamType type = t.over(nest);
        List<Op.Input> inputs = new ArrayList<>(List.of(scope.input("first", first)));
        if (scope.knows(next)) {
            inputs.add(scope.inputOrBefore("next", next));
        }
        Op.Compute compute = (at, tiles, start, last) ->
                new @Nullable Tile[] {tiles[1] == null ? Objects.requireNonNull(tiles[0]) : tiles[1]};
        return new Op(
                common,
                nest,
                inputs,
                List.of(new Op.Output(common.name(), type, false)),
                (at, start, last) -> new Work(
                        Operations.COPY, t.rows().size(at), t.cols().size(at), 1, start, last),
                nest.size(),
                null,
                () -> compute,
                0);
    }
}
