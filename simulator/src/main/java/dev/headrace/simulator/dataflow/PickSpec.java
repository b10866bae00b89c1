package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.Require;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code pick}: of the V rows of a head, which are on chip, those that a query adds up.
 *
 * @param in stream of all the rows that are there for a head
 */
record PickSpec(String in) implements OpSpec {
    PickSpec {
        Require.present(in, "in");
    }

    @Override
    public List<String> needs() {
        return List.of(in);
    }

    @Override
    public Op resolve(OpCommon common, Scope scope) {
        StreamType t = scope.stream("in", in);
        List<Loop> nest = scope.nest(common, needs());
        KeptTable table = scope.kept(nest);
        scope.require(
                t.rows().gathered() != null && nest.stream().anyMatch(l -> l.dimension().equals(Dimension.QUERIES)),
                "in",
                "stream " + in + " of " + t + " over " + Scope.names(nest),
                "rows that a fetch has brought, in a nest with a loop over queries");
        Axis values = new Axis(
                t.rows().dimension(), null, t.rows().extent(), new Axis.Gathered(table, KeptTable.Rows.VALUES));
        StreamType type = new StreamType(nest, values, t.cols(), t.format());
        Op.Compute compute = (at, tiles, first, last) -> {
            Tile all = Objects.requireNonNull(tiles[0]);
            int[] there = table.tokens(at.head());
            Tile picked = new Tile(values.size(at), all.cols());
            for (int r = 0; r < picked.rows(); r++) {
                int from = Arrays.binarySearch(there, values.number(at, r));
                System.arraycopy(all.at(), from * all.cols(), picked.at(), r * all.cols(), all.cols());
            }
            return new @Nullable Tile[] {picked};
        };
        return new Op(
                common,
                nest,
                List.of(scope.input("in", in)),
                List.of(new Op.Output(common.name(), type, false)),
                null,
                nest.size(),
                null,
                () -> compute,
                0);
    }
}
