package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.KeptSpec;
import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Work;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code candidates}: A3's search for promising keys (HPCA 2020), so many elements of work as it takes steps for a query:
 * {@code ceil(iterations n)} for n keys that the mask lets it see, the steps that its keys were found with. Nothing where
 * no keys are searched for. Its tokens are the queries.
 *
 * @param in stream of queries, one a token
 */
record CandidatesSpec(String in) implements OpSpec {
    CandidatesSpec {
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
        scope.kept(nest);
        scope.require(
                t.rows().dimension().equals(Dimension.QUERIES) && t.rows().largest() == 1,
                "in",
                "stream " + in + " of " + t,
                "rows of q, a query a token");
        KeptSpec kept = scope.workload().kept();
        KeptSpec.Candidates rule = kept == null ? null : kept.candidates();
        int keys = scope.workload().shape().keys();
        int shift = scope.workload().causal() ? keys - scope.workload().shape().queries() : 0;
        boolean causal = scope.workload().causal();
        Op.Compute compute = (at, tiles, first, last) -> new @Nullable Tile[] {Objects.requireNonNull(tiles[0])};
        return new Op(
                common,
                nest,
                List.of(scope.input("in", in)),
                List.of(new Op.Output(
                        common.name(),
                        new StreamType(nest, t.rows(), t.cols(), t.format(), t.scaled(), t.masked(), t.holds()),
                        false)),
                (at, first, last) -> {
                    int seen = causal ? Math.min(keys, at.query() + shift + 1) : keys;
                    int steps = rule == null ? 0 : rule.steps(seen);
                    return new Work(Operations.COPY, 1, steps, 1, first, last);
                },
                nest.size(),
                null,
                () -> compute,
                0);
    }
}
