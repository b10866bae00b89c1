package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.Require;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code replace}: tokens in their order, each replaced by the one that was computed again, where there is one.
 *
 * @param in stream of tokens
 * @param by stream of what was computed again: over the loops of in and one over "refetch"
 */
record ReplaceSpec(String in, String by) implements OpSpec {
    ReplaceSpec {
        Require.present(in, "in");
        Require.present(by, "by");
    }

    @Override
    public List<String> needs() {
        return List.of(in, by);
    }

    @Override
    public List<Rounding> roundings(Op op, Scope scope) {
        return List.of();
    }

    @Override
    public Op resolve(OpCommon common, Scope scope) {
        StreamType t = scope.stream("in", in);
        StreamType again = scope.stream("by", by);
        List<Loop> nest = scope.nest(common, needs());
        int depth = t.space().size();
        scope.require(
                nest.equals(again.space())
                        && nest.size() == depth + 1
                        && nest.get(depth).dimension().equals(Dimension.REFETCH)
                        && again.rows().equals(t.rows())
                        && again.cols().equals(t.cols()),
                "by",
                "stream " + by + " of " + again + " over " + Scope.names(again.space()),
                "tokens of " + t + " over " + Scope.names(t.space()) + " and a loop over refetch");
        Op.Compute compute = (at, tiles, first, last) ->
                new @Nullable Tile[] {tiles[1] != null ? tiles[1] : Objects.requireNonNull(tiles[0])};
        return new Op(
                common,
                nest,
                List.of(scope.input("in", in), scope.input("by", by)),
                List.of(new Op.Output(common.name(), t, false)),
                null,
                depth,
                null,
                () -> compute,
                0);
    }
}
