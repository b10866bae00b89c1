package dev.headrace.simulator.kernel;

/**
 * The state of a channel during a run, as times: when each token arrives, and when each slot comes back. Producer and
 * consumer may be evaluated far apart in simulated time; the rings keep just the times that either still needs.
 *
 * <p>Tokens and slots are numbered from 0. Always: {@code credited <= taken <= filled <= reserved}, and
 * {@code reserved - credited <= capacity}.
 */
final class Fifo {
    final int id;
    final Channel spec;
    final long capacity;

    /** Node that puts, and node that takes or -1. */
    int producer = -1;

    int consumer = -1;

    /** Ticks of forward and credit latency. */
    long forward;

    long back;

    /** Tokens that have a slot. */
    long reserved;

    /** Tokens whose arrival is known. */
    long filled;

    /** Tokens that the consumer is done with reading. */
    long taken;

    /** Tokens whose credit is known. */
    long credited;

    /** Most slots held at any one tick. */
    long peak;

    private long lastArrival;
    private long countedPuts;
    private long countedCredits;
    private long[] arrival;
    private long[] credit;
    private long[] put;
    private int mask;

    Fifo(int id, Channel spec) {
        this.id = id;
        this.spec = spec;
        this.capacity = spec.capacity();
        int size = 8;
        arrival = new long[size];
        credit = new long[size];
        put = new long[size];
        mask = size - 1;
    }

    /** True if the token at the head has a known arrival. */
    boolean hasToken() {
        return taken < filled;
    }

    /** Arrival of the token at the head. */
    long headArrival() {
        return arrival[(int) taken & mask];
    }

    /** True if it is known when the next slot is free. */
    boolean hasSlot() {
        return reserved < capacity || credited > reserved - capacity;
    }

    /** When the next slot is free. */
    long slotFree() {
        return reserved < capacity ? 0 : credit[(int) (reserved - capacity) & mask];
    }

    /** Takes a slot at the put time. */
    void reserve(long putTick) {
        if (reserved - lowest() > mask) {
            grow();
        }
        put[(int) reserved & mask] = putTick;
        reserved++;
        count();
    }

    /** Fixes the arrival of the oldest token without one; streams are in order, so it is never before the last. */
    void fill(long atTick) {
        lastArrival = Math.max(lastArrival, atTick);
        arrival[(int) filled & mask] = lastArrival;
        filled++;
    }

    /** Arrival of the token filled last. */
    long lastArrival() {
        return lastArrival;
    }

    /** Fixes when the oldest slot without a known credit comes back. */
    void release(long atTick) {
        credit[(int) credited & mask] = atTick + back;
        credited++;
        count();
    }

    /** Merges puts and credits in the order of time, as far as both are known, to follow the slots held. */
    private void count() {
        while (countedPuts < reserved && countedCredits < credited) {
            if (credit[(int) countedCredits & mask] <= put[(int) countedPuts & mask]) {
                countedCredits++;
            } else {
                countedPuts++;
                peak = Math.max(peak, countedPuts - countedCredits);
            }
        }
    }

    /** At the end of a run: the puts after the last known credit. */
    void countRest() {
        count();
        if (countedPuts < reserved) {
            countedPuts = reserved;
            peak = Math.max(peak, countedPuts - countedCredits);
        }
    }

    private long lowest() {
        long low = Math.min(taken, countedCredits);
        return capacity == Channel.UNBOUNDED ? low : Math.min(low, Math.max(0, reserved - capacity));
    }

    private void grow() {
        int size = Math.multiplyExact(2, mask + 1);
        arrival = grown(arrival, size);
        credit = grown(credit, size);
        put = grown(put, size);
        mask = size - 1;
    }

    private long[] grown(long[] old, int size) {
        long[] ring = new long[size];
        for (long i = Math.max(0, reserved - mask - 1); i < reserved; i++) {
            ring[(int) i & (size - 1)] = old[(int) i & mask];
        }
        return ring;
    }
}
