package dev.headrace.simulator.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * Skips what repeats. After every round of the regions, the state of all of them and of all channels is compared with an
 * earlier one. If it is the same but for numbers of firings and tokens, and with all times later by the same amount,
 * then so it will be again and again, since nothing else decides what comes: any number of such periods may be skipped,
 * as long as no loop begins or ends in them. Times, counts and sums grow by as much a period as in the one seen; peaks
 * have had their say in it. What is left of the loop is run plainly.
 *
 * <p>Loops repeat within loops. What is compared on the lowest level are rounds; on the next, the moments after a skip of
 * the lowest; and so on. On each level the state of an earlier moment is kept, of the first, second, fourth, eighth, ...
 * (Brent's method), so that any period is found within about three times its own length and that of its beginning.
 */
final class FastForward {
    private static final int LEVELS = 4;

    /** Looks for repetition on one level. */
    private final class Level {
        private final List<RegionMark> regionMarks = new ArrayList<>();
        private final List<FifoMark> fifoMarks = new ArrayList<>();
        private boolean saved;
        private long moments;
        private long nextSave = 1;

        Level() {
            for (Region r : regions) {
                regionMarks.add(new RegionMark(r));
            }
            for (Fifo f : fifos) {
                fifoMarks.add(new FifoMark(f));
            }
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
                regionMarks.forEach(m -> m.skip(periods, later));
                fifoMarks.forEach(m -> m.skip(periods, later));
                return periods * later;
            }
            if (++moments == nextSave) {
                nextSave *= 2;
                saved = true;
                regionMarks.forEach(RegionMark::save);
                fifoMarks.forEach(FifoMark::save);
            }
            return 0;
        }

        /** How much later everything that has moved is, or -1 if nothing has. */
        private long later() {
            for (RegionMark m : regionMarks) {
                if (m.firings() > 0) {
                    return m.later();
                }
            }
            return -1;
        }

        private long periods(long later, long limit) {
            long most = Long.MAX_VALUE;
            for (RegionMark m : regionMarks) {
                if (m.firings() > 0) {
                    most = Math.min(most, m.periods());
                }
            }
            if (limit != Long.MAX_VALUE && later > 0) {
                most = Math.min(most, (limit - latest()) / later - 1);
            }
            if (most <= 0) {
                return 0;
            }
            for (RegionMark m : regionMarks) {
                if (m.firings() > 0 && !m.repeats(later)) {
                    return 0;
                }
            }
            for (FifoMark m : fifoMarks) {
                if (!m.repeats(later)) {
                    return 0;
                }
            }
            return most;
        }
    }

    private final Region[] regions;
    private final List<Fifo> fifos = new ArrayList<>();
    private final Level[] levels = new Level[LEVELS];

    /** Ticks skipped so far. */
    long skipped;

    FastForward(Region[] regions) {
        this.regions = regions;
        for (Region r : regions) {
            for (Port[] outputs : r.plan.outputs) {
                for (Port out : outputs) {
                    if (out.link() < 0) {
                        fifos.add(out.outside());
                    }
                }
            }
        }
        java.util.Arrays.setAll(levels, l -> new Level());
    }

    /**
     * To be called after every round.
     *
     * @param limit no take may be later than this
     * @return true if anything has been skipped
     */
    boolean round(long limit) {
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

    /** The latest of all times known. */
    private long latest() {
        long latest = 0;
        for (Region r : regions) {
            latest = Math.max(latest, r.latestReady());
        }
        for (Fifo f : fifos) {
            latest = Math.max(latest, f.latest());
        }
        return latest;
    }
}
