package dev.headrace.simulator.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what the plain engine decides, and everything that each decision had to wait for. It only looks: with it or
 * without it all times are the same. What would not explain a time is an error at once.
 *
 * <p>When there are too many events all of them are forgotten, and the rest of the run is made without.
 */
final class Recorder implements Observer {
    private final Machine machine;
    private final int most;
    private @Nullable Chronicle chronicle;
    private final Causes check;

    /** By operator: the event that its current firing has come to last. */
    private final int[] at;

    /** By operator: the take of its current firing. */
    private final int[] taken;

    /** By operator: the event after which it is ready again, or -1 before its first firing is over, and the ticks. */
    private final int[] readyFrom;

    private final long[] readyAfter;

    /** By operator: takes of a load or store, by firing; its last completed and released transfer, or -1. */
    private final IntColumn[] takes;

    private final int[] completed;
    private final int[] released;

    /** By operator: true if slots of its inputs come back with its transfers. */
    private final boolean[] frees;

    /** By unit: the take of the firing served last, or -1, and its hold. */
    private final int[] server;

    private final long[] hold;

    /** By channel: arrivals and releases by token. */
    private final IntColumn[] arrivals;

    private final IntColumn[] releases;

    Recorder(Machine machine, int most) {
        this.machine = machine;
        this.most = most;
        Chronicle fresh = new Chronicle(machine.graph, machine.time);
        chronicle = fresh;
        check = fresh.causes();
        int operators = machine.graph.operators().size();
        int channels = machine.graph.channels().size();
        at = none(operators);
        taken = none(operators);
        readyFrom = none(operators);
        readyAfter = new long[operators];
        completed = none(operators);
        released = none(operators);
        takes = columns(operators);
        frees = new boolean[operators];
        for (int o = 0; o < operators; o++) {
            frees[o] = machine.graph.operators().get(o).inputs().stream()
                    .anyMatch(p -> p.release() == InPort.Release.TRANSFER);
        }
        server = none(machine.graph.units().size());
        hold = new long[server.length];
        arrivals = columns(channels);
        releases = columns(channels);
    }

    private static int[] none(int size) {
        int[] all = new int[size];
        Arrays.fill(all, -1);
        return all;
    }

    private static IntColumn[] columns(int size) {
        IntColumn[] all = new IntColumn[size];
        Arrays.setAll(all, i -> new IntColumn());
        return all;
    }

    /** What was written down; null if there were too many events. */
    @Nullable
    Chronicle chronicle() {
        return chronicle;
    }

    @Override
    public void input(Node n, Fifo f, long tick) {
        Chronicle c = room();
        if (c == null) {
            return;
        }
        boolean first = at[n.id] < 0 || !isInput(c, at[n.id], n);
        int e = c.begin(Chronicle.Event.INPUT, n.id, n.firings, tick);
        if (first) {
            ready(c, e, n);
        } else {
            c.cause(e, at[n.id], Constraint.STEP, 0, 0);
        }
        c.cause(e, arrivals[f.id].get((int) f.taken), Constraint.INPUT, f.id, 0);
        at[n.id] = e;
        explained(c, e);
    }

    private static boolean isInput(Chronicle c, int event, Node n) {
        return c.event(event) == Chronicle.Event.INPUT && c.number(event) == (int) n.firings;
    }

