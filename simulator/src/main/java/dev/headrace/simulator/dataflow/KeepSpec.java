package dev.headrace.simulator.dataflow;

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
 * @param by stream of importances, one token for each layer
 */
record KeepSpec(String by) implements OpSpec {
    KeepSpec {
        Require.present(by, "by");
    }

    @Override
    public List<String> needs() {
        return List.of(by + "[-1]");
    }

    @Override
    public List<String> typedBy() {
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
        if (scope.knows(by)) {
            List<Loop> made = scope.stream("by", by).space();
            scope.require(made.equals(nest), "by", "stream " + by + " over " + Scope.names(made), Scope.names(nest));
        }
        Selector.Machine machine = unit.machine();
        StreamType type = new StreamType(nest, Axis.ONE, Axis.ONE, "int8");
        StreamRef before = StreamRef.parse(by + "[-1]");
        Op.Compute nothing = (at, tiles, first, last) -> new @Nullable Tile[] {new Tile(1, 1)};
        return new Op(
                common,
                nest,
                List.of(new Op.Input(before, nest.size(), null, null, true)),
                List.of(new Op.Output(common.name(), type, false)),
                (at, first, last) -> {
                    KeptTable.Cut cut = table.cut(at.head() / heads, at.query());
                    if (cut == null || cut.scores().length == 0 || cut.scores().length > unit.capacity()) {
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
