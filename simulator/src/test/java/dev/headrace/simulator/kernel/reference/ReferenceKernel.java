package dev.headrace.simulator.kernel.reference;

import dev.headrace.simulator.kernel.Claim;
import dev.headrace.simulator.kernel.Device;
import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.TimeBase;
import dev.headrace.simulator.kernel.Transfer;
import dev.headrace.simulator.kernel.Turn;
import dev.headrace.simulator.kernel.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A graph run one tick after another. In each tick every operator is asked, in turn, whether it can do something; what
 * it does reaches the others at later ticks only, because every channel takes a tick or more each way. Units are the one
 * thing shared within a tick: they are granted, one request after another, when nobody can do anything else; then
 * everybody is asked again, since an operator of interval 0 may fire several times in a tick. Slow, and meant to be
 * read beside {@code docs/kernel.md}.
 */
public final class ReferenceKernel {
    private final Graph graph;
    private final List<Fifo> fifos = new ArrayList<>();
    private final List<Station> stations = new ArrayList<>();
    private final List<Device> devices = new ArrayList<>();
    private final List<Submission> submitted = new ArrayList<>();
    private final List<Submission> tickets = new ArrayList<>();
    private final long[] free;
    private final long[] holds;
    private final int[] servedLast;

    /** By unit of a static order: all firings of its clients in that order, and how many have been served. */
    private final List<List<Station>> sequence = new ArrayList<>();

    private final int[] served;
    private final List<Waits> gaps = new ArrayList<>();
    private final long[] periods;
    private long now;

    /** Length of the run as far as it is known. */
    private long length;

    /** The latest time at which something may still happen, as far as it is known. */
    private long horizon;

    private record Submission(Station station, int flight, Transfer transfer) {}

    private ReferenceKernel(Graph graph) {
        this.graph = graph;
        TimeBase time = new TimeBase(graph.clocks());
        periods = new long[graph.clocks().size()];
        Arrays.setAll(periods, time::period);
        boolean[] memory = new boolean[graph.channels().size()];
        for (Operator op : graph.operators()) {
            op.outputs().forEach(out -> memory[out.channel()] = op.move() != null);
        }
        for (int c = 0; c < memory.length; c++) {
            fifos.add(new Fifo(graph.channels().get(c), memory[c]));
        }
        for (Operator op : graph.operators()) {
            stations.add(new Station(this, stations.size(), op, time.period(op.clock())));
        }
        graph.devices().forEach(maker -> devices.add(maker.make(time)));
        free = new long[graph.units().size()];
        holds = new long[free.length];
        servedLast = new int[free.length];
        Arrays.fill(servedLast, -1);
        served = new int[free.length];
        for (int u = 0; u < free.length; u++) {
            sequence.add(sequence(u));
        }
        graph.units().forEach(u -> gaps.add(new Waits()));
    }

    /**
     * Runs a graph to its end, or to its deadlock.
     *
     * @throws IllegalStateException if neither has come by tick {@code maxTick}
     */
    public static ReferenceOutcome run(Graph graph, long maxTick) {
        ReferenceKernel kernel = new ReferenceKernel(graph);
        for (kernel.now = 0; kernel.now <= maxTick; kernel.now++) {
            kernel.tick(kernel.now);
            if (kernel.nothingPending()) {
                return kernel.outcome();
            }
        }
        throw new IllegalStateException("still running at tick " + maxTick);
    }

