package dev.headrace.simulator.kernel;

import java.util.Arrays;

/** The transfers of one operator that are under way at some moment, to be compared with a later one. */
final class FlightsMark {
    private final Flights flights;
    private long[] before = new long[0];
    private long[] masks = new long[0];

    FlightsMark(Flights flights) {
        this.flights = flights;
    }

    void save() {
        before = flights.times();
        masks = flights.masks();
    }

    /** True if the same transfers are under way, in all respects but their numbers and that all times are later. */
    boolean repeats(long later) {
        long[] now = flights.times();
        if (now.length != before.length || !Arrays.equals(masks, flights.masks())) {
            return false;
        }
        for (int i = 0; i < now.length; i++) {
            boolean unknown = now[i] == Flights.UNKNOWN || before[i] == Flights.UNKNOWN;
            if (unknown ? now[i] != before[i] || later == 0 : now[i] - before[i] != later) {
                return false;
            }
        }
        return true;
    }

    void skip(long ticks) {
        flights.moveOn(ticks);
    }
}
