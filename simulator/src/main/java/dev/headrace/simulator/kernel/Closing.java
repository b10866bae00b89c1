package dev.headrace.simulator.kernel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The end of a run: waits that never ended, sums, and who is to blame for a deadlock. */
final class Closing {
    private final Machine machine;
    private final Node[] nodes;
    private final Fifo[] fifos;
    private final Grants grants;
    private final boolean cut;
    private final long end;
    private final long events;

    Closing(Machine machine, Node[] nodes, Fifo[] fifos, Grants grants, boolean cut, long end, long events) {
        this.machine = machine;
        this.nodes = nodes;
        this.fifos = fifos;
        this.grants = grants;
        this.cut = cut;
        this.events = events;
        long last = end;
        for (long f : grants.free) {
            last = Math.max(last, f);
        }
        this.end = last;
    }

    Outcome outcome() {
        boolean finished = true;
        List<Outcome.OperatorStats> operators = new ArrayList<>();
        for (Node n : nodes) {
            finished &= n.phase == Node.Phase.DONE;
            operators.add(stats(n));
        }
        List<Outcome.UnitStats> units = new ArrayList<>();
        for (int u = 0; u < grants.free.length; u++) {
            units.add(new Outcome.UnitStats(
                    grants.firings[u],
                    grants.busy[u],
                    grants.input[u],
                    grants.memory[u],
                    grants.room[u],
                    grants.unit[u],
                    end - grants.free[u]));
        }
        List<Outcome.ChannelStats> channels = new ArrayList<>();
        for (Fifo f : fifos) {
            f.countRest();
            channels.add(new Outcome.ChannelStats(f.reserved, f.peak));
        }
        Outcome.Status status =
                finished ? Outcome.Status.COMPLETE : cut ? Outcome.Status.INCOMPLETE : Outcome.Status.DEADLOCK;
        Outcome.Deadlock deadlock = status == Outcome.Status.DEADLOCK ? deadlock() : null;
        return new Outcome(status, end, operators, units, channels, deadlock, events);
    }

    private Outcome.OperatorStats stats(Node n) {
        long total = TimeBase.edge(end, n.period);
        long finishedAt = n.ready;
        if (n.phase != Node.Phase.DONE) {
            waitForEver(n, total);
            finishedAt = total;
        }
        long done = total - n.busy - n.waitInput - n.waitMemory - n.waitRoom - n.waitUnit;
        return new Outcome.OperatorStats(
                n.firings, n.busy, n.waitInput, n.waitMemory, n.waitRoom, n.waitUnit, done, finishedAt);
    }

    /** An operator that is not finished waits to the end for what it lacks. */
    private void waitForEver(Node n, long total) {
        switch (n.phase) {
            case INPUTS -> addInput(n, total - (n.inOrder && n.port > 0 ? n.inputsAt : n.ready));
            case PUT -> n.waitRoom += total - n.takenAt;
            case SUBMIT -> n.waitMemory += total - n.takenAt;
            default -> {
                long a = Math.min(n.inputsAt, total);
                long r = Math.min(n.roomAt, total);
                if (!n.inOrder) {
                    if (n.lastFromMemory) {
                        n.waitMemory += a - n.ready;
                    } else {
                        n.waitInput += a - n.ready;
                    }
                }
                if (n.phase == Node.Phase.ROOM) {
                    n.waitRoom += total - a;
                } else {
                    n.waitRoom += r - a;
                    n.waitUnit += total - r;
                }
            }
        }
    }

    private void addInput(Node n, long ticks) {
        Fifo lacking = lacking(n);
        if (lacking != null && nodes[lacking.producer].flights != null) {
            n.waitMemory += ticks;
        } else {
            n.waitInput += ticks;
        }
    }

    private static @Nullable Fifo lacking(Node n) {
        if (n.cursor.done) {
            return null;
        }
        for (int i = n.inOrder ? n.port : 0; i < n.in.length; i++) {
            if (n.takes(i) && !n.in[i].hasToken()) {
                return n.in[i];
            }
        }
        return null;
    }

    private static @Nullable Fifo full(Node n) {
        for (int o = n.phase == Node.Phase.PUT ? n.port : 0; o < n.out.length; o++) {
            if (n.puts(o) && !n.out[o].hasSlot()) {
                return n.out[o];
            }
        }
        return null;
    }

    private Outcome.Deadlock deadlock() {
        Outcome.@Nullable Wait[] waits = new Outcome.Wait[nodes.length];
        for (Node n : nodes) {
            waits[n.id] = waitOf(n);
        }
        List<Outcome.Wait> circle = circle(waits);
        List<Outcome.Wait> others = new ArrayList<>();
        for (Outcome.Wait w : waits) {
            if (w != null && !circle.contains(w)) {
                others.add(w);
            }
        }
        return new Outcome.Deadlock(end, circle, others);
    }

    private Outcome.@Nullable Wait waitOf(Node n) {
        if (n.phase == Node.Phase.DONE) {
            return null;
        }
        boolean input = n.phase == Node.Phase.INPUTS;
        Fifo f = input ? lacking(n) : full(n);
        if (f == null) {
            return null;
        }
        return new Outcome.Wait(
                n.id,
                input ? Outcome.Reason.EMPTY : Outcome.Reason.FULL,
                machine.graph.channels().indexOf(f.spec),
                f.reserved - f.credited,
                input ? f.producer : f.consumer);
    }

    private static List<Outcome.Wait> circle(Outcome.@Nullable Wait[] waits) {
        int[] seen = new int[waits.length];
        for (int start = 0; start < waits.length; start++) {
            int at = start;
            while (at >= 0 && waits[at] != null && seen[at] == 0) {
                seen[at] = start + 1;
                at = on(waits, at);
            }
            if (at >= 0 && waits[at] != null && seen[at] == start + 1) {
                List<Outcome.Wait> circle = new ArrayList<>();
                int w = at;
                do {
                    circle.add(java.util.Objects.requireNonNull(waits[w]));
                    w = on(waits, w);
                } while (w != at);
                return circle;
            }
        }
        return List.of();
    }

    private static int on(Outcome.@Nullable Wait[] waits, int at) {
        Outcome.Wait w = waits[at];
        return w == null ? -1 : w.on();
    }
}
