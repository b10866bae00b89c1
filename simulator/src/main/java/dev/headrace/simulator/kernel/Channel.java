package dev.headrace.simulator.kernel;

import org.jspecify.annotations.Nullable;

/**
 * A bounded FIFO with one producer and one consumer. A slot is held from the put of its token until the credit of that
 * token is back at the producer.
 *
 * @param name unique in its graph
 * @param capacity slots, 1 or more, or {@link #UNBOUNDED}
 * @param forwardLatency cycles of the producer's clock from put to arrival, 1 or more
 * @param creditLatency cycles of the consumer's clock from release to the free slot, 1 or more
 * @param window which tokens there is room for at the same time, within the capacity; null: any
 */
public record Channel(
        String name,
        long capacity,
        int forwardLatency,
        int creditLatency,
        @Nullable Window window) {
    /** Capacity of a FIFO that never fills. */
    public static final long UNBOUNDED = Long.MAX_VALUE;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if the capacity or a latency is below 1
     */
    public Channel {
        if (capacity < 1) {
            throw new IllegalArgumentException("channel " + name + ": capacity " + capacity + "; allowed: 1 or more");
        }
        if (forwardLatency < 1 || creditLatency < 1) {
            throw new IllegalArgumentException("channel " + name + ": latencies " + forwardLatency + " and "
                    + creditLatency + "; allowed: 1 or more");
        }
    }

    /** A channel whose tokens all take one slot. */
    public Channel(String name, long capacity, int forwardLatency, int creditLatency) {
        this(name, capacity, forwardLatency, creditLatency, null);
    }

    /** A channel with latencies of one cycle each way. */
    public Channel(String name, long capacity) {
        this(name, capacity, 1, 1);
    }
}
