package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Selector;
import dev.headrace.simulator.unit.Work;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code top-k}: of a query's probabilities, those of the V rows that it adds up. The unit selects beforehand, to find how
 * long that takes, and again with the numbers of the run; all three selections must agree.
 *
 * @param in stream of complete rows of probabilities, a query a token
 */
record TopKSpec(String in) implements OpSpec {
    TopKSpec {
        Require.present(in, "in");
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
        scope.require(
                t.cols().gathered() != null
                        && t.cols().dimension().equals(Dimension.KEYS)
                        && t.rows().largest() == 1,
                "in",
                "stream " + in + " of " + t,
                "rows of probabilities of kept keys, a query a token");
        scope.require(
                scope.unit(common) instanceof Selector, "on", "\"" + common.on() + "\"", "a unit that selects: top-k");
        Selector unit = (Selector) Objects.requireNonNull(scope.unit(common));
        scope.requireRoom(common, unit, table.longestRow());
        Axis values =
                new Axis(Dimension.KEYS, null, t.cols().extent(), new Axis.Gathered(table, KeptTable.Rows.VALUES));
        StreamType type = new StreamType(nest, t.rows(), values, t.format(), true, true, t.holds());
        Found found = new Found(unit, table);
        Op.Compute compute = (at, tiles, first, last) -> {
            Tile p = Objects.requireNonNull(tiles[0]);
            return new @Nullable Tile[] {found.select(p, t.cols(), at)};
        };
        return new Op(
                common,
                nest,
                List.of(scope.input("in", in)),
                List.of(new Op.Output(common.name(), type, false)),
                found::work,
                nest.size(),
                null,
                () -> compute,
                0);
    }

    /** What selections take, found once for each. */
    private static final class Found {
        private final Selector unit;
        private final KeptTable table;
        private final Selector.Machine machine;
        private final long[][] cycles;
        private int[] kept = new int[16];

        Found(Selector unit, KeptTable table) {
            this.unit = unit;
            this.table = table;
            this.machine = unit.machine();
            this.cycles = new long[table.headCount()][];
        }

        Work work(Point at, boolean first, boolean last) {
            int head = at.head();
            int query = Math.max(0, at.query());
            Kept k = table.at(head, query);
            int count = k == null ? 0 : k.scores().length;
            if (k == null || count == 0 || count > unit.capacity()) {
                return new Work(Operations.TOP_K, k == null ? 0 : 1, count, 1, first, last);
            }
            if (cycles[head] == null) {
                cycles[head] = new long[table.queryCount()];
                Arrays.fill(cycles[head], -1);
            }
            if (cycles[head][query] < 0) {
                cycles[head][query] = select(k.scores(), k.values().length);
            }
            return new Work(Operations.TOP_K, 1, count, 1, first, last, cycles[head][query]);
        }

        private long select(double[] scores, int k) {
            kept = kept.length < k ? new int[2 * k] : kept;
            return machine.select(scores, scores.length, k, kept);
        }

        Tile select(Tile p, Axis keys, Point at) {
            Kept k = Objects.requireNonNull(table.at(at.head(), Math.max(0, at.query())));
            int[] values = k.values();
            select(p.at(), values.length);
            Tile best = new Tile(p.rows(), values.length, new double[p.rows() * values.length], p.scale());
            for (int i = 0; i < values.length; i++) {
                if (keys.number(at, kept[i]) != values[i]) {
                    throw new IllegalStateException("head " + at.head() + ", query " + at.query()
                            + ": the run selects row " + keys.number(at, kept[i]) + ", its timing was worked out with "
                            + values[i]);
                }
                best.set(0, i, p.get(0, kept[i]));
            }
            return best;
        }
    }
}
