package dev.headrace.explore.sweep;

import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.Require;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to look for the front of a sweep without running every point.
 *
 * @param method nsga2 (a genetic search: as many points as it is given) or bounds (the exact front: points whose least
 *     possible costs are beaten already are not run)
 * @param evaluations of nsga2: most points that are run
 * @param seed of nsga2; 0 if missing
 * @param population of nsga2: points of a generation, and of the random draw it begins with; 40 if missing
 */
public record SearchSpec(
        String method,
        @Nullable Integer evaluations,
        @Nullable Long seed,
        @Nullable Integer population) {
    /** Values of {@code method}. */
    public static final List<String> METHODS = List.of("nsga2", "bounds");

    private static final int POPULATION = 40;

    public SearchSpec {
        Require.oneOf(Require.present(method, "method"), METHODS, "method");
        boolean genetic = method.equals("nsga2");
        alone(genetic, evaluations, "evaluations", "nsga2");
        alone(genetic, seed, "seed", "nsga2");
        alone(genetic, population, "population", "nsga2");
        if (genetic) {
            Require.range(Require.present(evaluations, "evaluations"), 1, 1_000_000, "evaluations");
            population = population == null ? POPULATION : population;
            Require.range(population, 4, 10_000, "population");
            seed = seed == null ? 0L : seed;
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