    @Override
    public void take(Node n, long tick) {
        Chronicle c = room();
        if (c == null) {
            return;
        }
        int e = c.begin(Chronicle.Event.TAKE, n.id, n.firings, tick);
        if (n.inOrder && at[n.id] >= 0 && isInput(c, at[n.id], n)) {
            c.cause(e, at[n.id], Constraint.STEP, 0, 0);
        } else {
            ready(c, e, n);
        }
        for (int i = 0; i < n.in.length && !n.inOrder; i++) {
            if (n.needs(i)) {
                Fifo f = n.in[i];
                c.cause(e, arrivals[f.id].get((int) f.taken), Constraint.INPUT, f.id, 0);
            }
        }
        for (int o = 0; o < n.out.length && n.withRoom; o++) {
            if (n.puts(o)) {
                slot(c, e, n.out[o]);
            }
        }
        for (Claim claim : n.spec.claims()) {
            int u = claim.unit();
            if (server[u] >= 0) {
                c.cause(e, server[u], Constraint.UNIT, u, hold[u]);
            }
            server[u] = e;
            Claim.Hold cycles = claim.hold();
            hold[u] = n.period * (cycles == null ? n.pace.interval(n.cursor.index) : cycles.cycles(n.cursor.index));
        }
        at[n.id] = e;
        taken[n.id] = e;
        if (n.flights != null) {
            takes[n.id].add(e);
        }
        explained(c, e);
    }

    private void ready(Chronicle c, int event, Node n) {
        if (readyFrom[n.id] >= 0) {
            c.cause(event, readyFrom[n.id], Constraint.INTERVAL, 0, readyAfter[n.id]);
        }
    }

    /** The token whose credit the next token of a channel needs; below 0 if none. */
    private static long creditor(Fifo f) {
        if (f.window != null) {
            return f.window.first(f.reserved) - 1;
        }
        return f.capacity == Channel.UNBOUNDED ? -1 : f.reserved - f.capacity;
    }

    private void slot(Chronicle c, int event, Fifo f) {
        long before = creditor(f);
        if (before >= 0) {
            c.cause(event, releases[f.id].get((int) before), Constraint.ROOM, f.id, f.back);
        }
    }

    @Override
    public void release(Fifo f, long tick) {
        if (chronicle != null) {
            releases[f.id].add(at[f.consumer]);
        }
    }

    @Override
    public void putAll(Node n) {
        boolean waits = false;
        for (int o = 0; o < n.out.length; o++) {
            waits |= n.puts(o) && creditor(n.out[o]) >= 0;
        }
        Chronicle c = waits && !n.withRoom ? room() : null;
        if (c == null) {
            return;
        }
        int e = step(c, n);
        for (int o = 0; o < n.out.length; o++) {
            if (n.puts(o)) {
                slot(c, e, n.out[o]);
            }
        }
        explained(c, e);
    }

    @Override
    public void begin(List<Device> devices) {
        // nothing has happened yet
    }

    @Override
    public void reserved(Fifo f, long tick) {
        // part of the put
    }

    @Override
    public void submitted(Node n, long flight, long tick, Transfer transfer) {
        // part of the take
    }

    @Override
    public void put(Node n, Fifo f) {
        Chronicle c = creditor(f) >= 0 && !n.withRoom ? room() : null;
        if (c == null) {
            return;
        }
        int e = step(c, n);
        slot(c, e, f);
        explained(c, e);
    }

    private int step(Chronicle c, Node n) {
        int e = c.begin(Chronicle.Event.PUT, n.id, n.firings - 1, n.putAt);
        c.cause(e, at[n.id], Constraint.STEP, 0, 0);
        at[n.id] = e;
        return e;
    }

    @Override
    public void arrival(Node n, Fifo f) {
        Chronicle c = room();
        if (c != null) {
            int e = arrival(c, f);
            c.cause(e, taken[n.id], Constraint.LATENCY, 0, n.latency);
            c.cause(e, at[n.id], Constraint.FORWARD, 0, f.forward);
            after(c, e, f, n.pace instanceof Pace.Constant);
        }
    }

    @Override
    public void landed(Node n, long flight, Fifo f) {
        Chronicle c = room();
        if (c != null) {
            int e = arrival(c, f);
            c.cause(e, completed[n.id], Constraint.STEP, 0, 0);
            c.cause(e, takes[n.id].get((int) flight), Constraint.FORWARD, 0, f.forward);
            after(c, e, f, false);
        }
    }

