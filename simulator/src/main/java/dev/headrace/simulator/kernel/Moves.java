package dev.headrace.simulator.kernel;

import java.util.Objects;

/** Transfers of a run on their way: from a load or store to its device, and what the device says of them. */
final class Moves implements Device.Listener {
    /** Rank of a firing that only hands over its transfer: what it asks for next must be in before units are granted. */
    private static final long BEFORE_GRANTS = Long.MIN_VALUE;

    private final Run run;
    private final Node[] nodes;
    private final Device[] devices;
    private final Agenda agenda;
    private final Tickets tickets = new Tickets();
    private final Submissions submissions = new Submissions();
    private final Observer[] observers;

    Moves(Run run, Node[] nodes, Device[] devices, Agenda agenda, Observer[] observers) {
        this.observers = observers;
        this.run = run;
        this.nodes = nodes;
        this.devices = devices;
        this.agenda = agenda;
    }

    /** True if nothing waits to be handed over. */
    boolean isEmpty() {
        return submissions.isEmpty();
    }

    /** A transfer to write on that is not under way. */
    Transfer scratch() {
        return submissions.next();
    }

    /** A load or store has taken: it stands in the agenda, until everything before that tick is decided. */
    void request(Node n) {
        agenda.set(n.id, n.takenAt, BEFORE_GRANTS);
    }

    /** Everything else at this tick is decided: the devices get their transfers. */
    void handOver(long now) {
        for (int i = 0; i < submissions.size(); i++) {
            int node = submissions.node(i);
            Move move = Objects.requireNonNull(nodes[node].spec.move());
            int ticket = tickets.issue(node, submissions.flight(i));
            devices[move.device()].submit(now, move.port(), ticket, submissions.transfer(i));
            schedule(move.device());
        }
        submissions.clear();
    }

    /** A device does what is due at this tick. */
    void advance(int device, long now) {
        devices[device].advance(now, this);
        schedule(device);
    }

    /** All devices stand in the agenda at their next ticks. */
    void schedule() {
        for (int d = 0; d < devices.length; d++) {
            schedule(d);
        }
    }

    private void schedule(int d) {
        long next = devices[d].nextTick();
        if (next == Long.MAX_VALUE) {
            agenda.remove(nodes.length + d);
        } else {
            agenda.set(nodes.length + d, next, Long.MAX_VALUE);
        }
    }

    /** A load or store has taken: its transfer is handed over with all others of this tick. */
    void submit(Node n, long now) {
        Flights flights = Objects.requireNonNull(n.flights);
        long releases = 0;
        for (int i = 0; i < n.in.length; i++) {
            if (n.spec.inputs().get(i).release() == InPort.Release.TRANSFER && n.lastUse(i)) {
                releases |= 1L << i;
            }
        }
        long fills = 0;
        for (int o = 0; o < n.out.length; o++) {
            if (n.puts(o)) {
                fills |= 1L << o;
                run.reserve(n.out[o], now);
            }
        }
        long flight = flights.open(now, releases, fills);
        if (n.describe(submissions.next())) {
            for (Observer observer : observers) {
                observer.submitted(n, flight, now, submissions.next());
            }
            submissions.add(n.id, flight);
        } else {
            flights.released(flight, now);
            flights.completed(flight, now);
            free(n, flights);
            land(n, flights);
        }
    }

    @Override
    public void released(int ticket, long tick) {
        Node n = nodes[tickets.node(ticket)];
        Flights flights = Objects.requireNonNull(n.flights);
        flights.released(tickets.flight(ticket), tick);
        free(n, flights);
    }

    @Override
    public void completed(int ticket, long tick) {
        Node n = nodes[tickets.node(ticket)];
        Flights flights = Objects.requireNonNull(n.flights);
        flights.completed(tickets.flight(ticket), tick);
        tickets.retire(ticket);
        run.lasts(tick);
        land(n, flights);
    }

    /** Gives slots back whose transfers have left their buffers, in the order of the firings. */
    private void free(Node n, Flights flights) {
        for (long f = flights.freeing(); f >= 0; f = flights.freeing()) {
            long at = TimeBase.edge(Math.max(flights.takenAt(f), flights.releasedAt(f)), n.period);
            long mask = flights.inputMask(f);
            for (Observer observer : observers) {
                observer.released(n, f, flights.ownRelease(f), at);
            }
            flights.free();
            for (int i = 0; i < n.in.length; i++) {
                if ((mask >>> i & 1) != 0) {
                    for (Observer observer : observers) {
                        observer.freed(n, n.in[i], at);
                    }
                    n.in[i].release(at);
                    run.wakeProducer(n.in[i]);
                }
            }
        }
    }

    /** Sends tokens whose transfers are complete, in the order of the firings. */
    private void land(Node n, Flights flights) {
        for (long f = flights.landing(); f >= 0; f = flights.landing()) {
            long mask = flights.outputMask(f);
            long completed = flights.completedAt(f);
            long taken = flights.takenAt(f);
            for (Observer observer : observers) {
                observer.completed(n, f, flights.ownCompletion(f), completed);
            }
            flights.land();
            for (int o = 0; o < n.out.length; o++) {
                if ((mask >>> o & 1) != 0) {
                    run.fill(n.out[o], Math.max(completed, taken + n.out[o].forward));
                    for (Observer observer : observers) {
                        observer.landed(n, f, n.out[o]);
                    }
                }
            }
        }
    }
}
