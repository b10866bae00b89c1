package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.Require;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code embed}: brings the rows of a table on chip that belong to the words of a text, position by position. A word comes
 * from an input, or is what was stored for the position before: then it is generated text that is read on.
 *
 * <p>To the memory every row is the one with the number of the position, modulo the rows there are: as many bytes and
 * bursts as the right one, elsewhere.
 *
 * @param tensor the table, words x width
 * @param words tensor of word numbers, positions x 1
 * @param next tensor of generated words, positions x 1: the one at position i - 1 is read at position i if it is there
 * @param from memory of the table
 * @param after completions of a store that must come first
 * @param carried with after: the loop whose previous iteration's store is waited for
 */
record EmbedSpec(
        String tensor,
        String words,
        @Nullable String next,
        String from,
        @Nullable String after,
        @Nullable String carried)
        implements OpSpec {
    EmbedSpec {
        Require.present(tensor, "tensor");
        Require.present(words, "words");
        Require.present(from, "from");
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
        scope.require(common.over() != null, "over", "missing", "the loops over which rows are brought");
        scope.require(common.on() == null, "on", "\"" + common.on() + "\"", "nothing: loads are served by a DMA");
        List<Loop> nest = scope.nest(common, List.of());
        Tensor table = scope.tensor(tensor);
        Tensor given = scope.tensor(words);
        scope.require(
                given.rows().equals(Dimension.QUERIES) && given.cols().equals(Dimension.ONE),
                "words",
                "tensor " + words + " of " + given.rows().label() + " x "
                        + given.cols().label(),
                "queries x 1");
        Tensor made = next == null ? null : scope.tensor(next);
        Axis rows = LoadSpec.axis(Dimension.QUERIES, nest, scope);
        scope.require(
                rows.loop() != null && rows.loop().tile() == 1,
                "over",
                Scope.names(nest),
                "a nest with a loop over single queries");
        Axis cols = LoadSpec.axis(table.cols(), nest, scope);
        int count = table.rows().extent(scope.workload().shape());
        scope.require(
                rows.extent() <= count,
                "tensor",
                "\"" + tensor + "\" of " + count + " rows for " + rows.extent() + " positions",
                "a table with a row for every position");
        StreamType type = new StreamType(nest, rows, cols, table.format());
        List<Op.Input> inputs = new ArrayList<>();
        if (after != null) {
            Loop c = carried == null ? null : scope.loop("carried", carried);
            inputs.add(Op.Input.completion(after, c == null ? 0 : nest.size(), c));
        }
        Op.Access access = new Op.Access(table, from, false, rows, cols, null);
        Op.Compute compute = (at, in, first, last) -> {
            int[] positions = scope.values().rows(rows, at);
            Tile tile = new Tile(positions.length, cols.size(at));
            for (int r = 0; r < positions.length; r++) {
                int word = word(given, made, positions[r], count, at, scope);
                copy(table, word, cols, at, tile, r, scope);
            }
            return new @Nullable Tile[] {tile};
        };
        return new Op(
                common,
                nest,
                inputs,
                List.of(new Op.Output(common.name(), type, false)),
                null,
                nest.size(),
                access,
                () -> compute,
                0);
    }

    private static int word(Tensor given, @Nullable Tensor made, int position, int count, Point at, Scope scope) {
        var shape = scope.workload().shape();
        double[] stored =
                made == null ? null : scope.values().row(made.name(), made.headOf(at.head(), shape), position - 1);
        double own = scope.values().input(given, given.headOf(at.head(), shape), shape.queries())[position];
        if (stored != null && own >= 0) {
            throw scope.fail(
                    "next",
                    "word " + position + " is given and generated",
                    "a text that ends where generated words begin");
        }
        double word = stored != null ? stored[0] : own;
        if (word != Math.rint(word) || word < 0 || word >= count) {
            throw scope.fail(
                    "words",
                    "word " + position + (word == -1 ? " is missing: the text ends before it" : " is " + (long) word),
                    "0 to " + (count - 1) + ", the rows of the table");
        }
        return (int) word;
    }

    private static void copy(Tensor table, int word, Axis cols, Point at, Tile tile, int row, Scope scope) {
        var shape = scope.workload().shape();
        int width = table.cols().extent(shape);
        double[] all = scope.values()
                .input(
                        table,
                        table.headOf(at.head(), shape),
                        Math.multiplyExact(table.rows().extent(shape), width));
        System.arraycopy(all, word * width + cols.start(at), tile.at(), row * tile.cols(), tile.cols());
    }
}
