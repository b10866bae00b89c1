package dev.headrace.simulator.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The state of a channel during a run, as times: when each token arrives, and when each slot comes back. Producer and
 * consumer may be evaluated far apart in simulated time; the rings keep just the times that either still needs.
 *
 * <p>Tokens and slots are numbered from 0. Always: {@code credited <= taken <= filled <= reserved}, and
 * {@code reserved - credited <= capacity}.
 *
 * <p>The peak is followed without a clock. With a peak of {@code p} so far, putting token {@code n} makes one more slot
 * held than ever if and only if token {@code n - p} still holds its slot then, so one look at one credit per token tells
 * (credits are in order); it is taken when the credit of token {@code n} becomes known.
 */
final class Fifo {
    private static final int SMALLEST = 8;

    final int id;
    final Channel spec;

    /** Slots; unbounded also where there are no fewer than tokens. */
    final long capacity;

    /** Which tokens there is room for, if that is not up to slots alone. */
    final @Nullable Window window;

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

    /** Most slots held at any one tick; 1 before the first token. */
    long peak = 1;

    /** True if every token arrives {@code forward} after its put, so that puts are not written down. */
    boolean putsFollow;

    /** Rings of one size, a power of two, by token number. */
    long[] arrival = new long[SMALLEST];

    long[] credit = new long[SMALLEST];
    long[] put = new long[SMALLEST];

    private long lastArrival;

    Fifo(int id, Channel spec) {
        this(id, spec, spec.capacity());
    }

    Fifo(int id, Channel spec, long capacity) {
        this.id = id;
        this.spec = spec;
        this.capacity = capacity;
        window = spec.window();
    }

    /** True if the token at the head has a known arrival. */
    boolean hasToken() {
        return taken < filled;
    }

    /** Arrival of the token at the head. */
    long headArrival() {
        return arrival[at(taken)];
    }

    /** True if it is known when the next slot is free. */
    boolean hasSlot() {
        if (window != null) {
            return credited >= window.first(reserved);
        }
        return reserved < capacity || credited > reserved - capacity;
    }

    /**
     * When the next slot is free. With a window, the credit to wait for may be so old that it is no longer kept; but had
     * a put ever to wait for one from before the peak, there would have been more slots held than the peak.
     */
    long slotFree() {
        if (window != null) {
            long before = window.first(reserved) - 1;
            return before < Math.max(0, credited - peak) ? 0 : credit[at(before)];
        }
        return reserved < capacity ? 0 : credit[at(reserved - capacity)];
    }

    /** Takes a slot at the put time. */
    void reserve(long putTick) {
        if (consumer >= 0) {
            makeRoom(1);
            put[at(reserved)] = putTick;
        }
        reserved++;
    }

    /** Fixes the arrival of the oldest token without one; streams are in order, so it is never before the last. */
    void fill(long atTick) {
        lastArrival = Math.max(lastArrival, atTick);
        if (consumer >= 0) {
            arrival[at(filled)] = lastArrival;
        }
        filled++;
    }

    /** Arrival of the token filled last. */
    long lastArrival() {
        return lastArrival;
    }

    /** Fixes when the oldest slot without a known credit comes back. */
    void release(long atTick) {
        makeRoomForPeak();
        if (credit[at(credited - peak)] > putOf(credited)) {
            peak++;
        }
        credit[at(credited)] = atTick + back;
        credited++;
    }

    /** At the end of a run, or of a way to run: most slots held, those without a known credit included. */
    long finalPeak() {
        if (consumer < 0) {
            return reserved;
        }
        long p = peak;
        for (long n = credited; n < reserved; n++) {
            if (p == arrival.length) {
                grow();
            }
            if (n - p >= credited || credit[at(n - p)] > putOf(n)) {
                p++;
            }
        }
        return Math.min(p, reserved);
    }

    /** Slots that are free at a known time; a negative number or none if there are none. */
    long slots() {
        return capacity == Channel.UNBOUNDED ? Long.MAX_VALUE : capacity - (reserved - credited);
    }

    /** Tokens that may be put before the rings must grow. */
    long space() {
        long space = arrival.length - (reserved - credited);
        return capacity <= arrival.length || capacity == Channel.UNBOUNDED
                ? space
                : Math.min(space, arrival.length - reserved);
    }

