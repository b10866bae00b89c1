package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.Require;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code split}: the columns of each token, cut into one piece for each head, go out over a further loop over single heads:
 * wiring between a linear layer and attention. Its timing is its own {@code ii} and {@code latency}.
 *
 * @param in stream of tokens whose columns are heads (or kv heads) times those of a piece
 * @param as dimension of a piece's columns: head_dim or value_dim
 */
record SplitSpec(String in, String as) implements OpSpec {
    SplitSpec {
        Require.present(in, "in");
        Require.oneOf(Require.present(as, "as"), List.of("head_dim", "value_dim"), "as");
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
        scope.require(common.on() == null, "on", "\"" + common.on() + "\"", "nothing: a split is wiring");
        StreamType t = scope.stream("in", in);
        List<Loop> nest = scope.nest(common, needs());
        Heads heads = new Heads(scope, as);
        boolean further = nest.size() == t.space().size() + 1 && heads.single(nest.get(nest.size() - 1));
        scope.require(further, "over", Scope.names(nest), "the loops of " + in + " and then one over single heads");
        int parts = heads.parts("in", in, t.cols());
        StreamType type = new StreamType(nest, t.rows(), heads.columns(), t.format()).holding(t.holds());
        return new Op(
                common,
                nest,
                List.of(scope.input("in", in)),
                List.of(new Op.Output(common.name(), type, false)),
                null,
                nest.size(),
                null,
                () -> (at, tiles, first, last) -> new @Nullable Tile[] {
                    piece(Objects.requireNonNull(tiles[0]), heads.part(at, parts), heads.width())
                },
                0);
    }

    private static Tile piece(Tile whole, int part, int width) {
        Tile r = new Tile(whole.rows(), width);
        for (int i = 0; i < r.rows(); i++) {
            System.arraycopy(whole.at(), i * whole.cols() + part * width, r.at(), i * width, width);
        }
        return r;
    }
}
