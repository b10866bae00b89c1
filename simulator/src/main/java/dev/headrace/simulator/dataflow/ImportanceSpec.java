package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Work;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code importance}: adds probabilities to the importances of their tokens. Puts one token when a loop advances, after
 * which a selection may use them; the importances themselves stay where they are.
 *
 * @param in stream of rows of probabilities
 * @param per the loop, one over layers
 */
record ImportanceSpec(String in, String per) implements OpSpec {
    ImportanceSpec {
        Require.present(in, "in");
        Require.present(per, "per");
    }

    @Override
    public List<String> needs() {
        return List.of(in);
    }

    @Override
    public List<Rounding> roundings(Op op, Scope scope) {
        return List.of();
    }

    @Override
    public Op resolve(OpCommon common, Scope scope) {
        StreamType t = scope.stream("in", in);
        List<Loop> nest = scope.nest(common, needs());
        Loop loop = scope.loop("per", per);
        scope.require(nest.contains(loop), "per", "\"" + per + "\"", "a loop of the nest " + Scope.names(nest));
        List<Loop> space = nest.subList(0, nest.indexOf(loop) + 1);
        StreamType type = new StreamType(space, Axis.ONE, Axis.ONE, "int8");
        Op.Compute nothing = (at, tiles, first, last) -> new @Nullable Tile[] {new Tile(1, 1)};
        return new Op(
                common,
                nest,
                List.of(scope.input("in", in)),
                List.of(new Op.Output(common.name(), type, false)),
                (at, first, last) ->
                        new Work(Operations.ADD, t.rows().size(at), t.cols().size(at), 1, first, last),
                space.size(),
                null,
                () -> nothing,
                4L * t.cols().largest());
    }
}
