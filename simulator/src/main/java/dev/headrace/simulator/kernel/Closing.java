package dev.headrace.simulator.kernel;

import java.util.ArrayList;
import java.util.List;

/** The end of a run: waits that never ended, and sums. */
final class Closing {
    private final Node[] nodes;
    private final Fifo[] fifos;
    private final Grants grants;
    private final boolean cut;
    private final long end;
    private final long events;
    private final long skipped;

    Closing(Node[] nodes, Fifo[] fifos, Grants grants, boolean cut, long end, long events, long skipped) {
        this.nodes = nodes;
        this.fifos = fifos;
        this.grants = grants;
        this.cut = cut;
        this.events = events;
        this.skipped = skipped;
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
                    end - grants.free[u],
                    grants.first[u]));
        }
        List<Outcome.ChannelStats> channels = new ArrayList<>();
        for (Fifo f : fifos) {
            channels.add(new Outcome.ChannelStats(f.reserved, f.finalPeak()));
        }
        Outcome.Status status =
                finished ? Outcome.Status.COMPLETE : cut ? Outcome.Status.INCOMPLETE : Outcome.Status.DEADLOCK;
        Outcome.Deadlock deadlock = status == Outcome.Status.DEADLOCK ? new Blame(nodes, grants).deadlock(end) : null;
        return new Outcome(status, end, operators, units, channels, deadlock, events, skipped);
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
                    n.waitUnit += n.phase == Node.Phase.GRANT ? total - r : 0;
                }
            }
        }
    }

    private void addInput(Node n, long ticks) {
        List<Fifo> lacking = Blame.lacking(n);
        if (!lacking.isEmpty() && nodes[lacking.get(0).producer].flights != null) {
            n.waitMemory += ticks;
        } else {
            n.waitInput += ticks;
        }
    }
}
