package dev.headrace.simulator.dataflow;

import dev.headrace.golden.Role;
import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code sink}: takes tiles and keeps their numbers, without a memory and in no time: the output of an element-granular
 * graph. {@code store}: takes tiles off chip. Its stream carries a completion per tile, for loads that must come after.
 *
 * @param in stream of tiles
 * @param tensor one of {@link Tensor#names}, not an input; a sink may do without, and then keeps nothing
 * @param to memory; none for a sink
 */
record StoreSpec(
        String in, @Nullable String tensor, @Nullable String to) implements OpSpec {
    StoreSpec {
        Require.present(in, "in");
    }

    @Override
    public List<String> needs() {
        return List.of(in);
    }

    @Override
    public List<Rounding> roundings(Op op, Scope scope) {
        Op.Access access = op.access();
        StreamType type = scope.stream("in", in);
        if (access == null || access.tensor().format().equals(type.format())) {
            return List.of();
        }
        // What a tensor of attention is stored as is what it should hold.
        Role holds = access.tensor().holds();
        boolean scaled = holds == Role.PRODUCT && type.holds() == Role.SCORE;
        return List.of(Rounding.once(
                holds == Role.OTHER || scaled ? type.holds() : holds,
                access.tensor().format()));
    }

    @Override
    public Op resolve(OpCommon common, Scope scope) {
        scope.require(common.on() == null, "on", "\"" + common.on() + "\"", "nothing: stores are served by a DMA");
        boolean sink = common.op().equals("sink");
        scope.require(
                sink == (to == null),
                "to",
                sink ? "\"" + to + "\"" : "missing",
                sink ? "nothing: a sink has no memory" : "the memory to store to");
        scope.require(sink || tensor != null, "tensor", "missing", "the tensor to store");
        StreamType type = scope.stream("in", in);
        List<Loop> nest = scope.nest(common, List.of(in));
        scope.require(nest.equals(type.space()), "over", Scope.names(nest), Scope.names(type.space()));
        Op.Output done = new Op.Output(common.name(), new StreamType(nest, Axis.ONE, Axis.ONE, "int8"), true);
        if (tensor == null) {
            Op.Compute nothing = (at, tiles, first, last) -> new @Nullable Tile[1];
            return new Op(
                    common,
                    nest,
                    List.of(scope.input("in", in)),
                    List.of(done),
                    null,
                    nest.size(),
                    null,
                    () -> nothing,
                    0);
        }
        Tensor t = scope.tensor(tensor);
        scope.require(!t.isInput(), "tensor", "\"" + tensor + "\", an input", "a tensor that is not one");
        scope.require(
                (t.rows().equals(type.rows().dimension()) || selfAttention(t, type, scope.workload()))
                        && t.cols().equals(type.cols().dimension()),
                "in",
                "stream " + in + " of " + type,
                "tiles of " + t.rows().label() + " x " + t.cols().label() + ", as in tensor " + tensor);
        Op.Access access = new Op.Access(t, to == null ? "" : to, true, type.rows(), type.cols(), null);
        return new Op(
                common,
                nest,
                List.of(scope.input("in", in)),
                List.of(done),
                null,
                nest.size(),
                access,
                () -> (at, tiles, first, last) -> {
                    // Of a loop without iterations only the end is told; there is nothing to store.
                    if (tiles[0] != null) {
                        Memory.store(common, t, type, tiles[0], at, scope);
                    }
                    return new @Nullable Tile[1];
                },
                0);
    }

    /** Where there are as many keys as queries, each row is a token's, which is both: rows of queries become keys. */
    private static boolean selfAttention(Tensor t, StreamType type, WorkloadSpec workload) {
        return t.rows().equals(Dimension.KEYS)
                && type.rows().dimension().equals(Dimension.QUERIES)
                && workload.shape().queries().equals(workload.shape().keys());
    }
}
