package dev.headrace.simulator.kernel;

/** Sums that only grow, as they were at some moment. */
final class SumsMark implements Mark {
    private final long[] sums;
    private final long[] before;

    SumsMark(long[] sums) {
        this.sums = sums;
        before = new long[sums.length];
    }

    @Override
    public void save() {
        System.arraycopy(sums, 0, before, 0, sums.length);
    }

    @Override
    public boolean repeats(long later) {
        return true;
    }

    @Override
    public void skip(long periods, long later) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += periods * (sums[i] - before[i]);
        }
    }
}
