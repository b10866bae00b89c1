package dev.headrace.simulator.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A loop nest, outermost loop first. A trip count is a constant, or a function of the indices of the loops outside it
 * (a causal mask makes the key loop's count depend on the query tile). A loop without iterations makes one <em>empty
 * firing</em>, in which only the ports no deeper than that loop take part: an output row with no keys is still put.
 */
public final class Nest {
    private final long[] trips;
    private final @Nullable Trips[] functions;

    /** Trip count of a loop as a function of the loops outside it. Must be pure. */
    @FunctionalInterface
    public interface Trips extends IndexFunction {
        /** Iterations, 0 or more, given the indices of the outer loops (entries from this loop inwards are stale). */
        long count(long[] index);
    }

    private Nest(long[] trips, @Nullable Trips[] functions) {
        this.trips = trips;
        this.functions = functions;
    }

    /**
     * A nest of constant trip counts; of depth 0 (one firing) if there are none.
     *
     * @param trips outermost loop first, each 0 or more
     * @throws IllegalArgumentException if one is below 0
     */
    public static Nest of(long... trips) {
        for (long t : trips) {
            if (t < 0) {
                throw new IllegalArgumentException("trip count " + t + "; allowed: 0 or more");
            }
        }
        return new Nest(trips.clone(), new @Nullable Trips[trips.length]);
    }

    /** This nest with one more loop inside, of a trip count that depends on the loops outside. */
    public Nest inside(Trips function) {
        Nest n = inside(-1);
        n.functions[depth()] = function;
        return n;
    }

    /** This nest with one more loop inside, of constant trip count. */
    public Nest inside(long count) {
        long[] t = Arrays.copyOf(trips, trips.length + 1);
        @Nullable Trips[] f = Arrays.copyOf(functions, trips.length + 1);
        t[trips.length] = count;
        return new Nest(t, f);
    }

    /** Number of loops. */
    public int depth() {
        return trips.length;
    }

    /** True if every trip count is a constant. */
    public boolean constant() {
        for (Trips f : functions) {
            if (f != null) {
                return false;
            }
        }
        return true;
    }

    /** Product of the trip counts of the outermost loops, or -1 if it is not constant or not below 2^55. */
    long product(int loops) {
        long product = 1;
        for (int l = 0; l < loops; l++) {
            if (functions[l] != null || (trips[l] > 0 && product > (Long.MAX_VALUE >> 8) / trips[l])) {
                return -1;
            }
            product *= trips[l];
        }
        return product;
    }

    /** The least of what the trip counts inside a loop say about how long they stay alike. */
    long alike(int level, long[] index) {
        long alike = Long.MAX_VALUE;
        for (int l = level + 1; l < trips.length; l++) {
            Trips f = functions[l];
            alike = f == null ? alike : Math.min(alike, f.alike(level, index));
        }
        return alike;
    }

    /**
     * Iterations of a loop.
     *
     * @param level place of the loop, 0 for the outermost
     * @param index indices of the loops outside it; entries from the loop inwards do not count
     */
    public long trips(int level, long[] index) {
        Trips f = functions[level];
        return f == null ? trips[level] : f.count(index);
    }
}
