package dev.headrace.explore.search;

import dev.headrace.explore.sweep.Search;
import dev.headrace.explore.sweep.SearchSpec;
import dev.headrace.explore.sweep.Sweep;

/** The search that a sweep asks for. */
public final class Searches {
    private Searches() {}

    /** What its file says; all points if it says nothing. */
    public static Search of(Sweep sweep) {
        SearchSpec spec = sweep.spec().search();
        if (spec == null) {
            return Search.all(sweep);
        }
        return switch (spec.method()) {
            case "nsga2" -> new Nsga2(sweep, spec);
            case "bounds" -> new Bounds(sweep, sweep::leastCosts);
            case "halving" -> new Halving(sweep, spec);
            default -> throw new IllegalArgumentException(spec.method());
        };
    }
}
