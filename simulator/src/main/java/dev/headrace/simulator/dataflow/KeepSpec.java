package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Selector;
import dev.headrace.simulator.unit.Work;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code keep}: selects the most important tokens before a layer, by the importances that the layer before it (of the token
 * before) has added to. What fetches in the layer waits for its {@code .done}.
 *
 * @param by streams of importances, one token for each layer
 * @param always true: waits for them where nothing is selected as well, as layers of a model follow each other
 */
record KeepSpec(List<String> by, @Nullable Boolean always) implements OpSpec {
    KeepSpec {
        by = Require.list(Require.present(by, "by"));
        if (by.isEmpty()) {
            throw new BadField("by", "[]", "at least one stream of importances");
        }
    }

    @Override
    public List<String> needs() {
        return by.stream().map(b -> b + "[-1]").toList();
    }

    @Override
    public List<String> typedBy() {
        return List.of();
    }

    @Override
    public List<Rounding> roundings(Op op, Scope scope) {
        return List.of();
    }

    @Override
    public Op resolve(OpCommon common, Scope scope) {
        scope.require(common.over() != null, "over", "missing", "the loops down to that over layers");
        List<Loop> nest = scope.nest(common, List.of());
        KeptTable table = scope.kept(nest);
        Loop layers = nest.get(nest.size() - 1);
        int heads = scope.workload().shape().heads();
        scope.require(
                layers.dimension().equals(Dimension.HEADS) && layers.tile() == heads,
                "over",
                Scope.names(nest),
                "loops that end with one over layers");
        scope.require(
                scope.unit(common) instanceof Selector, "on", "\"" + common.on() + "\"", "a unit that selects: top-k");
        Selector unit = (Selector) Objects.requireNonNull(scope.unit(common));
        for (String b : by) {
            if (scope.knows(b)) {
                List<Loop> made = scope.stream("by", b).space();
                scope.require(made.equals(nest), "by", "stream " + b + " over " + Scope.names(made), Scope.names(nest));
            }
        }
        scope.requireRoom(common, unit, table.longestCut());
        Selector.Machine machine = unit.machine();
        StreamType type = new StreamType(nest, Axis.ONE, Axis.ONE, "int8");
        boolean everywhere = Boolean.TRUE.equals(always);
        List<Op.Input> inputs = by.stream()
                .map(b -> new Op.Input(StreamRef.parse(b + "[-1]"), nest.size(), null, null, !everywhere))
                .toList();
        Op.Compute nothing = (at, tiles, first, last) -> new @Nullable Tile[] {new Tile(1, 1)};
        return new Op(
                common,
                nest,
                inputs,
                List.of(new Op.Output(common.name(), type, false)),
                (at, first, last) -> {
                    KeptTable.Cut cut = table.cut(at.head() / heads, at.query());
                    if (cut == null || cut.scores().length == 0) {
                        return new Work(Operations.TOP_K, 0, 0, 1, first, last);
                    }
                    int count = cut.scores().length;
                    long found = machine.select(cut.scores(), count, cut.kept(), new int[cut.kept()]);
                    return new Work(Operations.TOP_K, 1, count, 1, first, last, found);
                },
                nest.size(),
                null,
                () -> nothing,
                0);
    }
}
