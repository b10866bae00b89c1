package dev.headrace.simulator.kernel;

import java.util.List;
import java.util.function.Supplier;

/**
 * Skips what repeats. At certain moments the state of all parts of the machine is compared with an earlier one. If it is
 * the same but for numbers of firings and tokens, and with all times later by the same amount, then so it will be again
 * and again, since nothing else decides what comes: any number of such periods may be skipped, as long as no loop begins
 * or ends in them and no function of an index changes. Times, counts and sums grow by as much a period as in the one
 * seen; peaks have had their say in it. What is left of the loop is run plainly.
 *
 * <p>Loops repeat within loops. What is compared on the lowest level are all moments; on the next, the moments after a
 * skip of the lowest; and so on. On each level the state of an earlier moment is kept, of the first, second, fourth,
 * eighth, ... (Brent's method), so that any period is found within about three times its own length and that of its
 * beginning.
 */
final class FastForward {
    private static final int LEVELS = 4;

    private final Level[] levels = new Level[LEVELS];

    /** Ticks skipped so far. */
    long skipped;

    /**
     * A machine that has not been looked at yet.
     *
     * @param parts makes marks of all parts of the machine, anew at each call; those whose state is compared quickly
     *     come first
     */
    FastForward(Supplier<List<Mark>> parts) {
        java.util.Arrays.setAll(levels, l -> new Level(parts.get().toArray(Mark[]::new)));
    }

    /**
     * A moment has come.
     *
     * @param limit no take may be later than this
     * @return true if anything has been skipped
     */
    boolean moment(long limit) {
        long before = skipped;
        for (int l = 0; l < LEVELS; l++) {
            long ticks = levels[l].moment(limit);
            if (ticks == 0) {
                break;
            }
            skipped += ticks;
            for (int below = 0; below <= l; below++) {
                levels[below].forget();
            }
        }
        return skipped > before;
    }

    /** Looks for repetition on one level. */
    private static final class Level {
        private final Mark[] marks;
        private boolean saved;
        private long moments;
        private long nextSave = 1;

        Level(Mark[] marks) {
            this.marks = marks;
        }

        void forget() {
            saved = false;
            moments = 0;
            nextSave = 1;
        }

        /** One moment more; returns the ticks skipped. */
        long moment(long limit) {
            long later = saved ? later() : -1;
            long periods = later < 0 ? 0 : periods(later, limit);
            if (periods > 0) {
                for (Mark m : marks) {
                    m.skip(periods, later);
                }
                return periods * later;
            }
            if (++moments == nextSave) {
                nextSave *= 2;
                saved = true;
                for (Mark m : marks) {
                    m.save();
                }
            }
            return 0;
        }

        /** How much later everything that has moved is, or -1 if nothing has. */
        private long later() {
            for (Mark m : marks) {
                long later = m.later();
                if (later >= 0) {
                    return later;
                }
            }
            return -1;
        }

        private long periods(long later, long limit) {
            long most = Long.MAX_VALUE;
            for (Mark m : marks) {
                most = Math.min(most, m.periods());
                if (most <= 0) {
                    return 0;
                }
            }
            for (Mark m : marks) {
                if (!m.repeats(later)) {
                    return 0;
                }
            }
            if (limit != Long.MAX_VALUE && later > 0) {
                most = Math.min(most, (limit - latest()) / later - 1);
            }
            for (int i = 0; i < marks.length && most > 0; i++) {
                most = marks[i].periods(most);
            }
            return Math.max(0, most);
        }

        /** The latest of all times known. */
        private long latest() {
            long latest = 0;
            for (Mark m : marks) {
                latest = Math.max(latest, m.latest());
            }
            return latest;
        }
    }
}
