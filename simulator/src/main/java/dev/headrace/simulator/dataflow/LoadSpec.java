package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code load}: brings tiles of a tensor on chip. {@code source}: the same from nowhere, without a memory, at its own
 * initiation interval: the input of an element-granular graph. A token covers, along each dimension of the tensor, the tile of the
 * nest's loop over that dimension, or all of it where there is none.
 *
 * @param tensor one of {@link Tensor#names}
 * @param from memory; none for a source
 * @param reuse loop during which a tile is loaded once on each core, at its first visit, and comes from the buffer at the
 *     later ones; the buffer must hold all tiles that are visited again
 * @param after completions of a store that must come first
 * @param carried with after: the loop whose previous iteration's store is waited for
 */
record LoadSpec(
        String tensor,
        @Nullable String from,
        @Nullable String reuse,
        @Nullable String after,
        @Nullable String carried) implements OpSpec {
    LoadSpec {
        Require.present(tensor, "tensor");
    }

    @Override
    public List<String> needs() {
        return after == null || carried != null ? List.of() : List.of(after);
    }

    @Override
    public List<Rounding> roundings(Op op, Scope scope) {
        return List.of();
    }

    @Override
    public Op resolve(OpCommon common, Scope scope) {
        boolean source = common.op().equals("source");
        scope.require(
                source == (from == null),
                "from",
                source ? "\"" + from + "\"" : "missing",
                source ? "nothing: a source has no memory" : "the memory to load from");
        scope.require(
                !source || (reuse == null && after == null),
                "reuse",
                "given",
                "nothing of reuse and after for a source");
        scope.require(common.over() != null, "over", "missing", "the loops over which tiles are loaded");
        scope.require(common.on() == null, "on", "\"" + common.on() + "\"", "nothing: loads are served by a DMA");
        List<Loop> nest = scope.nest(common, List.of());
        Tensor t = scope.tensor(tensor);
        Axis rows = axis(t.rows(), nest, scope);
        Axis cols = axis(t.cols(), nest, scope);
        scope.require(
                t.packing() == null || (rows.loop() == null && cols.loop() == null),
                "over",
                Scope.names(nest) + ", which cuts packed tensor " + tensor,
                "loops over neither its rows nor its columns");
        StreamType type = new StreamType(nest, rows, cols, t.format(), t.scaled(), false, t.holds());
        List<Op.Input> inputs = new ArrayList<>();
        if (after != null) {
            Loop c = carried == null ? null : scope.loop("carried", carried);
            int depth = c != null
                    ? nest.size()
                    : common(nest, scope.stream("after", after).space());
            inputs.add(Op.Input.completion(after, depth, c));
        }
        Loop replay = reuse == null ? null : scope.loop("reuse", reuse);
        scope.require(replay == null || nest.contains(replay), "reuse", "\"" + reuse + "\"", "a loop of over");
        WorkloadSpec.Shape shape = scope.workload().shape();
        if (replay != null && !mayMeetAgain(t, rows, cols, replay, nest, shape)) {
            scope.require(
                    false,
                    "reuse",
                    "\"" + reuse + "\", each of whose iterations loads other tiles of " + tensor,
                    "a loop that leaves tiles the same: " + others(t, rows, cols, nest, shape));
        }
        Op.Access access = new Op.Access(t, from == null ? "" : from, false, rows, cols, replay);
        Op op = new Op(
                common,
                nest,
                inputs,
                List.of(new Op.Output(common.name(), type, false)),
                null,
                nest.size(),
                access,
                () -> (at, in, first, last) -> new @Nullable Tile[] {Memory.load(t, rows, cols, at, scope)},
                0);
        scope.require(
                replay == null || nest.indexOf(replay) >= renewed(op),
                "reuse",
                "\"" + reuse + "\", in each of whose iterations " + after + " writes new tiles of " + tensor,
                "a loop inside " + Scope.names(nest.subList(0, renewed(op))));
        return op;
    }

    /** Leading loops of a load in each of whose iterations the memory may hold something new: it waits for a store there. */
    static int renewed(Op load) {
        int most = 0;
        for (Op.Input in : load.inputs()) {
            Loop carried = in.carried();
            // What it waits for besides writes nothing that it reads.
            if (load.common().waits().stream().noneMatch(w -> StreamRef.parse(w).equals(in.ref()))) {
                most = Math.max(
                        most, carried == null ? in.depth() : load.space().indexOf(carried) + 1);
            }
        }
        return most;
    }

    /** Loops of the nest that a reuse may name. */
    private static String others(Tensor t, Axis rows, Axis cols, List<Loop> nest, WorkloadSpec.Shape shape) {
        List<String> names = nest.stream()
                .filter(l -> mayMeetAgain(t, rows, cols, l, nest, shape))
                .map(Loop::name)
                .toList();
        return names.isEmpty() ? "there is none in " + Scope.names(nest) : String.join(", ", names);
    }

    /** True if a tile of one iteration of a loop may come again in another: unless the loop cuts the tensor, or each head does. */
    static boolean mayMeetAgain(Tensor t, Axis rows, Axis cols, Loop loop, List<Loop> nest, WorkloadSpec.Shape shape) {
        if (loop.cuts(rows.loop()) || loop.cuts(cols.loop())) {
            return false;
        }
        if (!loop.dimension().equals(Dimension.HEADS) || loop.trips() == 1) {
            return true;
        }
        boolean cut = nest.stream().anyMatch(l -> !l.equals(loop) && loop.cuts(l));
        BitSet before = new BitSet();
        for (int i = 0; i < loop.trips(); i++) {
            int first = (loop.within() == null ? loop.from() : 0) + i * loop.tile();
            int end = first + (cut ? loop.tile() : 1);
            for (int h = first; h < end; h++) {
                if (before.get(t.headOf(h, shape))) {
                    return true;
                }
            }
            for (int h = first; h < end; h++) {
                before.set(t.headOf(h, shape));
            }
        }
        return false;
    }

    private static int common(List<Loop> a, List<Loop> b) {
        int n = 0;
        while (n < a.size() && n < b.size() && a.get(n).equals(b.get(n))) {
            n++;
        }
        return n;
    }

    static Axis axis(Dimension d, List<Loop> nest, Scope scope) {
        for (int i = nest.size() - 1; i >= 0; i--) {
            Loop l = nest.get(i);
            if (l.dimension().equals(d)) {
                return new Axis(d, l, l.extent());
            }
        }
        return new Axis(d, null, d.extent(scope.workload().shape()));
    }
}
