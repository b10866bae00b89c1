package dev.headrace.simulator.kernel;

import java.util.Arrays;

/** The shared units at some moment, to be compared with a later one. */
final class UnitsMark implements Mark {
    private final Grants grants;
    private final long[][] sums;
    private final long[][] before;
    private final long[] free;
    private final int[] next;
    private final long[][] standing;

    UnitsMark(Grants grants) {
        this.grants = grants;
        sums = new long[][] {grants.firings, grants.busy, grants.input, grants.memory, grants.room, grants.unit};
        before = new long[sums.length][grants.free.length];
        free = new long[grants.free.length];
        next = new int[free.length];
        standing = new long[free.length][];
    }

    @Override
    public void save() {
        for (int i = 0; i < sums.length; i++) {
            System.arraycopy(sums[i], 0, before[i], 0, free.length);
        }
        System.arraycopy(grants.free, 0, free, 0, free.length);
        System.arraycopy(grants.next, 0, next, 0, free.length);
        for (int u = 0; u < free.length; u++) {
            Turns turns = grants.turns[u];
            standing[u] = turns == null ? new long[0] : turns.standing();
        }
    }

    private boolean served(int u) {
        return sums[0][u] != before[0][u];
    }

    @Override
    public boolean repeats(long later) {
        if (!Arrays.equals(next, grants.next)) {
            return false;
        }
        for (int u = 0; u < free.length; u++) {
            Turns turns = grants.turns[u];
            if (grants.free[u] - free[u] != (served(u) ? later : 0) || (turns != null && !turns.repeats(standing[u]))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public long periods(long most) {
        long least = most;
        for (int u = 0; u < free.length; u++) {
            Turns turns = grants.turns[u];
            least = turns == null ? least : Math.min(least, turns.periods(standing[u]));
        }
        return least;
    }

    @Override
    public void skip(long periods, long later) {
        for (int u = 0; u < free.length; u++) {
            if (served(u)) {
                grants.free[u] += periods * later;
            }
            Turns turns = grants.turns[u];
            if (turns != null) {
                turns.skip(standing[u], periods);
            }
            for (int i = 0; i < sums.length; i++) {
                sums[i][u] += periods * (sums[i][u] - before[i][u]);
            }
        }
    }

    @Override
    public long latest() {
        return Arrays.stream(grants.free).max().orElse(0);
    }
}
