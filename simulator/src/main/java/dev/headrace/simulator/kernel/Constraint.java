package dev.headrace.simulator.kernel;

/**
 * Why something could not happen earlier: one term of the maxima of {@code docs/kernel.md}. Each leads from an event to an
 * earlier one, and says how many ticks lie between the two at least; those are of the clock of the earlier event's
 * operator.
 */
public enum Constraint {
    /** The operator's last firing: ready only an initiation interval after its last put, or its take. */
    INTERVAL,
    /** A token of a channel, 0 ticks after its arrival. */
    INPUT,
    /** A slot of a channel: a credit latency after its release. */
    ROOM,
    /** A unit: a hold after the take of the firing served before. */
    UNIT,
    /** Computing: a latency from the take to the arrival. */
    LATENCY,
    /** The wire: a forward latency from the put to the arrival. */
    FORWARD,
    /** The memory: from the take until the transfer is complete, or has left its buffer. */
    MEMORY,
    /** Tokens and transfers of one stream come in order: 0 ticks after the one before. */
    ORDER,
    /** A step of one firing after the one before, in 0 ticks. */
    STEP,
    /** The clock: what is left up to an operator's next edge. Never recorded as a cause; it follows from the others. */
    EDGE;

    private static final Constraint[] ALL = values();

    static Constraint of(int ordinal) {
        return ALL[ordinal];
    }
}
