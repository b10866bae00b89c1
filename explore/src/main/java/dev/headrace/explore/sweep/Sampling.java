package dev.headrace.explore.sweep;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;
import org.apache.commons.math3.random.SobolSequenceGenerator;

/**
 * Draws points of a grid. What it draws follows from the space, the method and the seed alone. Each point comes at most
 * once, so that there may be fewer than asked for: those that meet the constraints.
 */
final class Sampling {
    /** Draws for each point wanted after which no more are made: the constraints leave next to nothing. */
    private static final int PATIENCE = 1000;

    private static final long MOST_DRAWS = 10_000_000;

    private Sampling() {}

    /**
     * The numbers of points, ascending.
     *
     * @param allowed whether a point meets the constraints
     */
    static long[] draw(Space space, SweepSpec.SamplingSpec how, LongPredicate allowed) {
        int points = how.points() == null ? 0 : how.points();
        long seed = how.seed() == null ? 0 : how.seed();
        Set<Long> drawn = switch (how.method()) {
            case "random" -> random(space, points, seed, allowed);
            case "latin-hypercube" -> latin(space, points, seed, allowed);
            case "sobol" -> sobol(space, points, seed, allowed);
            default -> throw new IllegalArgumentException(how.method());
        };
        return drawn.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    /** Without repetition; the constraints are met by drawing again. */
    private static Set<Long> random(Space space, int points, long seed, LongPredicate allowed) {
        SplittableRandom random = new SplittableRandom(seed);
        Set<Long> drawn = new HashSet<>();
        Set<Long> tried = new HashSet<>();
        long most = Math.min(MOST_DRAWS, (long) points * PATIENCE);
        for (long i = 0; i < most && drawn.size() < points && tried.size() < space.size(); i++) {
            long index = random.nextLong(space.size());
            if (tried.add(index) && allowed.test(index)) {
                drawn.add(index);
            }
        }
        return drawn;
    }

    /** Each axis is cut into as many equal parts as there are points, and each part is used once. */
    private static Set<Long> latin(Space space, int points, long seed, LongPredicate allowed) {
        SplittableRandom random = new SplittableRandom(seed);
        int axes = space.axes().size();
        int[][] parts = new int[axes][];
        for (int a = 0; a < axes; a++) {
            parts[a] = shuffled(points, random);
        }
        Set<Long> drawn = new HashSet<>();
        for (int i = 0; i < points; i++) {
            double[] at = new double[axes];
            for (int a = 0; a < axes; a++) {
                at[a] = (parts[a][i] + random.nextDouble()) / points;
            }
            add(space, at, allowed, drawn);
        }
        return drawn;
    }

    private static int[] shuffled(int n, SplittableRandom random) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** The sequence moved by a random vector, modulo 1: seeds differ, and it stays as even. */
    private static Set<Long> sobol(Space space, int points, long seed, LongPredicate allowed) {
        SplittableRandom random = new SplittableRandom(seed);
        int axes = space.axes().size();
        double[] shift = random.doubles(axes).toArray();
        SobolSequenceGenerator sequence = new SobolSequenceGenerator(axes);
        Set<Long> drawn = new HashSet<>();
        for (int i = 0; i < points; i++) {
            double[] at = sequence.nextVector();
            for (int a = 0; a < axes; a++) {
                at[a] = (at[a] + shift[a]) % 1;
            }
            add(space, at, allowed, drawn);
        }
        return drawn;
    }

    /** The grid point in whose share of the unit cube {@code at} lies. */
    private static void add(Space space, double[] at, LongPredicate allowed, Set<Long> drawn) {
        int[] steps = new int[at.length];
        for (int a = 0; a < at.length; a++) {
            int size = space.axes().get(a).size();
            steps[a] = Math.min(size - 1, (int) (at[a] * size));
        }
        long index = space.index(steps);
        if (allowed.test(index)) {
            drawn.add(index);
        }
    }
}
