package dev.headrace.simulator.kernel;

/**
 * A shared resource that serves one firing at a time.
 *
 * @param name unique in its graph
 * @param policy who goes first when several operators want it
 */
public record Unit(String name, Policy policy) {

    /** How a unit chooses; every tie goes to the operator declared first. */
    public enum Policy {
        /** The request that has waited longest. */
        OLDEST_FIRST,
        /** The next requester after the one served last, in the order in which the operators are declared. */
        ROUND_ROBIN,
        /**
         * The one whose {@link Turn} it is, and nobody else, however long that takes. Only operators without a transfer
         * that name this unit first may be its clients.
         */
        ORDER
    }
}
