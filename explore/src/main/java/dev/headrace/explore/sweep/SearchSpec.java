package dev.headrace.explore.sweep;

import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.Require;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to look for the front of a sweep without running every point.
 *
 * @param method nsga2 (a genetic search: as many points as it is given), bounds (the exact front: points whose least
 *     possible costs are beaten already are not run) or halving (all points simulated quickly, the best of them closely)
 * @param evaluations of nsga2: most points that are run
 * @param seed of nsga2, and of what halving draws; 0 if missing
 * @param population of nsga2: points of a generation, and of the random draw it begins with; 40 if missing
 * @param rounds of halving: values set in each round before the last, in which points are as they are; missing: one round,
 *     memories by their bandwidth
 * @param keep of halving: share of the points of a round that go on to the next, above 0 and below 1; 0.25 if missing
 * @param control of halving: points drawn from all that are run in the last round too, to tell how well the first round ranks;
 *     20 if missing
 */
public record SearchSpec(
        String method,
        @Nullable Integer evaluations,
        @Nullable Long seed,
        @Nullable Integer population,
        @Nullable List<List<String>> rounds,
        @Nullable Double keep,
        @Nullable Integer control) {
    /** Values of {@code method}. */
    public static final List<String> METHODS = List.of("nsga2", "bounds", "halving");

    private static final int POPULATION = 40;

    private static final double KEEP = 0.25;

    private static final int CONTROL = 20;

    /** A search that needs nothing else to be said. */
    public SearchSpec(String method) {
        this(method, null, null, null, null, null, null);
    }

    public SearchSpec {
        Require.oneOf(Require.present(method, "method"), METHODS, "method");
        boolean genetic = method.equals("nsga2");
        alone(genetic, evaluations, "evaluations", "nsga2");
        boolean halving = method.equals("halving");
        alone(genetic || halving, seed, "seed", "nsga2 or halving");
        alone(genetic, population, "population", "nsga2");
        alone(halving, rounds, "rounds", "halving");
        alone(halving, keep, "keep", "halving");
        alone(halving, control, "control", "halving");
        if (genetic) {
            Require.range(Require.present(evaluations, "evaluations"), 1, 1_000_000, "evaluations");
            population = population == null ? POPULATION : population;
            Require.range(population, 4, 10_000, "population");
            seed = seed == null ? 0L : seed;
        }
        if (halving) {
            seed = seed == null ? 0L : seed;
            keep = keep == null ? KEEP : keep;
            control = control == null ? CONTROL : control;
            Require.range((long) control, 0, 1_000_000, "control");
            if (!(keep > 0 && keep < 1)) {
                throw new BadField("keep", String.valueOf(keep), "above 0 and below 1");
            }
            if (rounds != null && (rounds.isEmpty() || rounds.stream().anyMatch(List::isEmpty))) {
                throw new BadField("rounds", "empty", "one round or more, each with values to set");
            }
        }
    }

    private static void alone(boolean wanted, @Nullable Object value, String field, String method) {
        if (!wanted && value != null) {
            throw new BadField(field, String.valueOf(value), "with the method " + method + " alone");
        }
    }

    /** Whether it begins with a draw and finds its other points itself. */
    boolean draws() {
        return method.equals("nsga2");
    }

    /** The draw that it begins with. */
    SweepSpec.SamplingSpec first() {
        int wanted = population == null ? POPULATION : population;
        return new SweepSpec.SamplingSpec("random", evaluations == null ? wanted : Math.min(wanted, evaluations), seed);
    }
}
