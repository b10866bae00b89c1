package dev.headrace.simulator.kernel.reference;

import dev.headrace.simulator.kernel.Channel;
import dev.headrace.simulator.kernel.Device;
import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.kernel.InPort.Release;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.Operator.Put;
import dev.headrace.simulator.kernel.Operator.Take;
import dev.headrace.simulator.kernel.Pace;
import dev.headrace.simulator.kernel.TimeBase;
import dev.headrace.simulator.kernel.Unit.Policy;
import java.util.function.Predicate;

/** What a graph may have in it that the random graphs must not miss. */
enum Feature {
    REPEAT(any(op -> op.inputs().stream().anyMatch(p -> p.depth() < op.nest().depth()))),
    REDUCE(any(op -> op.outputs().stream().anyMatch(p -> p.depth() < op.nest().depth()))),
    SCAN(any(op -> !op.inputs().isEmpty()
            && op.inputs().stream().anyMatch(p -> p.depth() == op.nest().depth())
            && op.outputs().stream().anyMatch(p -> p.depth() == op.nest().depth())
            && op.outputs().stream().anyMatch(p -> p.depth() < op.nest().depth()))),
    BROADCAST(any(op -> op.outputs().size() > 1)),
    SEVERAL_INPUTS(any(op -> op.inputs().size() > 1)),
    INDEX_DEPENDENT_TRIPS(any(op -> !op.nest().constant())),
    EMPTY_FIRING(any(op -> Firing.of(op).stream().anyMatch(f -> f.empty() >= 0))),
    GATE(any(op -> op.inputs().stream().anyMatch(p -> p.gate() instanceof Functions.Sparse))),
    SEEN_BUT_NOT_TAKEN(any(op -> op.inputs().stream().anyMatch(p -> p.sees() != null))),
    FEEDBACK(any(op -> op.inputs().stream().anyMatch(p -> p.gate() instanceof Functions.NotFirst))),
    SEVERAL_CLOCKS(
            g -> g.operators().stream().mapToInt(Operator::clock).distinct().count() > 1),
    OLDEST_FIRST(shared(Policy.OLDEST_FIRST)),
    ROUND_ROBIN(shared(Policy.ROUND_ROBIN)),
    STATIC_ORDER(shared(Policy.ORDER)),
    TILES_AHEAD(any(op ->
            op.claims().stream().anyMatch(c -> c.turn() != null && c.turn().ahead() > 0))),
    SEVERAL_CLAIMS(any(op -> op.claims().size() > 1)),
    OWN_HOLD(any(op -> op.claims().stream().anyMatch(c -> c.hold() != null))),
    TAKE_TOGETHER(any(op -> op.take() == Take.TOGETHER && op.inputs().size() > 1)),
    TAKE_IN_ORDER(any(op -> op.take() == Take.IN_ORDER && op.inputs().size() > 1)),
    TAKE_WITH_ROOM(any(op -> op.take() == Take.WITH_ROOM && !op.outputs().isEmpty())),
    PUT_IN_ORDER(any(op -> op.put() == Put.IN_ORDER && op.outputs().size() > 1)),
    PUT_ALL(any(op -> op.put() == Put.ALL && op.outputs().size() > 1)),
    INTERVAL_ZERO(any(op -> Firing.of(op).stream().anyMatch(f -> f.interval() == 0))),
    LATENCY_ZERO(any(op -> Firing.of(op).stream().anyMatch(f -> f.latency() == 0))),
    SLOW(any(op -> Firing.of(op).stream().anyMatch(f -> f.interval() > 9 || f.latency() > 9))),
    UNEVEN_PACE(any(op -> !(op.pace() instanceof Pace.Constant))),
    ONE_SLOT(g -> g.channels().stream().anyMatch(c -> c.capacity() == 1)),
    UNBOUNDED(g -> g.channels().stream().anyMatch(c -> c.capacity() == Channel.UNBOUNDED)),
    SHARED_BYTES(g -> g.channels().stream().anyMatch(c -> c.window() != null)),
    LONG_CHANNEL(g -> g.channels().stream().anyMatch(c -> c.forwardLatency() > 1 && c.creditLatency() > 1)),
    LOAD(any(op -> op.move() != null && !op.outputs().isEmpty())),
    STORE(any(op -> op.move() != null && op.outputs().isEmpty())),
    FIRING_WITHOUT_TRANSFER(any(
            op -> op.move() != null && Firing.of(op).stream().anyMatch(f -> f.transfer() == null))),
    IN_ORDER_DEVICE(device(OneServer.class)),
    OUT_OF_ORDER_DEVICE(device(ManyBanks.class)),
    RELEASE_FIRST(released(Release.FIRST)),
    RELEASE_LAST(released(Release.LAST)),
    RELEASE_TRANSFER(released(Release.TRANSFER));

    private final Predicate<Graph> in;

    Feature(Predicate<Graph> in) {
        this.in = in;
    }

    boolean in(Graph g) {
        return in.test(g);
    }

    private static Predicate<Graph> any(Predicate<Operator> which) {
        return g -> g.operators().stream().anyMatch(which);
    }

    /** A unit that two operators or more name first. */
    private static Predicate<Graph> shared(Policy policy) {
        return g -> {
            int[] clients = new int[g.units().size()];
            g.operators().stream()
                    .filter(op -> !op.claims().isEmpty())
                    .forEach(op -> clients[op.claims().get(0).unit()]++);
            boolean shared = false;
            for (int u = 0; u < clients.length; u++) {
                shared |= clients[u] > 1 && g.units().get(u).policy() == policy;
            }
            return shared;
        };
    }

    private static Predicate<Graph> device(Class<? extends Device> kind) {
        return g -> g.operators().stream()
                .filter(op -> op.move() != null)
                .map(op -> g.devices().get(op.move().device()).make(new TimeBase(g.clocks())))
                .anyMatch(kind::isInstance);
    }

    private static Predicate<Graph> released(Release release) {
        return any(op -> op.inputs().stream()
                .anyMatch(p -> p.release() == release
                        && (release == Release.TRANSFER || p.depth() < op.nest().depth())));
    }
}
