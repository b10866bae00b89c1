package dev.headrace.reports.trace;

/**
 * Sums over stretches of time of one length, which doubles as often as it takes for all of them to have room: so many
 * numbers, however long the run.
 */
final class Windows {
    private static final int MOST = 1 << 12;

    private final long[] sums = new long[MOST];
    private long width = 64;
    private int used;

    void add(long time, long amount) {
        while (time / width >= MOST) {
            for (int i = 0; i < MOST; i++) {
                sums[i] = 2 * i < MOST ? sums[2 * i] + sums[2 * i + 1] : 0;
            }
            width *= 2;
            used = (used + 1) / 2;
        }
        int at = (int) (time / width);
        sums[at] += amount;
        used = Math.max(used, at + 1);
    }

    /** Time units of each. */
    long width() {
        return width;
    }

    /** How many there are, from 0 on. */
    int size() {
        return used;
    }

    long sum(int window) {
        return sums[window];
    }
}
