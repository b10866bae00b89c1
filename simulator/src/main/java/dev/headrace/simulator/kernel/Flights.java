package dev.headrace.simulator.kernel;

import java.util.Arrays;

/**
 * The transfers of one load or store that are under way, oldest first. Tokens leave in the order of the firings, even
 * where a device completes transfers out of order.
 */
final class Flights {
    /** In place of a time that is not known yet. */
    static final long UNKNOWN = -1;

    private long[] taken = new long[8];
    private long[] released = new long[8];
    private long[] completed = new long[8];
    private long[] inputs = new long[8];
    private long[] outputs = new long[8];
    private long next;
    private long landed;
    private long latestCompleted;
    private long freed;
    private long latestReleased;

    /** Enters a transfer taken at a tick; the masks say which inputs it releases and which outputs it fills. */
    long open(long takenTick, long inputMask, long outputMask) {
        if (next - oldest() == taken.length) {
            grow();
        }
        int i = slot(next);
        taken[i] = takenTick;
        released[i] = UNKNOWN;
        completed[i] = UNKNOWN;
        inputs[i] = inputMask;
        outputs[i] = outputMask;
        return next++;
    }

    void released(long flight, long tick) {
        released[slot(flight)] = tick;
    }

    void completed(long flight, long tick) {
        completed[slot(flight)] = tick;
    }

    /** The oldest flight whose tokens are still to be filled, if it has completed; else -1. */
    long landing() {
        return landed < next && completed[slot(landed)] != UNKNOWN ? landed : -1;
    }

    /** The oldest flight whose inputs are still to be released, if it is known when; else -1. */
    long freeing() {
        return freed < next && released[slot(freed)] != UNKNOWN ? freed : -1;
    }

    void land() {
        latestCompleted = Math.max(latestCompleted, completed[slot(landed)]);
        landed++;
    }

    void free() {
        latestReleased = Math.max(latestReleased, released[slot(freed)]);
        freed++;
    }

    long takenAt(long flight) {
        return taken[slot(flight)];
    }

    /** When a flight counts as released: not before those that set out earlier. */
    long releasedAt(long flight) {
        return Math.max(latestReleased, released[slot(flight)]);
    }

    /** When a flight counts as complete: not before those that set out earlier. */
    long completedAt(long flight) {
        return Math.max(latestCompleted, completed[slot(flight)]);
    }

    /** When a flight itself was released, whatever became of those before. */
    long ownRelease(long flight) {
        return released[slot(flight)];
    }

    /** When a flight itself was complete. */
    long ownCompletion(long flight) {
        return completed[slot(flight)];
    }

    long inputMask(long flight) {
        return inputs[slot(flight)];
    }

    long outputMask(long flight) {
        return outputs[slot(flight)];
    }

    private long oldest() {
        return Math.min(landed, freed);
    }

    /** All times that still matter: of the transfers landed and freed last, then of each that is under way. */
    long[] times() {
        int count = (int) (next - oldest());
        long[] times = new long[2 + 3 * count];
        times[0] = latestCompleted;
        times[1] = latestReleased;
        for (int i = 0; i < count; i++) {
            int s = slot(oldest() + i);
            times[2 + 3 * i] = taken[s];
            times[3 + 3 * i] = released[s];
            times[4 + 3 * i] = completed[s];
        }
        return times;
    }

    /** Ports of the transfers under way, and which of them are landed or freed. */
    long[] masks() {
        int count = (int) (next - oldest());
        long[] masks = new long[2 + 2 * count];
        masks[0] = next - landed;
        masks[1] = next - freed;
        for (int i = 0; i < count; i++) {
            int s = slot(oldest() + i);
            masks[2 + 2 * i] = inputs[s];
            masks[3 + 2 * i] = outputs[s];
        }
        return masks;
    }

    /** Moves all times on. */
    void moveOn(long ticks) {
        latestCompleted += ticks;
        latestReleased += ticks;
        for (long f = oldest(); f < next; f++) {
            int s = slot(f);
            taken[s] += ticks;
            released[s] += released[s] == UNKNOWN ? 0 : ticks;
            completed[s] += completed[s] == UNKNOWN ? 0 : ticks;
        }
    }

    private int slot(long flight) {
        return (int) flight & (taken.length - 1);
    }

    private void grow() {
        int old = taken.length;
        taken = grown(taken, old);
        released = grown(released, old);
        completed = grown(completed, old);
        inputs = grown(inputs, old);
        outputs = grown(outputs, old);
    }

    private long[] grown(long[] ring, int old) {
        long[] wide = Arrays.copyOf(ring, 2 * old);
        for (long i = oldest(); i < next; i++) {
            wide[(int) i & (2 * old - 1)] = ring[(int) i & (old - 1)];
        }
        return wide;
    }
}