    private int arrival(Chronicle c, Fifo f) {
        return c.begin(Chronicle.Event.ARRIVAL, f.id, f.filled - 1, f.lastArrival());
    }

    private void after(Chronicle c, int event, Fifo f, boolean alwaysInOrder) {
        IntColumn tokens = arrivals[f.id];
        if (tokens.size() > 0 && !alwaysInOrder) {
            c.cause(event, tokens.get(tokens.size() - 1), Constraint.ORDER, 0, 0);
        }
        tokens.add(event);
        explained(c, event);
    }

    @Override
    public void released(Node n, long flight, long tick, long at) {
        if (frees[n.id]) {
            released[n.id] = transfer(Chronicle.Event.RELEASED, n, flight, tick, at, released[n.id]);
        }
    }

    @Override
    public void freed(Node n, Fifo f, long at) {
        if (chronicle != null) {
            releases[f.id].add(released[n.id]);
        }
    }

    @Override
    public void completed(Node n, long flight, long tick, long at) {
        completed[n.id] = transfer(Chronicle.Event.COMPLETED, n, flight, tick, at, completed[n.id]);
    }

    private int transfer(Chronicle.Event kind, Node n, long flight, long tick, long at, int before) {
        Chronicle c = room();
        if (c == null) {
            return -1;
        }
        int take = takes[n.id].get((int) flight);
        int e = c.begin(kind, n.id, flight, at);
        int device = Objects.requireNonNull(n.spec.move()).device();
        c.cause(e, take, Constraint.MEMORY, device, Math.max(0, tick - c.tick(take)));
        if (before >= 0) {
            c.cause(e, before, Constraint.ORDER, 0, 0);
        }
        explained(c, e);
        return e;
    }

    @Override
    public void next(Node n, long interval) {
        readyFrom[n.id] = at[n.id];
        readyAfter[n.id] = interval;
    }

    @Override
    public void end(Outcome outcome) {
        Chronicle c = outcome.status() == Outcome.Status.INCOMPLETE ? null : room();
        if (c == null) {
            return;
        }
        int e = c.begin(Chronicle.Event.END, 0, 0, outcome.ticks());
        for (int o = 0; o < at.length; o++) {
            if (completed[o] >= 0) {
                int device = Objects.requireNonNull(
                                machine.graph.operators().get(o).move())
                        .device();
                c.cause(e, completed[o], Constraint.MEMORY, device, 0);
            }
            if (readyFrom[o] >= 0) {
                c.cause(e, readyFrom[o], Constraint.INTERVAL, 0, readyAfter[o]);
            }
        }
        for (int f = 0; f < arrivals.length; f++) {
            if (arrivals[f].size() > 0) {
                c.cause(e, arrivals[f].get(arrivals[f].size() - 1), Constraint.INPUT, f, 0);
            }
        }
        for (int u = 0; u < server.length; u++) {
            if (server[u] >= 0) {
                c.cause(e, server[u], Constraint.UNIT, u, hold[u]);
            }
        }
        explained(c, e);
    }

    /** Where the next event goes; null if there is no room for it. */
    private @Nullable Chronicle room() {
        if (chronicle != null && chronicle.size() >= most) {
            chronicle = null;
            for (IntColumn[] all : List.of(takes, arrivals, releases)) {
                Arrays.setAll(all, i -> new IntColumn());
            }
        }
        return chronicle;
    }

    private void explained(Chronicle c, int event) {
        check.at(event);
        long tick = 0;
        for (int k = 0; k < check.count(); k++) {
            tick = Math.max(tick, check.allows(k));
        }
        if (TimeBase.edge(tick, c.period(event)) != c.tick(event)) {
            throw new IllegalStateException(c.event(event) + " " + c.number(event) + " of "
                    + (c.operator(event) < 0
                            ? "the run"
                            : machine.graph.operators().get(c.operator(event)).name())
                    + " at " + c.tick(event) + ", which its causes put at " + tick);
        }
    }
}
