package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Selection;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Require;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code merge}: two sorted streams of single numbers become one. A firing needs the heads of both, as long as both have
 * tokens left, and takes the smaller one, of equals that of {@code a}. Its times follow the numbers, so they are read in
 * runs without numbers too.
 *
 * @param a first stream, of the rows of q one by one
 * @param b second stream, of the rows of k one by one
 */
record MergeSpec(String a, String b) implements OpSpec {
    MergeSpec {
        Require.present(a, "a");
        Require.present(b, "b");
    }

    @Override
    public List<String> needs() {
        return List.of(a, b);
    }

    @Override
    public List<Rounding> roundings(Op op, Scope scope) {
        return List.of();
    }

    @Override
    public Op resolve(OpCommon common, Scope scope) {
        scope.require(common.over() != null, "over", "missing", "the loops of the merged stream");
        scope.require(common.on() == null, "on", "\"" + common.on() + "\"", "nothing: a merge has a timing of its own");
        scope.require(common.takeMode().equals("together"), "take", "\"" + common.takeMode() + "\"", "\"together\"");
        List<Loop> nest = scope.nest(common, List.of());
        scope.require(
                !nest.isEmpty()
                        && nest.get(nest.size() - 1).dimension().equals(Dimension.MERGED)
                        && nest.get(nest.size() - 1).tile() == 1,
                "over",
                Scope.names(nest),
                "loops that end with one over queries+keys, in tiles of 1");
        List<Loop> groups = nest.subList(0, nest.size() - 1);
        StreamType ta = scope.stream("a", a);
        StreamType tb = scope.stream("b", b);
        requireNumbers(scope, "a", a, ta, groups, Dimension.QUERIES);
        requireNumbers(scope, "b", b, tb, groups, Dimension.KEYS);
        StreamType type =
                new StreamType(nest, new Axis(Dimension.MERGED, nest.get(nest.size() - 1), 0), Axis.ONE, ta.format());
        List<Op.Input> inputs = List.of(whole(a, nest), whole(b, nest));
        return new Op(
                        common,
                        nest,
                        inputs,
                        List.of(new Op.Output(common.name(), type, false)),
                        null,
                        nest.size(),
                        null,
                        () -> (at, in, first, last) -> taken(in),
                        0)
                .selecting(() -> selection(scope, groups));
    }

    private static Op.Input whole(String stream, List<Loop> nest) {
        return new Op.Input(new StreamRef(stream, StreamRef.How.SAME, ""), nest.size(), null, null, true);
    }

    private static void requireNumbers(
            Scope scope, String field, String stream, StreamType t, List<Loop> groups, Dimension rows) {
        int depth = t.space().size() - 1;
        boolean fits = depth == groups.size()
                && t.space().subList(0, depth).equals(groups)
                && t.rows().dimension().equals(rows)
                && t.rows().largest() == 1
                && t.cols().largest() == 1;
        scope.require(
                fits,
                field,
                "stream " + stream + " of " + t + " over " + Scope.names(t.space()),
                "a source of single numbers, one for each of the " + rows.label() + ", over " + Scope.names(groups)
                        + " and a loop over these");
    }

    /** The merge of every head; the streams must be sorted. */
    private Selection selection(Scope scope, List<Loop> groups) {
        int heads = groups.stream().mapToInt(Loop::trips).reduce(1, Math::multiplyExact);
        double[] first = numbers(scope, "a", Tensor.of("q", scope.workload()), heads);
        double[] second = numbers(scope, "b", Tensor.of("k", scope.workload()), heads);
        return Selection.merge(first, second, heads);
    }

    private static double[] numbers(Scope scope, String field, Tensor tensor, int heads) {
        int rows = tensor.rows().extent(scope.workload().shape());
        double[] all = new double[Math.multiplyExact(heads, rows)];
        double[] one = heads == 1 ? all : new double[rows];
        for (int h = 0; h < heads; h++) {
            scope.read(tensor, tensor.headOf(h, scope.workload().shape()), one);
            for (int i = 1; i < rows; i++) {
                if (!(one[i - 1] <= one[i])) {
                    throw unsorted(scope, field, tensor, h, i, one);
                }
            }
            if (heads > 1) {
                System.arraycopy(one, 0, all, h * rows, rows);
            }
        }
        return all;
    }

    private static InputException unsorted(Scope scope, String field, Tensor tensor, int head, int row, double[] at) {
        return scope.fail(
                field,
                "row " + row + " of head " + head + " of tensor " + tensor.name() + ", " + at[row] + " after "
                        + at[row - 1],
                "numbers in ascending order, such as the distribution \"ascending\" makes");
    }

    /** Passes on the token taken; the input not taken brings none. */
    private static @Nullable Tile[] taken(@Nullable Tile[] in) {
        return new @Nullable Tile[] {Objects.requireNonNull(in[0] != null ? in[0] : in[1])};
    }
}
