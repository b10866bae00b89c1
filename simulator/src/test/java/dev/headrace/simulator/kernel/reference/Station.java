package dev.headrace.simulator.kernel.reference;

import dev.headrace.simulator.kernel.InPort;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.TimeBase;
import dev.headrace.simulator.kernel.Transfer;
import java.util.ArrayList;
import java.util.List;

/** An operator at work: asked at every tick what it can do now. */
final class Station {
    /** What the current firing has come to. */
    enum Phase {
        INPUT,
        ROOM,
        UNIT,
        PUT
    }

    /** A firing of a load or store: what waits for the release and for the completion of its transfer. */
    private static final class Flight {
        long take;
        long released = Fifo.UNKNOWN;
        long completed = Fifo.UNKNOWN;
        final List<Integer> slots = new ArrayList<>();
        final List<Arriving> arrivals = new ArrayList<>();
    }

    private record Arriving(Fifo fifo, Fifo.Token token) {}

    final Operator op;
    final int number;
    final long period;
    private final ReferenceKernel kernel;
    private final List<Firing> plan;
    private final List<Flight> flights = new ArrayList<>();

    /** Flights that have counted as released, and as completed: in the order of the firings. */
    private int freed;

    private int landed;
    private long latestReleased;
    private long latestCompleted;

    /** Number of the token that each input takes next; the one it holds is the one before. */
    private final int[] next;

    Phase phase = Phase.INPUT;
    private int at;
    long ready;
    private long inputs;
    long request;
    private long take;

    /** Port that IN_ORDER has come to. */
    private int port;

    /** When the inputs before {@link #port} were consumed. */
    private long consumed;

    /** The latest arrival of the current firing came from memory. */
    private boolean fromMemory;

    long firings;
    long busy;
    final Waits waits = new Waits();

    Station(ReferenceKernel kernel, int number, Operator op, long period) {
        this.kernel = kernel;
        this.number = number;
        this.op = op;
        this.period = period;
        this.plan = Firing.of(op);
        this.next = new int[op.inputs().size()];
    }

    boolean finished() {
        return at == plan.size();
    }

    Firing firing() {
        return plan.get(at);
    }

    /** Does one thing that can be done at tick {@code x} without a unit; false if there is none. */
    boolean step(long x) {
        if (finished() || x % period != 0 || x < ready) {
            return false;
        }
        return switch (phase) {
            case INPUT -> op.take() == Operator.Take.IN_ORDER ? consumeInOrder(x) : seeInputs(x);
            case ROOM -> seeRoom(x);
            case UNIT -> false;
            case PUT -> op.put() == Operator.Put.ALL || op.move() != null ? putAll(x) : putInOrder(x);
        };
    }

    // ---- inputs

    private boolean seeInputs(long x) {
        long latest = -1;
        fromMemory = false;
        for (int i = 0; i < next.length; i++) {
            if (firing().needs(i)) {
                Fifo f = input(i);
                if (!f.arrived(next[i], x)) {
                    return false;
                }
                long arrival = f.tokens.get(next[i]).arrival;
                if (arrival > latest) {
                    latest = arrival;
                    fromMemory = f.memory;
                }
            }
        }
        inputs = x;
        waits.arrival(fromMemory, inputs - ready);
        if (op.take() == Operator.Take.WITH_ROOM) {
            phase = Phase.ROOM;
        } else {
            for (int i = 0; i < next.length; i++) {
                consume(i, x);
            }
            take(x);
        }
        return true;
    }

    private boolean consumeInOrder(long x) {
        if (port == 0) {
            consumed = ready;
        }
        for (; port < next.length; port++) {
            if (firing().takes(port)) {
                if (!input(port).arrived(next[port], x)) {
                    return false;
                }
                waits.arrival(input(port).memory, x - consumed);
                consumed = x;
                consume(port, x);
            }
        }
        take(x);
        return true;
    }

    /** Input {@code i} takes its token, if this firing takes one, and gives it back at once with release FIRST. */
    private void consume(int i, long x) {
        if (firing().takes(i)) {
            next[i]++;
            if (op.inputs().get(i).release() == InPort.Release.FIRST) {
                credit(i, next[i] - 1, x);
            }
        }
    }

    // ---- room and units

    private boolean seeRoom(long x) {
        if (!roomForAll(x)) {
            return false;
        }
        request = x;
        waits.room += request - inputs;
        if (op.claims().isEmpty()) {
            takeWithRoom(x);
        } else {
            phase = Phase.UNIT;
        }
        return true;
    }

    /** All claimed units are granted at tick {@code x}. */
    void granted(long x) {
        waits.unit += x - request;
        takeWithRoom(x);
    }

    private void takeWithRoom(long x) {
        for (int i = 0; i < next.length; i++) {
            consume(i, x);
        }
        take(x);
    }

    /** Divides the gap from {@code free} to the grant at {@code x} of a unit by what this operator was doing then. */
    void explainGap(Waits gap, long free, long x) {
        gap.unit += overlap(free, x, 0, ready);
        gap.arrival(fromMemory, overlap(free, x, ready, inputs));
        gap.room += overlap(free, x, inputs, request);
        gap.unit += overlap(free, x, request, x);
    }

