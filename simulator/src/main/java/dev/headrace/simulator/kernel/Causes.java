package dev.headrace.simulator.kernel;

import java.util.Arrays;

/**
 * The causes of one event of a chronicle at a time, in the order of the firing's steps: the operator's last firing, inputs
 * as declared, room, units. One instance serves one thread, and is moved from event to event.
 */
public final class Causes {
    private final Chronicle of;
    private final Varints.Reader bytes;
    private int[] from = new int[8];
    private int[] what = new int[8];
    private long[] delay = new long[8];
    private Constraint[] why = new Constraint[8];
    private int count;
    private int event;

    Causes(Chronicle of, Varints.Reader bytes) {
        this.of = of;
        this.bytes = bytes;
    }

    /** Goes to an event; returns this. */
    public Causes at(int toEvent) {
        event = toEvent;
        count = 0;
        bytes.seek(of.start(event));
        int stop = of.stop(event);
        while (bytes.place() < stop) {
            if (count == from.length) {
                grow();
            }
            from[count] = event - (int) bytes.next();
            int both = (int) bytes.next();
            why[count] = Constraint.of(both & 15);
            what[count] = both >>> 4;
            delay[count++] = bytes.next();
        }
        return this;
    }

    private void grow() {
        from = Arrays.copyOf(from, 2 * count);
        what = Arrays.copyOf(what, 2 * count);
        delay = Arrays.copyOf(delay, 2 * count);
        why = Arrays.copyOf(why, 2 * count);
    }

    /** Number of causes. */
    public int count() {
        return count;
    }

    /** The earlier event of a cause. */
    public int from(int k) {
        return from[k];
    }

    /** What kind of constraint a cause is. */
    public Constraint why(int k) {
        return why[k];
    }

    /** The channel of an input or of room, the unit, or the device of a memory; 0 for others. */
    public int what(int k) {
        return what[k];
    }

    /** Ticks from the earlier event to this one, at least. */
    public long delay(int k) {
        return delay[k];
    }

    /** When a cause let the event happen, not rounded up. */
    public long allows(int k) {
        return of.tick(from[k]) + delay[k];
    }

    /**
     * The cause that decided: the one that came last; of several, the one that the firing met first. What only came
     * later within a cycle of the clock did not decide against an earlier step. Returns -1 if there is no cause.
     */
    public int binding() {
        long period = of.period(event);
        int best = -1;
        long latest = Long.MIN_VALUE;
        int step = 0;
        for (int k = 0; k < count; k++) {
            if (step(why[k]) != step) {
                step = step(why[k]);
                latest = best < 0 ? latest : TimeBase.edge(latest, period);
            }
            if (allows(k) > latest) {
                latest = allows(k);
                best = k;
            }
        }
        return best;
    }

    private static int step(Constraint why) {
        return switch (why) {
            case ROOM -> 1;
            case UNIT -> 2;
            default -> 0;
        };
    }
}
