package dev.headrace.simulator.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An operator of the event-driven engine at some moment, to be compared with a later one. One that has not fired in
 * between must not have waited for its turn in the order of time either, since its times have stayed where they were.
 */
final class NodeMark implements Mark {
    private static final int TIMES = 5;
    private static final int SUMS = 6;

    private final Node node;
    private final @Nullable FlightsMark flights;
    private final long[] index;
    private final long[] times = new long[TIMES];
    private final long[] sums = new long[SUMS];
    private final long[] now = new long[TIMES];
    private final long[] sumsNow = new long[SUMS];
    private Node.Phase phase = Node.Phase.INPUTS;
    private int port;
    private boolean lastFromMemory;
    private boolean emitted;
    private long latency;
    private int empty;

    NodeMark(Node node) {
        this.node = node;
        index = new long[node.cursor.index.length];
        flights = node.flights == null ? null : new FlightsMark(node.flights);
    }

    private static void times(Node n, long[] into) {
        into[0] = n.ready;
        into[1] = n.inputsAt;
        into[2] = n.roomAt;
        into[3] = n.takenAt;
        into[4] = n.putAt;
    }

    private static void sums(Node n, long[] into) {
        into[0] = n.firings;
        into[1] = n.busy;
        into[2] = n.waitInput;
        into[3] = n.waitMemory;
        into[4] = n.waitRoom;
        into[5] = n.waitUnit;
    }

    @Override
    public void save() {
        System.arraycopy(node.cursor.index, 0, index, 0, index.length);
        times(node, times);
        sums(node, sums);
        phase = node.phase;
        port = node.port;
        lastFromMemory = node.lastFromMemory;
        emitted = node.emitted;
        latency = node.latency;
        empty = node.cursor.empty;
        if (flights != null) {
            flights.save();
        }
    }

    private boolean fired() {
        return node.firings != sums[0];
    }

    @Override
    public long later() {
        return fired() ? node.ready - times[0] : -1;
    }

    /** The loop that has gone on, or -1 if it is not exactly one. */
    private int level() {
        int level = -1;
        for (int l = 0; l < index.length; l++) {
            if (index[l] != node.cursor.index[l]) {
                if (level >= 0) {
                    return -1;
                }
                level = l;
            }
        }
        return level;
    }

    /** Neither the first iteration of the loop that goes on nor the last one may be among those looked at or skipped. */
    @Override
    public long periods() {
        if (!fired()) {
            return Arrays.equals(index, node.cursor.index) ? Long.MAX_VALUE : 0;
        }
        int level = level();
        if (level < 0 || index[level] == 0 || node.cursor.index[level] < index[level]) {
            return 0;
        }
        return Math.max(0, (node.cursor.trips(level) - 2 - node.cursor.index[level]) / step(level));
    }

    private long step(int level) {
        return node.cursor.index[level] - index[level];
    }

    @Override
    public boolean repeats(long later) {
        if (node.phase != phase || node.port != port || node.cursor.empty != empty) {
            return false;
        }
        times(node, now);
        sums(node, sumsNow);
        boolean fired = fired();
        if (flights != null && !flights.repeats(fired ? later : 0)) {
            return false;
        }
        if (!fired) {
            return phase != Node.Phase.GRANT
                    && phase != Node.Phase.SUBMIT
                    && Arrays.equals(times, now)
                    && Arrays.equals(sums, sumsNow);
        }
        for (int i = 0; i < TIMES; i++) {
            if (now[i] - times[i] != later) {
                return false;
            }
        }
        return phase != Node.Phase.HALTED
                && phase != Node.Phase.DONE
                && node.lastFromMemory == lastFromMemory
                && node.emitted == emitted
                && node.latency == latency;
    }

    @Override
    public long periods(long most) {
        if (!fired()) {
            return most;
        }
        int level = level();
        long last = alike(level);
        return Math.min(most, (last - node.cursor.index[level]) / step(level));
    }

    /** The last iteration up to which everything about the operator stays as it was at the moment. */
    private long alike(int level) {
        Operator op = node.spec;
        long alike = Math.min(op.nest().alike(level, index), node.pace.alike(level, index));
        for (InPort in : op.inputs()) {
            alike = Math.min(alike, Math.min(alike(in.gate(), level), alike(in.sees(), level)));
        }
        for (OutPort out : op.outputs()) {
            alike = Math.min(alike, alike(out.gate(), level));
        }
        for (Claim c : op.claims()) {
            alike = Math.min(alike, alike(c.hold(), level));
            Turn turn = c.turn();
            alike = turn == null ? alike : Math.min(alike, turn.round().alike(level, index));
        }
        return op.move() == null ? alike : Math.min(alike, op.move().source().alike(level, index));
    }

    private long alike(@Nullable IndexFunction function, int level) {
        return function == null ? Long.MAX_VALUE : function.alike(level, index);
    }

    @Override
    public void skip(long periods, long later) {
        if (!fired()) {
            return;
        }
        long ticks = periods * later;
        int level = level();
        node.cursor.index[level] += periods * step(level);
        node.ready += ticks;
        node.inputsAt += ticks;
        node.roomAt += ticks;
        node.takenAt += ticks;
        node.putAt += ticks;
        sums(node, sumsNow);
        node.firings += periods * (sumsNow[0] - sums[0]);
        node.busy += periods * (sumsNow[1] - sums[1]);
        node.waitInput += periods * (sumsNow[2] - sums[2]);
        node.waitMemory += periods * (sumsNow[3] - sums[3]);
        node.waitRoom += periods * (sumsNow[4] - sums[4]);
        node.waitUnit += periods * (sumsNow[5] - sums[5]);
        if (flights != null) {
            flights.skip(ticks);
        }
    }

    @Override
    public long latest() {
        times(node, now);
        return Arrays.stream(now).max().orElse(0);
    }
}
