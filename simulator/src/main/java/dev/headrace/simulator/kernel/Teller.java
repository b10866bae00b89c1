package dev.headrace.simulator.kernel;

import java.util.List;
import java.util.Objects;

/** Tells probes of a run, keeping no more than the firing that each operator is at. */
final class Teller implements Observer {
    private final Node[] nodes;
    private final Probe[] probes;
    private final Firing[] current;

    /** By operator, ticks of waits told, by kind. */
    private final long[][] told;

    /** By unit, when it is free. */
    private final long[] free;

    Teller(Node[] nodes, int units, List<Probe> probes) {
        this.nodes = nodes;
        this.probes = probes.toArray(Probe[]::new);
        current = new Firing[nodes.length];
        for (Node n : nodes) {
            current[n.id] = new Firing(n);
            current[n.id].begin(0);
        }
        told = new long[nodes.length][Firing.Wait.values().length];
        free = new long[units];
    }

    @Override
    public void begin(List<Device> devices) {
        for (Probe p : probes) {
            p.begin(devices);
        }
    }

    private void waited(Node n, Firing.Wait why, int what, long until) {
        Firing f = current[n.id];
        told[n.id][why.ordinal()] += Math.max(0, until - f.reached());
        f.waited(why, what, until);
    }

    @Override
    public void input(Node n, Fifo f, long tick) {
        boolean loaded = nodes[f.producer].flights != null;
        waited(n, loaded ? Firing.Wait.MEMORY : Firing.Wait.INPUT, f.id, tick);
        if (n.takes(n.port)) {
            current[n.id].tookToken(n.port, f.taken);
        }
    }

    @Override
    public void take(Node n, long tick) {
        Firing f = current[n.id];
        if (!n.inOrder) {
            waitedForInputs(n);
            for (int i = 0; i < n.in.length; i++) {
                if (n.takes(i)) {
                    f.tookToken(i, n.in[i].taken);
                }
            }
        }
        waited(n, Firing.Wait.ROOM, latestSlot(n), n.roomAt);
        waited(n, Firing.Wait.UNIT, latestUnit(n), tick);
        f.taken = tick;
        for (int c = 0; c < n.spec.claims().size(); c++) {
            free[n.spec.claims().get(c).unit()] = tick + f.hold(c);
        }
        for (Probe p : probes) {
            p.taken(f);
        }
    }

    private void waitedForInputs(Node n) {
        waited(n, n.lastFromMemory ? Firing.Wait.MEMORY : Firing.Wait.INPUT, latestInput(n), n.inputsAt);
    }

    /** The channel whose token came last, of those that are there. */
    private static int latestInput(Node n) {
        int latest = -1;
        long at = n.ready;
        for (int i = 0; i < n.in.length; i++) {
            if (n.needs(i) && n.in[i].hasToken() && n.in[i].headArrival() > at) {
                latest = n.in[i].id;
                at = n.in[i].headArrival();
            }
        }
        return latest;
    }

    /** The channel whose slot is free last, of those that will be. */
    private static int latestSlot(Node n) {
        int latest = -1;
        long at = -1;
        for (int o = 0; o < n.out.length; o++) {
            if (n.puts(o) && n.out[o].hasSlot() && n.out[o].slotFree() > at) {
                latest = n.out[o].id;
                at = n.out[o].slotFree();
            }
        }
        return latest;
    }

    private int latestUnit(Node n) {
        int latest = -1;
        for (Claim c : n.spec.claims()) {
            if (latest < 0 || free[c.unit()] > free[latest]) {
                latest = c.unit();
            }
        }
        return latest;
    }

    @Override
    public void release(Fifo f, long tick) {
        for (Probe p : probes) {
            p.freed(f.id, f.credited, tick, tick + f.back);
        }
    }

    @Override
    public void putAll(Node n) {
        waited(n, Firing.Wait.ROOM, latestSlot(n), n.putAt);
    }

    @Override
    public void put(Node n, Fifo f) {
        waited(n, Firing.Wait.ROOM, f.id, n.putAt);
    }

    @Override
    public void reserved(Fifo f, long tick) {
        for (Probe p : probes) {
            p.reserved(f.id, f.reserved, tick);
        }
    }

    @Override
    public void arrival(Node n, Fifo f) {
        for (Probe p : probes) {
            p.arrived(f.id, f.filled - 1, f.lastArrival());
        }
    }

    @Override
    public void landed(Node n, long flight, Fifo f) {
        arrival(n, f);
    }

    @Override
    public void submitted(Node n, long flight, long tick, Transfer transfer) {
        for (Probe p : probes) {
            p.submitted(n.id, flight, tick, transfer);
        }
    }

    @Override
    public void released(Node n, long flight, long tick, long at) {
        // told with its completion
    }

    @Override
    public void freed(Node n, Fifo f, long at) {
        release(f, at);
    }

    @Override
    public void completed(Node n, long flight, long tick, long at) {
        Flights flights = Objects.requireNonNull(n.flights);
        for (Probe p : probes) {
            p.completed(n.id, flight, flights.takenAt(flight), flights.ownRelease(flight), tick);
        }
    }

    @Override
    public void next(Node n, long interval) {
        Firing f = current[n.id];
        putTokens(n, n.out.length);
        f.put = n.putAt;
        f.next = n.putAt + interval;
        tell(f);
        f.begin(n.firings);
    }

    private void putTokens(Node n, int outputs) {
        for (int o = 0; o < outputs; o++) {
            if (n.puts(o)) {
                current[n.id].putToken(o, n.out[o].reserved - 1);
            }
        }
    }

    private void tell(Firing f) {
        for (Probe p : probes) {
            p.firing(f);
        }
    }

    @Override
    public void end(Outcome outcome) {
        for (Node n : nodes) {
            if (n.phase != Node.Phase.DONE) {
                unfinished(n, outcome.operators().get(n.id));
            }
        }
        for (Probe p : probes) {
            p.end(outcome);
        }
    }

    /** What an operator has waited for since it was told of last is what the counters have more. */
    private void unfinished(Node n, Outcome.OperatorStats all) {
        Firing f = current[n.id];
        if (f.taken >= 0) {
            f.put = n.putAll ? f.taken : n.putAt;
            putTokens(n, n.phase == Node.Phase.PUT ? n.port : 0);
        }
        List<Fifo> lacking = Blame.lacking(n);
        int lacks = lacking.isEmpty() ? -1 : lacking.get(0).id;
        int input = n.phase == Node.Phase.INPUTS ? lacks : latestInput(n);
        int room = n.phase == Node.Phase.PUT || n.phase == Node.Phase.ROOM ? lacks : latestSlot(n);
        rest(n, Firing.Wait.INPUT, input, all.input());
        rest(n, Firing.Wait.MEMORY, n.phase == Node.Phase.SUBMIT ? -1 : input, all.memory());
        rest(n, Firing.Wait.ROOM, room, all.room());
        rest(n, Firing.Wait.UNIT, latestUnit(n), all.unit());
        if (f.taken >= 0 || f.waits() > 0) {
            tell(f);
        }
    }

    private void rest(Node n, Firing.Wait why, int what, long all) {
        waited(n, why, what, current[n.id].reached() + all - told[n.id][why.ordinal()]);
    }
}
