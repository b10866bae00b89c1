package dev.headrace.simulator.kernel;

/**
 * Every event of a run and everything that it had to wait for: the run's graph of constraints. Events are numbered in an
 * order in which each comes after all those that it waits for; the last is the end of the run. The tick of an event is
 *
 * <pre>
 * tick(e) = edge( max over its causes k of  tick(from(k)) + delay(k) )
 * </pre>
 *
 * <p>rounded up to the clock of its operator, but for arrivals, completions and the end, which lie between edges; 0 without
 * causes. Which unit served whom before whom, and how long a memory took, is as it was in that run; everything else
 * follows from the graph, so that {@code tick} can be worked out anew for other delays.
 *
 * <p>Immutable, and for any thread; {@link Causes} is a cursor for one.
 */
public final class Chronicle {
    /** Most events that are kept; about 35 bytes each. */
    public static final int MOST_EVENTS = 1 << 24;

    /** What happens. */
    public enum Event {
        /** An operator with {@code IN_ORDER} inputs consumes one of them. */
        INPUT,
        /** An operator takes: the start of a firing. */
        TAKE,
        /** An operator has found room after its take, and puts. */
        PUT,
        /** A token arrives; {@link Chronicle#number} is the token's. */
        ARRIVAL,
        /** A transfer has left its buffer. */
        RELEASED,
        /** A transfer, and all of that operator before it, is complete. */
        COMPLETED,
        /** The end of the run. */
        END;

        private static final Event[] ALL = values();

        /** True if it happens on an edge of its operator's clock. */
        public boolean onEdge() {
            return this != ARRIVAL && this != COMPLETED && this != END;
        }
    }

    private static final int KIND_BITS = 3;

    private final Graph graph;
    private final TimeBase time;
    private final Column ticks = new Column();

    /** Number of the operator, or of the channel of an arrival, above the kind. */
    private final IntColumn who = new IntColumn();

    private final IntColumn number = new IntColumn();
    private final IntColumn offset = new IntColumn();
    private final Varints causes = new Varints();
    private final int[] producer;

    Chronicle(Graph graph, TimeBase time) {
        this.graph = graph;
        this.time = time;
        producer = new int[graph.channels().size()];
        for (int o = 0; o < graph.operators().size(); o++) {
            for (OutPort out : graph.operators().get(o).outputs()) {
                producer[out.channel()] = o;
            }
        }
    }

    /** What was run. */
    public Graph graph() {
        return graph;
    }

    /** Its ticks. */
    public TimeBase time() {
        return time;
    }

    /** Number of events. */
    public int size() {
        return ticks.size();
    }

    /** When an event happened. */
    public long tick(int event) {
        return ticks.get(event);
    }

    /** What an event is. */
    public Event event(int event) {
        return Event.ALL[who.get(event) & ((1 << KIND_BITS) - 1)];
    }

    /** The operator of an event, the producer of an arrival; -1 of the end. */
    public int operator(int event) {
        int w = who.get(event) >>> KIND_BITS;
        return switch (event(event)) {
            case ARRIVAL -> producer[w];
            case END -> -1;
            default -> w;
        };
    }

    /** The channel of an arrival; -1 of other events. */
    public int channel(int event) {
        return event(event) == Event.ARRIVAL ? who.get(event) >>> KIND_BITS : -1;
    }

    /** The firing that an event is part of, or the token that arrives, from 0. */
    public int number(int event) {
        return number.get(event);
    }

    /** Ticks to whose whole multiples an event is rounded up. */
    public long period(int event) {
        return event(event).onEdge()
                ? time.period(graph.operators().get(operator(event)).clock())
                : 1;
    }

    /** A cursor over causes. */
    public Causes causes() {
        return new Causes(this, causes.new Reader());
    }

    // ---- for the recorder

    /** Begins an event; {@link #cause} adds to it until the next one begins. */
    int begin(Event kind, int of, long no, long tick) {
        ticks.add(tick);
        who.add(of << KIND_BITS | kind.ordinal());
        number.add((int) no);
        offset.add(causes.size());
        return ticks.size() - 1;
    }

    void cause(int event, int from, Constraint why, int what, long delay) {
        causes.add(event - from);
        causes.add((long) what << 4 | why.ordinal());
        causes.add(delay);
    }

    int start(int event) {
        return offset.get(event);
    }

    int stop(int event) {
        return event + 1 < size() ? offset.get(event + 1) : causes.size();
    }
}
