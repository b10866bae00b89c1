package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Action;
import dev.headrace.simulator.kernel.Device;
import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.kernel.InPort;
import dev.headrace.simulator.kernel.Machine;
import dev.headrace.simulator.kernel.Move;
import dev.headrace.simulator.kernel.Nest;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.Outcome;
import dev.headrace.simulator.kernel.Run;
import dev.headrace.simulator.kernel.Settings;
import dev.headrace.simulator.kernel.Transfer;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Setup;
import dev.headrace.simulator.unit.MemoryUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The law of arrival, event by event: hears each transfer complete and each token being taken, in the order in which one
 * can bring about the other, and lists the tokens whose tiles were not there.
 */
final class WatchedRun {
    /** Tokens of loads that were taken although their bytes had not come: tensor, tile and core. */
    final List<String> early = new ArrayList<>();

    /** Bytes of the distinct tiles that were taken, by tensor, all cores together. */
    final Map<String, Long> distinct = new HashMap<>();

    private final Machinery made;
    private final Graph graph;
    private final Map<Integer, ArrivalLaw.Mover> makers = new HashMap<>();
    private final Map<ArrivalLaw.Mover, List<long[]>> firings = new HashMap<>();
    private final Map<ArrivalLaw.Mover, Integer> taken = new HashMap<>();

    /** Tile by tensor number, and address, as the loads name them. */
    private final Map<String, String> tiles = new HashMap<>();

    /** How often a tile has arrived on a core, and how often it had to. */
    private final Map<String, Integer> arrived = new HashMap<>();

    private final Map<String, Integer> wanted = new HashMap<>();
    private final Map<String, List<Integer>> groups = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final List<MemoryUnit.Running> memories = new ArrayList<>();
    private Outcome outcome;

    /** Runs a design, with the transfers of its operators changed by {@code fault}. */
    WatchedRun(Setup setup, BiFunction<ArrivalLaw.Mover, Move.Source, Move.Source> fault) {
        Dataflow flow =
                Dataflow.resolve(setup.designFile(), setup.design(), setup.hardware(), setup.workload(), null, null);
        made = Wiring.wire(flow);
        Graph g = made.graph();
        for (ArrivalLaw.Mover m : made.movers) {
            if (!m.access().write()) {
                g.operators().get(m.operator()).outputs().forEach(o -> makers.put(o.channel(), m));
                firings.put(m, points(g.operators().get(m.operator()).nest()));
            }
        }
        List<Operator> operators = new ArrayList<>(g.operators());
        operators.replaceAll(o -> listening(o, o.action()));
        for (ArrivalLaw.Mover m : made.movers) {
            Operator o = operators.get(m.operator());
            Move move = o.move();
            Move.Source source = naming(m, fault.apply(m, move.source()));
            operators.set(m.operator(), with(o, new Move(move.device(), move.port(), source), o.action()));
        }
        List<Graph.DeviceMaker> devices = g.devices().stream()
                .map(maker -> (Graph.DeviceMaker) time -> new Memory((MemoryUnit.Running) maker.make(time)))
                .toList();
        graph = new Graph(g.clocks(), g.units(), g.channels(), operators, devices);
    }

    WatchedRun run() {
        Run run = Machine.wire(graph).start(new Settings(Settings.Compile.NOTHING, false));
        outcome = run.finish(Long.MAX_VALUE);
        return this;
    }

    /** The law as every run checks it. */
    void law() {
        ArrivalLaw.check(made, graph, outcome, (memory, tensor, written) -> bytes(tensor, written));
    }

    /** Bytes that the memory has counted. */
    long bytes(String tensor, boolean written) {
        Result.Traffic t = memories.get(0).result(1).byTensor().get(tensor);
        return t == null ? 0 : written ? t.writeBytes() : t.readBytes();
    }

    private static Operator with(Operator o, @Nullable Move move, @Nullable Action action) {
        return new Operator(
                o.name(),
                o.clock(),
                o.nest(),
                o.inputs(),
                o.outputs(),
                o.pace(),
                o.take(),
                o.put(),
                o.claims(),
                move,
                action);
    }