    private void tick(long x) {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Station s : stations) {
                while (s.step(x)) {
                    changed = true;
                }
            }
            changed = changed || grantOne(x);
        }
        submitted.sort(Comparator.comparingInt(s -> s.station.number));
        for (Submission s : submitted) {
            Operator op = s.station.op;
            devices.get(op.move().device()).submit(x, op.move().port(), tickets.size(), s.transfer);
            tickets.add(s);
        }
        submitted.clear();
        for (Device d : devices) {
            if (d.nextTick() <= x) {
                d.advance(x, listener);
            }
        }
        fifos.forEach(f -> f.endOfTick(x));
    }

    private final Device.Listener listener = new Device.Listener() {
        @Override
        public void released(int ticket, long tick) {
            Submission s = tickets.get(ticket);
            s.station.released(s.flight, tick);
        }

        @Override
        public void completed(int ticket, long tick) {
            Submission s = tickets.get(ticket);
            s.station.completed(s.flight, tick);
        }
    };

    /** True when every time known has passed, on every clock, and no device is at work. */
    private boolean nothingPending() {
        boolean nothing = true;
        for (long p : periods) {
            nothing &= TimeBase.edge(horizon, p) <= now;
        }
        for (Device d : devices) {
            nothing &= d.nextTick() == Long.MAX_VALUE;
        }
        return nothing;
    }

    // ---- units

    private record Slot(Station station, long turn, int place) {}

    /** Everybody who is ever served by a unit of a static order, one entry a firing: by turn, then by place. */
    private List<Station> sequence(int unit) {
        List<Slot> slots = new ArrayList<>();
        for (Station s : stations) {
            boolean client = !s.op.claims().isEmpty() && s.op.claims().get(0).unit() == unit;
            Turn turn = client ? s.op.claims().get(0).turn() : null;
            if (turn != null) {
                for (Firing f : Firing.of(s.op)) {
                    slots.add(new Slot(s, turn.round().of(f.index().clone()) - turn.ahead(), turn.place()));
                }
            }
        }
        slots.sort(Comparator.comparingLong(Slot::turn).thenComparingInt(Slot::place));
        return slots.stream().map(Slot::station).toList();
    }

    /** False only under a static order in which another is next. */
    private boolean isItsTurn(Station s) {
        int unit = s.op.claims().get(0).unit();
        return graph.units().get(unit).policy() != Unit.Policy.ORDER
                || sequence.get(unit).get(served[unit]) == s;
    }

    /** Grants the request of the lowest rank among those whose units are all free; false if there is none. */
    private boolean grantOne(long x) {
        Station best = null;
        for (Station s : stations) {
            if (!s.finished() && s.phase == Station.Phase.UNIT && x % s.period == 0 && allFree(s, x) && isItsTurn(s)) {
                best = best == null || rank(s) < rank(best) ? s : best;
            }
        }
        if (best == null) {
            return false;
        }
        List<Claim> claims = best.op.claims();
        for (Claim c : claims) {
            best.explainGap(gaps.get(c.unit()), free[c.unit()], x);
        }
        for (Claim c : claims) {
            long[] index = best.firing().index().clone();
            long cycles = c.hold() == null ? best.firing().interval() : c.hold().cycles(index);
            holds[c.unit()] += cycles * best.period;
            free[c.unit()] = x + cycles * best.period;
            lasts(free[c.unit()]);
        }
        servedLast[claims.get(0).unit()] = best.number;
        served[claims.get(0).unit()]++;
        best.granted(x);
        return true;
    }

    private boolean allFree(Station s, long x) {
        return s.op.claims().stream().allMatch(c -> free[c.unit()] <= x);
    }

    private long rank(Station s) {
        int unit = s.op.claims().get(0).unit();
        if (graph.units().get(unit).policy() != Unit.Policy.ROUND_ROBIN) {
            return s.request;
        }
        List<Integer> clients = new ArrayList<>();
        for (Station other : stations) {
            if (!other.op.claims().isEmpty() && other.op.claims().get(0).unit() == unit) {
                clients.add(other.number);
            }
        }
        int first = clients.indexOf(servedLast[unit]) + 1;
        return Math.floorMod(clients.indexOf(s.number) - first, clients.size());
    }

    // ---- what the stations ask and tell

    long now() {
        return now;
    }

    Fifo fifo(int channel) {
        return fifos.get(channel);
    }

    void submit(Station station, int flight, Transfer transfer) {
        submitted.add(new Submission(station, flight, transfer));
    }

    /** The run lasts to this tick at least. */
    void lasts(long tick) {
        length = Math.max(length, tick);
        pending(tick);
    }

    /** Something may happen at this tick. */
    void pending(long tick) {
        horizon = Math.max(horizon, tick);
    }

    // ---- the end

    private ReferenceOutcome outcome() {
        boolean deadlocked = false;
        List<ReferenceOutcome.OfOperator> operators = new ArrayList<>();
        for (Station s : stations) {
            long end = TimeBase.edge(length, s.period);
            long done = 0;
            if (s.finished()) {
                done = end - s.ready;
            } else {
                deadlocked = true;
                s.waitUntil(end);
            }
            Waits w = s.waits;
            operators.add(new ReferenceOutcome.OfOperator(
                    s.op.name(), s.firings, s.busy, w.input, w.memory, w.room, w.unit, done));
        }
        List<ReferenceOutcome.OfUnit> units = new ArrayList<>();
        for (int u = 0; u < free.length; u++) {
            Waits w = gaps.get(u);
            String name = graph.units().get(u).name();
            units.add(new ReferenceOutcome.OfUnit(name, holds[u], w.input, w.memory, w.room, w.unit, length - free[u]));
        }
        List<ReferenceOutcome.OfChannel> channels = new ArrayList<>();
        for (Fifo f : fifos) {
            channels.add(new ReferenceOutcome.OfChannel(f.channel.name(), f.tokens.size(), f.peak));
        }
        return new ReferenceOutcome(length, deadlocked, operators, units, channels);
    }
}