    private static long overlap(long from, long to, long begin, long end) {
        return Math.max(0, Math.min(to, end) - Math.max(from, begin));
    }

    // ---- the take

    private void take(long x) {
        Firing f = firing();
        take = x;
        firings++;
        Flight flight = new Flight();
        flight.take = x;
        Transfer transfer = f.transfer();
        for (int i = 0; i < next.length; i++) {
            InPort.Release release = op.inputs().get(i).release();
            if (f.returns(i)) {
                if (release == InPort.Release.TRANSFER) {
                    flight.slots.add(i);
                    flight.slots.add(next[i] - 1);
                } else if (release != InPort.Release.FIRST) {
                    credit(i, next[i] - 1, x);
                }
            }
        }
        phase = Phase.PUT;
        port = 0;
        if (op.move() == null) {
            return;
        }
        flights.add(flight);
        if (transfer != null) {
            kernel.submit(this, flights.size() - 1, transfer);
        } else {
            released(flights.size() - 1, x);
        }
    }

    // ---- outputs

    private boolean roomForAll(long x) {
        boolean room = true;
        for (int o = 0; o < op.outputs().size(); o++) {
            room &= !firing().puts(o) || output(o).room(x);
        }
        return room;
    }

    private boolean putAll(long x) {
        if (!roomForAll(x)) {
            return false;
        }
        for (int o = 0; o < op.outputs().size(); o++) {
            if (firing().puts(o)) {
                put(o, x);
            }
        }
        if (op.move() != null && firing().transfer() == null) {
            completed(flights.size() - 1, x);
        }
        fired(x);
        return true;
    }

    private boolean putInOrder(long x) {
        for (; port < op.outputs().size(); port++) {
            if (firing().puts(port)) {
                if (!output(port).room(x)) {
                    return false;
                }
                put(port, x);
            }
        }
        fired(x);
        return true;
    }

    private void put(int o, long x) {
        Firing f = firing();
        Fifo fifo = output(o);
        Fifo.Token token = fifo.put();
        long onTheWay = x + fifo.channel.forwardLatency() * period;
        if (op.move() == null) {
            token.own = Math.max(take + f.latency() * period, onTheWay);
            kernel.lasts(take + f.latency() * period);
            kernel.lasts(fifo.resolve());
        } else {
            flights.get(flights.size() - 1).arrivals.add(new Arriving(fifo, token));
        }
    }

    private void fired(long x) {
        waits.room += x - take;
        busy += firing().interval() * period;
        ready = x + firing().interval() * period;
        kernel.lasts(ready);
        at++;
        phase = Phase.INPUT;
        port = 0;
    }

    // ---- the device answers

    void released(int flight, long tick) {
        flights.get(flight).released = tick;
        while (freed < flights.size() && flights.get(freed).released != Fifo.UNKNOWN) {
            Flight f = flights.get(freed++);
            latestReleased = Math.max(latestReleased, f.released);
            for (int k = 0; k < f.slots.size(); k += 2) {
                credit(f.slots.get(k), f.slots.get(k + 1), TimeBase.edge(Math.max(f.take, latestReleased), period));
            }
        }
    }

    void completed(int flight, long tick) {
        kernel.lasts(tick);
        flights.get(flight).completed = tick;
        while (landed < flights.size() && flights.get(landed).completed != Fifo.UNKNOWN) {
            Flight f = flights.get(landed++);
            latestCompleted = Math.max(latestCompleted, f.completed);
            for (Arriving a : f.arrivals) {
                a.token.own = Math.max(latestCompleted, f.take + a.fifo.channel.forwardLatency() * period);
                kernel.lasts(a.fifo.resolve());
            }
        }
    }

    // ---- the end

    /** What an unfinished operator lacks at the end of the run: it waits for that from its last step on. */
    void waitUntil(long end) {
        switch (phase) {
            case INPUT -> {
                long since = port == 0 ? ready : consumed;
                waits.arrival(lacking(), end - since);
            }
            case ROOM -> waits.room += end - inputs;
            case UNIT -> {
                // A request kept back by a static order may lie beyond the end of a deadlock.
                waits.room -= Math.max(0, request - end);
                waits.unit += Math.max(0, end - request);
            }
            case PUT -> waits.room += end - take;
        }
    }

    /** True if the first input that lacks a token is fed by memory. */
    private boolean lacking() {
        for (int i = port; i < next.length; i++) {
            if (firing().needs(i) && !input(i).arrived(next[i], kernel.now())) {
                return input(i).memory;
            }
        }
        return false;
    }

    private Fifo input(int i) {
        return kernel.fifo(op.inputs().get(i).channel());
    }

    private Fifo output(int o) {
        return kernel.fifo(op.outputs().get(o).channel());
    }

    private void credit(int i, int token, long release) {
        Fifo f = input(i);
        long time = release + f.channel.creditLatency() * period;
        f.credit(token, time);
        kernel.pending(time);
    }
}
