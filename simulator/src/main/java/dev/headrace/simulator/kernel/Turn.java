package dev.headrace.simulator.kernel;

/**
 * An operator's place in the static order of a unit. The unit serves the firings of all its clients in one sequence that
 * is fixed before the run: by turn, then by place. A firing of round {@code r} has turn {@code r - ahead}.
 *
 * @param place rank among the clients within a turn, different for each
 * @param ahead rounds by which the operator runs ahead of those with 0: tiles in flight
 * @param round to which round each firing belongs
 */
public record Turn(int place, long ahead, Round round) {

    /**
     * Number of the round of a firing. Must be a pure function that never falls from one firing to the next. It stays alike
     * over iterations of a loop if it grows by as much from each of them to the next.
     */
    @FunctionalInterface
    public interface Round extends IndexFunction {
        /** The round of the firing at this index. */
        long of(long[] index);
    }

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if the place or the rounds ahead are below 0
     */
    public Turn {
        if (place < 0 || ahead < 0) {
            throw new IllegalArgumentException("place " + place + ", ahead " + ahead + "; allowed: 0 or more");
        }
    }
}
