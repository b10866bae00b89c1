package dev.headrace.simulator.kernel;

import dev.headrace.simulator.codegen.Shape;

/** A region at some moment, to be compared with a later one. */
final class RegionMark implements Mark {
    private final Region region;
    private final Shape shape;

    /** How far back each ring of takes is still looked at. */
    private final int[] reach;

    private final long[][] takes;
    private long fired;
    private long place;
    private final long[] row;
    private final long[] values;

    RegionMark(Region region) {
        this.region = region;
        shape = region.plan.shape;
        reach = new int[shape.inputRings(0)];
        takes = new long[reach.length][];
        row = new long[region.rows.index.length];
        values = new long[region.values.length];
    }

    @Override
    public void save() {
        fired = region.fired;
        place = region.place;
        System.arraycopy(region.rows.index, 0, row, 0, row.length);
        System.arraycopy(region.values, 0, values, 0, values.length);
        for (Port[] inputs : region.plan.inputs) {
            for (Port in : inputs) {
                if (in.link() >= 0) {
                    reach[in.ring()] = 0;
                }
            }
        }
        for (Port[] inputs : region.plan.inputs) {
            for (Port in : inputs) {
                if (in.link() >= 0) {
                    reach[in.ring()] = Math.max(reach[in.ring()], (int) values[shape.link(in.link())]);
                }
            }
        }
        for (int i = 0; i < reach.length; i++) {
            takes[i] = Ring.copy(region.rings[i], Math.max(0, fired - reach[i]), fired);
        }
    }

    /** Firings made since. */
    private long firings() {
        return region.fired - fired;
    }

    @Override
    public long later() {
        return firings() == 0 ? -1 : region.values[shape.operator(0)] - values[shape.operator(0)];
    }

    /**
     * How often the firings since could be made again before a loop ends or anything else is different, 0 if not at all.
     * Both moments must be in the same place of all loops but one, and off the first and the last iteration of that.
     */
    @Override
    public long periods() {
        if (firings() == 0) {
            return Long.MAX_VALUE;
        }
        if (region.place != place) {
            boolean sameRow = java.util.Arrays.equals(row, region.rows.index);
            if (!sameRow || region.place < place || (region.borders && place == 0)) {
                return 0;
            }
            return (region.rowLength - 1 - region.place) / (region.place - place);
        }
        int level = -1;
        for (int l = 0; l < row.length; l++) {
            if (row[l] != region.rows.index[l]) {
                if (level >= 0) {
                    return 0;
                }
                level = l;
            }
        }
        if (level < 0 || row[level] == 0 || region.rows.index[level] < row[level]) {
            return 0;
        }
        long last = region.rows.trips(level) - 2;
        return Math.max(0, (last - region.rows.index[level]) / (region.rows.index[level] - row[level]));
    }

    @Override
    public boolean repeats(long later) {
        if (firings() == 0) {
            return true;
        }
        for (int o = 0; o < region.plan.nodes.length; o++) {
            int at = shape.operator(o);
            if (region.values[at] - values[at] != later) {
                return false;
            }
        }
        for (int l = 0; l < region.plan.links.length; l++) {
            int at = shape.link(l);
            if (region.values[at] != values[at]) {
                return false;
            }
        }
        for (int i = 0; i < reach.length; i++) {
            if (fired < reach[i] || !Ring.repeats(takes[i], region.rings[i], region.fired - reach[i], later)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void skip(long periods, long later) {
        long firings = periods * firings();
        if (firings == 0) {
            return;
        }
        for (int i = 0; i < reach.length; i++) {
            long from = region.fired - reach[i];
            region.rings[i] = Ring.moved(region.rings[i], from, region.fired, firings, periods * later, Shape.NEVER);
        }
        for (int o = 0; o < region.plan.nodes.length; o++) {
            int at = shape.operator(o);
            region.values[at] += periods * later;
            region.values[at + 1] += periods * (region.values[at + 1] - values[at + 1]);
        }
        region.moveOn(firings, periods * later);
    }

    @Override
    public long latest() {
        return region.latestReady();
    }
}
