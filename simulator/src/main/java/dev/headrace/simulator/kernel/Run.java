package dev.headrace.simulator.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run of a machine: the third stage of a graph's life; {@link #finish} leads to the fourth, the {@link Outcome}.
 *
 * <p>Operators whose times follow from their tokens alone are evaluated eagerly, far ahead in time if their tokens
 * allow: which of them goes first cannot change a result, since every time is a maximum over times already fixed. Only
 * what depends on the order of events in time goes through the {@link Agenda}: grants of shared units, hand-over of
 * transfers, and devices. An agenda entry is decided when nothing earlier can come: all latencies are at least one
 * tick, so what is decided at a tick only makes entries for later ones.
 *
 * <p>One run belongs to one thread; {@link #stop} may be called from any.
 */
public final class Run {
    private final Node[] nodes;
    private final Fifo[] fifos;
    private final Device[] devices;
    private final Grants grants;
    private final Agenda agenda;
    private final Moves moves;
    private final int[] queue;
    private int queueHead;
    private int queued;
    private long limit = Long.MAX_VALUE;
    private volatile boolean stopped;
    private boolean compiledToTheEnd;
    private long skipped;
    private boolean cut;
    private long now;
    private long end;
    private long events;

    /** What is evaluated by compiled code; null if nothing is, or nothing any more. */
    private @Nullable Regions regions;

    /** What skips periods while everything is evaluated event by event; null if nothing does. */
    private final @Nullable SteadyState steady;

    private final @Nullable String obstacle;

    /** Writes down every event and its causes; null if nobody wants to know. */
    private final @Nullable Recorder recorder;

    /** All who look on; a run with none is made in the fastest way there is. */
    private final Observer[] observers;

    Run(Machine machine, Settings settings) {
        this(machine, settings, null, List.of());
    }

    Run(Machine machine, Settings settings, @Nullable Recorder recorder, List<Probe> probes) {
        this.recorder = recorder;
        Graph graph = machine.graph;
        fifos = new Fifo[graph.channels().size()];
        Arrays.setAll(fifos, c -> new Fifo(c, graph.channels().get(c), machine.capacity[c]));
        nodes = new Node[graph.operators().size()];
        for (int o = 0; o < nodes.length; o++) {
            Operator spec = graph.operators().get(o);
            Fifo[] in = spec.inputs().stream().map(p -> fifos[p.channel()]).toArray(Fifo[]::new);
            Fifo[] out = spec.outputs().stream().map(p -> fifos[p.channel()]).toArray(Fifo[]::new);
            long period = machine.time.period(spec.clock());
            for (Fifo f : in) {
                f.consumer = o;
                f.back = f.spec.creditLatency() * period;
            }
            for (Fifo f : out) {
                f.producer = o;
                f.forward = f.spec.forwardLatency() * period;
            }
            nodes[o] = new Node(o, spec, period, in, out);
        }
        devices = graph.devices().stream().map(d -> d.make(machine.time)).toArray(Device[]::new);
        agenda = new Agenda(nodes.length + devices.length);
        grants = new Grants(machine, nodes, agenda);
        observers = observers(nodes, grants, recorder, probes);
        moves = new Moves(this, nodes, devices, agenda, observers);
        obstacle = observers.length > 0
                ? "every firing is " + (recorder != null ? "recorded" : "watched")
                : settings.fastForward() ? SteadyState.obstacle(nodes, devices) : "switched off";
        regions = Regions.of(this, machine, nodes, settings, obstacle == null);
        steady = regions != null || obstacle != null
                ? null
                : new SteadyState(nodes, fifos, grants, devices, Clockwork::new, () -> now);
        queue = new int[Integer.highestOneBit(Math.max(1, nodes.length)) * 2];
    }

    private static Observer[] observers(Node[] nodes, Grants grants, @Nullable Recorder record, List<Probe> probes) {
        List<Observer> all = new ArrayList<>();
        if (record != null) {
            all.add(record);
        }
        if (!probes.isEmpty()) {
            all.add(new Teller(nodes, grants.free.length, probes));
        }
        return all.toArray(Observer[]::new);
    }

    /** Ends the run soon, from any thread; {@link #finish} then returns an incomplete outcome. */
    public void stop() {
        stopped = true;
    }

    /**
     * How far it has come; from any thread. Reads what the run writes without asking it to wait, so that what is read may
     * be a little old, and the run is no slower.
     */
    public Headway headway() {
        Regions compiled = regions;
        double made = compiled == null ? 0 : compiled.firings();
        double total = 0;
        for (Node n : nodes) {
            made += n.phase == Node.Phase.FUSED ? 0 : n.firings;
            total += n.estimate();
        }
        return new Headway((long) Math.min(made, total), (long) total);
    }

    /** Devices of this run, in the graph's order, for their counters. */
    public List<Device> devices() {
        return List.of(devices);
    }

    /** Runs to the end. */
    public Outcome finish() {
        return finish(Long.MAX_VALUE);
    }

    /**
     * Runs to the end, or until every further take would be later than a limit.
     *
     * @param lastTick last tick at which an operator may take
     */
    public Outcome finish(long lastTick) {
        limit = lastTick;
        for (Observer observer : observers) {
            observer.begin(devices());
        }
        for (Node n : nodes) {
            wakeWaiting(n);
        }
        drain();
        while (!stopped && (!agenda.isEmpty() || !moves.isEmpty() || regions != null)) {
            if (agenda.isEmpty() && moves.isEmpty()) {
                dissolve();
            } else if (submissionsAreDue()) {
                moves.handOver(now);
            } else if (steady != null && steady.isDue() && agenda.firstTick() > now) {
                look(steady);
            } else if (agenda.firstTick() > limit) {
                cut = true;
                break;
            } else {
                now = agenda.firstTick();
                if (steady != null && agenda.first() < nodes.length) {
                    steady.decided(agenda.first());
                }
                decide(agenda.first());
                drain();
            }
        }
        cut |= stopped;
        dissolve();
        Outcome outcome = new Closing(nodes, fifos, grants, cut, end, events, skipped).outcome();
        for (Observer o : observers) {
            o.end(outcome);
        }
        return outcome;
    }

    /**
     * Every event and what it waited for, after {@link #finish}; null if the run was not {@linkplain Machine#record to be
     * recorded}, was cut short, or had too many events.
     */
    public @Nullable Chronicle chronicle() {
        Chronicle c = recorder == null ? null : recorder.chronicle();
        return c == null || c.size() == 0 || c.event(c.size() - 1) != Chronicle.Event.END ? null : c;
    }

    /** Skips periods if a steady state has shown itself. */
    private void look(SteadyState state) {
        if (!state.moment(limit)) {
            return;
        }
        for (Node n : nodes) {
            if (n.phase == Node.Phase.GRANT) {
                grants.request(n);
            } else if (n.phase == Node.Phase.SUBMIT) {
                moves.request(n);
            }
        }
        moves.schedule();
        skipped = state.skipped();
    }

    /**
     * Why no period of this run can be skipped, or null if steady states are looked for.
     */
    public @Nullable String whyNotFastForwarded() {
        return obstacle;
    }

    /** The run's own times. */
    private final class Clockwork implements Mark {
        private long nowThen;
        private long endThen;
        private long eventsThen;

        @Override
        public void save() {
            nowThen = now;
            endThen = end;
            eventsThen = events;
        }

        @Override
        public boolean repeats(long later) {
            return now - nowThen == later && end - endThen == later;
        }

        @Override
        public void skip(long periods, long later) {
            now += periods * later;
            end += periods * later;
            events += periods * (events - eventsThen);
        }

        @Override
        public long latest() {
            return end;
        }
    }

    /** Leaves compiled code for good. */
    private void dissolve() {
        Regions all = regions;
        if (all == null) {
            return;
        }
        regions = null;
        compiledToTheEnd = all.allDone();
        skipped = all.skipped();
        all.dissolve();
        events += all.firings();
        for (Node n : nodes) {
            end = Math.max(end, n.ready);
            wake(n);
        }
        for (Fifo f : fifos) {
            end = Math.max(end, f.lastArrival());
        }
        drain();
    }

    /** True if compiled code has made all its firings, and the event-driven engine none in its place. */
    boolean compiledToTheEnd() {
        return compiledToTheEnd;
    }

    boolean isStopped() {
        return stopped;
    }

    /** True when everything at this tick is decided but what the devices do. */
    private boolean submissionsAreDue() {
        return !moves.isEmpty() && (agenda.isEmpty() || agenda.firstTick() > now || agenda.first() >= nodes.length);
    }

    private void decide(int agent) {
        events++;
        if (agent >= nodes.length) {
            moves.advance(agent - nodes.length, now);
            return;
        }
        Node n = nodes[agent];
        agenda.remove(agent);
        if (n.phase == Node.Phase.GRANT) {
            grants.grant(n, now);
            take(n, now);
        } else {
            moves.submit(n, now);
            next(n);
        }
        wake(n);
    }

    private void wake(Node n) {
        if (!n.queued && n.phase != Node.Phase.DONE) {
            n.queued = true;
            queue[(queueHead + queued++) & (queue.length - 1)] = n.id;
        }
    }

    /** A slot's credit is known; its producer may go on. */
    void wakeProducer(Fifo f) {
        wake(f.producer, Node.Phase.ROOM, Node.Phase.PUT);
    }

    /** The run lasts to this tick at least. */
    void lasts(long tick) {
        end = Math.max(end, tick);
    }

    private void wake(int node, Node.Phase a, Node.Phase b) {
        if (node < 0) {
            return;
        }
        Node n = nodes[node];
        if (n.phase == a || n.phase == b) {
            wake(n);
        } else if (n.phase == Node.Phase.FUSED && regions != null) {
            regions.wake(n.region);
        }
    }

    /** Something has changed at a channel of an operator that may wait for it. */
    void wakeWaiting(Node n) {
        if (n.phase == Node.Phase.INPUTS || n.phase == Node.Phase.ROOM || n.phase == Node.Phase.PUT) {
            wake(n);
        }
    }

    private void drain() {
        drainQueue();
        while (regions != null && !stopped && (queued > 0 || regions.round(limit))) {
            drainQueue();
        }
        if (regions != null && regions.limited()) {
            dissolve();
        }
    }

    private void drainQueue() {
        while (queued > 0 && !stopped) {
            Node n = nodes[queue[queueHead]];
            queueHead = (queueHead + 1) & (queue.length - 1);
            queued--;
            n.queued = false;
            run(n);
        }
    }

    /** Takes an operator as far as its tokens allow. */
    private void run(Node n) {
        while (!stopped) {
            switch (n.phase) {
                case INPUTS -> {
                    if (n.cursor.done) {
                        n.phase = Node.Phase.DONE;
                        if (n.ordered) {
                            grants.stands(n);
                        }
                        return;
                    }
                    if (!n.acts(moves.scratch())) {
                        n.cursor.advance();
                        continue;
                    }
                    if (n.ordered) {
                        grants.stands(n);
                    }
                    if (!inputs(n)) {
                        return;
                    }
                }
                case ROOM -> {
                    if (!room(n)) {
                        return;
                    }
                }
                case PUT -> {
                    if (!put(n)) {
                        return;
                    }
                    next(n);
                }
                default -> {
                    return;
                }
            }
        }
    }

    private boolean inputs(Node n) {
        Fifo[] in = n.in;
        if (n.port == 0) {
            n.inputsAt = n.ready;
            n.lastFromMemory = false;
        }
        for (; n.port < in.length; n.port++) {
            int i = n.port;
            if (!n.needs(i)) {
                continue;
            }
            Fifo f = in[i];
            if (!f.hasToken()) {
                return n.inOrder ? false : waitForAll(n);
            }
            if (n.inOrder) {
                if (!consumeInOrder(n, i, f)) {
                    return false;
                }
            } else if (f.headArrival() > n.inputsAt) {
                n.inputsAt = f.headArrival();
                n.lastFromMemory = nodes[f.producer].flights != null;
            }
        }
        n.inputsAt = TimeBase.edge(n.inputsAt, n.period);
        n.roomAt = n.inputsAt;
        n.port = 0;
        n.phase = Node.Phase.ROOM;
        return true;
    }

    private static boolean waitForAll(Node n) {
        n.port = 0;
        return false;
    }

    private boolean consumeInOrder(Node n, int i, Fifo f) {
        long t = Math.max(n.inputsAt, TimeBase.edge(f.headArrival(), n.period));
        if (t > limit) {
            cut = true;
            return false;
        }
        if (nodes[f.producer].flights != null) {
            n.waitMemory += t - n.inputsAt;
        } else {
            n.waitInput += t - n.inputsAt;
        }
        n.inputsAt = t;
        for (Observer observer : observers) {
            observer.input(n, f, t);
        }
        if (n.spec.inputs().get(i).release() == InPort.Release.FIRST) {
            release(f, t);
        }
        return true;
    }

    private boolean room(Node n) {
        if (n.withRoom) {
            for (int o = 0; o < n.out.length; o++) {
                if (n.puts(o)) {
                    if (!n.out[o].hasSlot()) {
                        return false;
                    }
                    n.roomAt = Math.max(n.roomAt, n.out[o].slotFree());
                }
            }
            n.roomAt = TimeBase.edge(n.roomAt, n.period);
        }
        if (n.claims) {
            n.phase = Node.Phase.GRANT;
            grants.request(n);
            return false;
        }
        if (n.roomAt > limit) {
            cut = true;
            n.phase = Node.Phase.HALTED;
            return false;
        }
        take(n, n.roomAt);
        return n.phase != Node.Phase.SUBMIT;
    }

    private void take(Node n, long t) {
        n.takenAt = t;
        n.putAt = t;
        n.emitted = false;
        if (!n.inOrder) {
            if (n.lastFromMemory) {
                n.waitMemory += n.inputsAt - n.ready;
            } else {
                n.waitInput += n.inputsAt - n.ready;
            }
        }
        n.waitRoom += n.roomAt - n.inputsAt;
        n.waitUnit += t - n.roomAt;
        for (Observer observer : observers) {
            observer.take(n, t);
        }
        consume(n, t);
        if (n.action != null) {
            n.action.fire(t, n.cursor.index, n.cursor.first, n.cursor.last, n.cursor.empty);
        }
        n.firings++;
        events++;
        if (n.flights == null) {
            n.phase = Node.Phase.PUT;
        } else {
            n.phase = Node.Phase.SUBMIT;
            moves.request(n);
        }
    }

    /** Releases what leaves its slot at the take. */
    private void consume(Node n, long t) {
        for (int i = 0; i < n.in.length; i++) {
            Fifo f = n.in[i];
            switch (n.spec.inputs().get(i).release()) {
                case FIRST -> {
                    if (!n.inOrder && n.takes(i)) {
                        release(f, t);
                    }
                }
                case LAST -> {
                    if (n.lastUse(i)) {
                        release(f, t);
                    }
                }
                case TRANSFER -> {
                    if (n.lastUse(i)) {
                        f.taken++;
                    }
                }
            }
        }
    }

    private void release(Fifo f, long t) {
        f.taken++;
        for (Observer observer : observers) {
            observer.release(f, t);
        }
        f.release(t);
        wakeProducer(f);
    }

    /** A token has got its slot. */
    void reserve(Fifo f, long tick) {
        for (Observer observer : observers) {
            observer.reserved(f, tick);
        }
        f.reserve(tick);
    }

    /** A token's arrival is known; its consumer may go on. */
    void fill(Fifo f, long at) {
        f.fill(at);
        end = Math.max(end, f.lastArrival());
        wake(f.consumer, Node.Phase.INPUTS, Node.Phase.INPUTS);
    }

    private boolean put(Node n) {
        if (n.putAll && n.port == 0) {
            for (int o = 0; o < n.out.length; o++) {
                if (n.puts(o)) {
                    if (!n.out[o].hasSlot()) {
                        return false;
                    }
                    n.putAt = Math.max(n.putAt, n.out[o].slotFree());
                }
            }
            n.putAt = TimeBase.edge(n.putAt, n.period);
            for (Observer observer : observers) {
                observer.putAll(n);
            }
        }
        for (; n.port < n.out.length; n.port++) {
            if (!n.puts(n.port)) {
                continue;
            }
            Fifo f = n.out[n.port];
            if (!n.putAll) {
                if (!f.hasSlot()) {
                    return false;
                }
                n.putAt = TimeBase.edge(Math.max(n.putAt, f.slotFree()), n.period);
                for (Observer observer : observers) {
                    observer.put(n, f);
                }
            }
            if (!n.emitted) {
                n.emitted = true;
                n.latency = n.pace.latency(n.cursor.index) * n.period;
                end = Math.max(end, n.takenAt + n.latency);
            }
            reserve(f, n.putAt);
            fill(f, Math.max(n.takenAt + n.latency, n.putAt + f.forward));
            for (Observer observer : observers) {
                observer.arrival(n, f);
            }
        }
        n.waitRoom += n.putAt - n.takenAt;
        return true;
    }

    private void next(Node n) {
        long interval = n.pace.interval(n.cursor.index) * n.period;
        n.busy += interval;
        for (Observer observer : observers) {
            observer.next(n, interval);
        }
        n.ready = n.putAt + interval;
        end = Math.max(end, n.ready);
        n.port = 0;
        n.cursor.advance();
        n.phase = Node.Phase.INPUTS;
    }
}