    /** Arrival of a token that is neither taken nor still to come. */
    long arrivalOf(long token) {
        return arrival[at(token)];
    }

    /** When the slot that a token needs is free; it must be known. */
    long slotFree(long token) {
        return token < capacity ? 0 : credit[at(token - capacity)];
    }

    /** Sets the state of a channel all of whose tokens are taken, at times that stand in a ring of any size. */
    void restore(long tokens, long highest, long[] takes) {
        reserved = tokens;
        filled = tokens;
        taken = tokens;
        credited = tokens;
        peak = highest;
        int size = Integer.highestOneBit(Math.max(SMALLEST, 2 * takes.length - 1));
        arrival = new long[size];
        put = new long[size];
        credit = new long[size];
        for (long i = Math.max(0, tokens - takes.length); i < tokens; i++) {
            credit[at(i)] = takes[(int) i & (takes.length - 1)] + back;
        }
    }

    /** Takes up a channel whose tokens were put by compiled code, the last of them as it stands in the ring. */
    void resume(long[] arrivals) {
        if (filled > 0) {
            lastArrival = Math.max(lastArrival, arrivals[(int) (filled - 1) & (arrivals.length - 1)]);
        }
        if (putsFollow && consumer >= 0) {
            putsFollow = false;
            for (long i = credited; i < reserved; i++) {
                put[at(i)] = arrival[at(i)] - forward;
            }
        }
    }

    /** The latest arrival or credit, if any token is left to ask for it. */
    long latest() {
        long latest = lastArrival;
        if (consumer >= 0 && filled > 0) {
            latest = Math.max(latest, arrival[at(filled - 1)]);
        }
        return credited > 0 ? Math.max(latest, credit[at(credited - 1)]) : latest;
    }

    /**
     * Moves everything on by a number of tokens and ticks.
     *
     * @param firstCredit the oldest credit to be kept; older ones count as long past
     * @param arrived true if the last arrival moves too
     */
    void moveOn(long tokens, long ticks, long firstCredit, boolean arrived) {
        if (consumer >= 0) {
            arrival = Ring.moved(arrival, taken, filled, tokens, ticks, 0);
            put = Ring.moved(put, credited, putsFollow ? credited : reserved, tokens, ticks, 0);
            credit = Ring.moved(credit, firstCredit, credited, tokens, ticks, 0);
            taken += tokens;
            credited += tokens;
        }
        reserved += tokens;
        filled += tokens;
        lastArrival += arrived ? ticks : 0;
    }

    private long putOf(long token) {
        return putsFollow ? arrival[at(token)] - forward : put[at(token)];
    }

    private int at(long token) {
        return (int) token & (arrival.length - 1);
    }

    /** Makes the rings at least that long. */
    void makeLength(long length) {
        while (arrival.length < length) {
            grow();
        }
    }

    /**
     * Makes the rings so long that after at least a block of tokens all credits are still there that a peak looks back at
     * from any of them.
     *
     * @return how many tokens may come before this is called again
     */
    long makeRoomForPeak(int block) {
        while (peak + 2L * block >= arrival.length && capacity > arrival.length - block) {
            grow();
        }
        return capacity > arrival.length - block ? arrival.length - peak - block : Long.MAX_VALUE;
    }

    /** Makes sure that the peak may grow by one. */
    void makeRoomForPeak() {
        if (peak == arrival.length && capacity > peak) {
            grow();
        }
    }

    /** Grows the rings until they take that many tokens more. */
    void makeRoom(long tokens) {
        while (reserved + tokens - credited > arrival.length
                || (reserved + tokens > arrival.length && capacity > arrival.length && capacity != Channel.UNBOUNDED)) {
            grow();
        }
    }

    /** Doubles the rings. */
    void grow() {
        int size = Math.multiplyExact(2, arrival.length);
        arrival = grown(arrival, credited, reserved, size);
        put = grown(put, credited, reserved, size);
        credit = grown(credit, Math.max(0, credited - credit.length), credited, size);
    }

    private static long[] grown(long[] old, long from, long to, int size) {
        long[] ring = new long[size];
        for (long i = from; i < to; i++) {
            ring[(int) i & (size - 1)] = old[(int) i & (old.length - 1)];
        }
        return ring;
    }
}
