package dev.headrace.simulator.dataflow;

import dev.headrace.golden.Role;
import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.KeptSpec;
import dev.headrace.simulator.spec.Require;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code fetch}: brings those rows of q, k or v on chip that the workload keeps, in as many bits as it says. A token of k
 * has all rows that a query of a head is compared with, or in a nest without queries all that are there for the head; one
 * of v the rows that are added up; one of q the query's row.
 *
 * @param tensor q, k or v
 * @param from memory
 * @param lowOf a stream of k, whose low bits are fetched and merged into it: over its loops and one over "refetch". It is
 *     held until that loop has ended
 * @param group rows are fetched in groups of so many; 1 if missing
 * @param storedBits bits of an element on chip; as fetched if missing
 * @param by DMA engine of the memory; the first if missing
 */
record FetchSpec(
        String tensor,
        String from,
        @Nullable String lowOf,
        @Nullable Integer group,
        @Nullable Integer storedBits,
        @Nullable String by)
        implements OpSpec {
    FetchSpec {
        Require.oneOf(Require.present(tensor, "tensor"), List.of("q", "k", "v"), "tensor");
        Require.present(from, "from");
        if (lowOf != null && !tensor.equals("k")) {
            throw new BadField("low_of", "\"" + lowOf + "\" with tensor " + tensor, "only with tensor k");
        }
        if (group != null) {
            Require.range((long) group, 1, 1 << 16, "group");
        }
        if (storedBits != null) {
            Require.range((long) storedBits, 1, 64, "stored_bits");
        }
    }

    @Override
    public List<String> needs() {
        return lowOf == null ? List.of() : List.of(lowOf);
    }

    @Override
    public List<Rounding> roundings(Op op, Scope scope) {
        return List.of();
    }

    @Override
    public Op resolve(OpCommon common, Scope scope) {
        scope.require(common.over() != null, "over", "missing", "the loops over which rows are fetched");
        scope.require(common.on() == null, "on", "\"" + common.on() + "\"", "nothing: fetches are served by a DMA");
        List<Loop> nest = scope.nest(common, needs());
        KeptTable table = scope.kept(nest);
        boolean queries = nest.stream().anyMatch(l -> l.dimension().equals(Dimension.QUERIES));
        scope.require(
                queries || !tensor.equals("q"), "over", Scope.names(nest), "a loop over queries, for their own rows");
        KeptTable.Rows which = tensor.equals("q")
                ? null
                : !queries ? KeptTable.Rows.TOKENS : tensor.equals("k") ? KeptTable.Rows.KEYS : KeptTable.Rows.VALUES;
        Tensor plain = Tensor.of(tensor, scope.workload());
        String name = lowOf == null ? tensor : "k.low";
        int most = Math.max(1, table.mostBits(tensor, lowOf != null));
        Tensor t = new Tensor(
                name, plain.per(), plain.rows(), plain.cols(), "codes" + most, 0, false, true, Role.OTHER, null);
        Axis rows = which == null
                ? LoadSpec.axis(plain.rows(), nest, scope)
                : new Axis(
                        plain.rows(),
                        null,
                        plain.rows().extent(scope.workload().shape()),
                        new Axis.Gathered(table, which));
        Axis cols = LoadSpec.axis(plain.cols(), nest, scope);
        List<Op.Input> inputs = new ArrayList<>();
        if (lowOf != null) {
            StreamType high = scope.stream("low_of", lowOf);
            int held = high.space().size();
            boolean inside = nest.size() > held
                    && nest.subList(0, held).equals(high.space())
                    && nest.get(nest.size() - 1).dimension().equals(Dimension.REFETCH);
            scope.require(
                    inside, "over", Scope.names(nest), "the loops of " + lowOf + ", then down to one over refetch");
            rows = high.rows();
            which = Objects.requireNonNull(rows.gathered(), "gathered").which();
            inputs.add(scope.input("low_of", lowOf));
        }
        StreamType type = new StreamType(nest, rows, cols, "codes" + (storedBits == null ? most : storedBits));
        Plane plane = new Plane(table, which, lowOf != null, group == null ? 1 : group);
        Op.Access access = new Op.Access(t, from, false, rows, cols, null, plane, by);
        return new Op(
                common,
                nest,
                inputs,
                List.of(new Op.Output(common.name(), type, false)),
                null,
                nest.size(),
                access,
                () -> new Rows(plain, type, lowOf != null, scope),
                0);
    }

    /** The numbers that the fetched bits stand for. */
    private static final class Rows implements Op.Compute {
        private final Tensor tensor;
        private final StreamType type;
        private final boolean low;
        private final Scope scope;
        private final Map<Integer, Codes.Matrix> heads = new HashMap<>();

        Rows(Tensor tensor, StreamType type, boolean low, Scope scope) {
            this.tensor = tensor;
            this.type = type;
            this.low = low;
            this.scope = scope;
        }

        @Override
        public @Nullable Tile[] fire(Point at, @Nullable Tile[] in, boolean first, boolean last) {
            int head = tensor.headOf(at.head(), scope.workload().shape());
            Codes.Matrix matrix = heads.computeIfAbsent(head, this::read);
            int[] numbers = new int[type.rows().size(at)];
            for (int r = 0; r < numbers.length; r++) {
                numbers[r] = type.rows().number(at, r);
            }
            return new @Nullable Tile[] {matrix.rows(numbers)};
        }

        private Codes.Matrix read(int head) {
            int rows = tensor.rows().extent(scope.workload().shape());
            int width = tensor.cols().extent(scope.workload().shape());
            double[] all = scope.values().input(tensor, head, Math.multiplyExact(rows, width));
            KeptSpec kept = scope.workload().kept();
            return Codes.fetched(tensor.name(), all, width, kept == null ? null : kept.pruning(), !low);
        }
    }
}
