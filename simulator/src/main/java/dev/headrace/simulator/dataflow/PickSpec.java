package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.Require;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code pick}: of the rows of K or V of a head that are on chip, or of the scores or probabilities of a query, those that
 * the workload keeps: keys that are compared with, or values that are added up.
 *
 * @param in stream whose rows, or columns, are keys
 * @param kept keys or values; values if missing
 */
record PickSpec(String in, @Nullable String kept) implements OpSpec {
    PickSpec {
        Require.present(in, "in");
        if (kept != null) {
            Require.oneOf(kept, List.of("keys", "values"), "kept");
        }
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
        KeptTable table = scope.kept(nest);
        boolean rows = t.rows().gathered() != null;
        Axis from = rows ? t.rows() : t.cols();
        scope.require(
                from.gathered() != null
                        && nest.stream().anyMatch(l -> l.dimension().equals(Dimension.QUERIES)),
                "in",
                "stream " + in + " of " + t + " over " + Scope.names(nest),
                "kept keys along its rows or columns, in a nest with a loop over queries");
        KeptTable.Rows which = "keys".equals(kept) ? KeptTable.Rows.KEYS : KeptTable.Rows.VALUES;
        Axis to = new Axis(from.dimension(), null, from.extent(), new Axis.Gathered(table, which));
        StreamType type = new StreamType(
                nest, rows ? to : t.rows(), rows ? t.cols() : to, t.format(), t.scaled(), t.masked(), t.holds());
        Op.Compute compute = (at, tiles, first, last) -> {
            Tile all = Objects.requireNonNull(tiles[0]);
            int[] there = Objects.requireNonNull(from.gathered()).rows(at);
            int[] places = new int[to.size(at)];
            for (int i = 0; i < places.length; i++) {
                places[i] = Arrays.binarySearch(there, to.number(at, i));
            }
            return new @Nullable Tile[] {rows ? rows(all, places) : columns(all, places)};
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

    private static Tile rows(Tile all, int[] places) {
        double[] at = new double[Math.multiplyExact(places.length, all.cols())];
        Tile picked = new Tile(places.length, all.cols(), at, all.scale());
        for (int r = 0; r < places.length; r++) {
            System.arraycopy(all.at(), places[r] * all.cols(), picked.at(), r * all.cols(), all.cols());
        }
        return picked;
    }

    private static Tile columns(Tile all, int[] places) {
        double[] at = new double[Math.multiplyExact(all.rows(), places.length)];
        Tile picked = new Tile(all.rows(), places.length, at, all.scale());
        for (int r = 0; r < all.rows(); r++) {
            for (int c = 0; c < places.length; c++) {
                picked.set(r, c, all.get(r, places[c]));
            }
        }
        return picked;
    }
}