    /** All firings of a nest, but for empty ones, in order. */
    static List<long[]> points(Nest nest) {
        List<long[]> all = new ArrayList<>();
        walk(nest, 0, new long[nest.depth()], all);
        return all;
    }

    private static void walk(Nest nest, int level, long[] index, List<long[]> all) {
        if (level == nest.depth()) {
            all.add(index.clone());
            return;
        }
        long trips = nest.trips(level, index);
        for (long i = 0; i < trips; i++) {
            index[level] = i;
            walk(nest, level + 1, index, all);
        }
    }

    private Operator listening(Operator o, @Nullable Action action) {
        if (o.inputs().stream().noneMatch(in -> makers.containsKey(in.channel()))) {
            return o;
        }
        return with(o, o.move(), (tick, index, first, last, empty) -> {
            if (action != null) {
                action.fire(tick, index, first, last, empty);
            }
            for (InPort in : o.inputs()) {
                ArrivalLaw.Mover m = makers.get(in.channel());
                if (m != null && in.depth() >= first && empty < 0) {
                    take(m);
                }
            }
        });
    }

    private String tile(ArrivalLaw.Mover m, long[] index, Point at) {
        m.space().locate(index, -1, at);
        return m.op().name() + " " + m.access().tensor().name() + " "
                + m.access().tile(at, made.shape());
    }

    private void take(ArrivalLaw.Mover m) {
        int number = taken.merge(m, 1, Integer::sum) - 1;
        long[] index = firings.get(m).get(number);
        Point at = new Point(m.op().space());
        String tile = tile(m, index, at);
        int core = core(m);
        String key = tile + "#" + core;
        Loop reuse = m.access().replay();
        if (reuse == null) {
            wanted.merge(key, 1, Integer::sum);
        } else {
            // Once for each time that the loops outside the reuse loop stand.
            List<Integer> outside = new ArrayList<>();
            for (int i = 0; i < m.op().space().indexOf(reuse); i++) {
                outside.add(m.space().actual(i, index));
            }
            if (!outside.equals(groups.put(key, outside))) {
                wanted.merge(key, 1, Integer::sum);
            }
        }
        if (arrived.getOrDefault(key, 0) < wanted.get(key)) {
            early.add(key);
        }
        if (seen.add(key)) {
            long bytes = m.access().rows().size(at) * 2L * m.access().cols().size(at);
            distinct.merge(m.access().tensor().name(), bytes, Long::sum);
        }
    }

    private int core(ArrivalLaw.Mover m) {
        return graph.operators().get(m.operator()).move().port() % made.cores();
    }

    /** Remembers which tile lies at an address. */
    private Move.Source naming(ArrivalLaw.Mover m, Move.Source source) {
        Point at = new Point(m.op().space());
        return (index, transfer) -> {
            boolean moves = source.describe(index, transfer);
            if (moves) {
                String place = transfer.tensor + " " + transfer.address;
                tiles.put(place, tile(m, index, at));
            }
            return moves;
        };
    }

    /** A memory whose completions are heard. */
    private final class Memory implements MemoryUnit.Running {
        private final MemoryUnit.Running inner;
        private final Map<Integer, String> under = new HashMap<>();

        Memory(MemoryUnit.Running inner) {
            this.inner = inner;
            memories.add(this);
        }

        @Override
        public void submit(long now, int port, int ticket, Transfer t) {
            under.put(ticket, tiles.get(t.tensor + " " + t.address) + "#" + port % made.cores());
            inner.submit(now, port, ticket, t);
        }

        @Override
        public long nextTick() {
            return inner.nextTick();
        }

        @Override
        public void advance(long now, Listener listener) {
            inner.advance(now, new Device.Listener() {
                @Override
                public void released(int ticket, long tick) {
                    listener.released(ticket, tick);
                }

                @Override
                public void completed(int ticket, long tick) {
                    arrived.merge(under.remove(ticket), 1, Integer::sum);
                    listener.completed(ticket, tick);
                }
            });
        }

        @Override
        public Result.MemoryResult result(double seconds) {
            return inner.result(seconds);
        }
    }
}
