package dev.headrace.simulator.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.kernel.Operator.Put;
import dev.headrace.simulator.kernel.Operator.Take;
import dev.headrace.simulator.kernel.reference.RandomGraphs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a probe hears is what a record tells, adds up to the counters, and changes nothing. */
class ProbeTest {
    private static final Settings PLAIN = new Settings(Settings.Compile.NOTHING, false);

    /** Keeps everything it hears, and checks the order it comes in. */
    private static final class Listener implements Probe {
        final Graph graph;
        final List<List<long[]>> firings = new ArrayList<>();
        final long[][] waits;
        final long[] busy;
        final long[] held;
        final long[] free;
        final long[] takes;
        final List<List<long[]>> tokens = new ArrayList<>();
        final long[] submitted;
        final long[] completed;
        final int[] arrived;
        final int[] freed;
        final long[] put;
        int begins;
        int ends;

        Listener(Graph graph) {
            this.graph = graph;
            int operators = graph.operators().size();
            graph.operators().forEach(o -> firings.add(new ArrayList<>()));
            graph.channels().forEach(c -> tokens.add(new ArrayList<>()));
            waits = new long[operators][4];
            busy = new long[operators];
            held = new long[graph.units().size()];
            free = new long[held.length];
            takes = new long[operators];
            submitted = new long[operators];
            completed = new long[operators];
            arrived = new int[graph.channels().size()];
            freed = new int[graph.channels().size()];
            put = new long[freed.length];
        }

        @Override
        public void begin(List<Device> devices) {
            assertEquals(graph.devices().size(), devices.size());
            begins++;
        }

        @Override
        public void taken(Firing f) {
            List<Claim> claims = graph.operators().get(f.operator()).claims();
            for (int c = 0; c < claims.size(); c++) {
                int u = claims.get(c).unit();
                assertTrue(f.taken() >= free[u], "a unit serves one firing at a time");
                free[u] = f.taken() + f.hold(c);
            }
            assertEquals(firings.get(f.operator()).size(), f.number());
            takes[f.operator()] = f.taken();
        }

        @Override
        public void firing(Firing f) {
            assertEquals(1, begins);
            Operator op = graph.operators().get(f.operator());
            List<long[]> all = firings.get(f.operator());
            assertEquals(all.size(), f.number());
            long at = f.ready();
            for (int w = 0; w < f.waits(); w++) {
                assertTrue(f.from(w) == at || f.from(w) == f.taken() && at == f.taken(), "waits follow on each other");
                assertTrue(f.to(w) > f.from(w));
                at = f.to(w);
                waits[f.operator()][f.why(w).ordinal()] += f.to(w) - f.from(w);
            }
            long first = f.waits() == 0 ? f.ready() : f.from(0);
            assertTrue(first == f.ready());
            if (f.next() >= 0) {
                assertEquals(takes[f.operator()], f.taken());
                assertEquals(at, f.put(), "the last wait ends at the put");
                busy[f.operator()] += f.next() - f.put();
            }
            if (f.taken() >= 0) {
                for (int c = 0; c < op.claims().size(); c++) {
                    held[op.claims().get(c).unit()] += f.hold(c);
                }
                for (int i = 0; i < op.inputs().size(); i++) {
                    if (f.tokenIn(i) >= 0) {
                        long[] t = tokens.get(op.inputs().get(i).channel()).get((int) f.tokenIn(i));
                        assertTrue(t[1] >= 0 && t[1] <= f.taken(), "a token is there when it is taken");
                    }
                }
                for (int o = 0; o < op.outputs().size(); o++) {
                    if (f.tokenOut(o) >= 0) {
                        assertEquals(put[op.outputs().get(o).channel()]++, f.tokenOut(o));
                    }
                }
                all.add(new long[] {f.ready(), f.taken(), f.put(), f.next()});
            }
        }

        @Override
        public void reserved(int channel, long token, long tick) {
            assertEquals(tokens.get(channel).size(), token);
            tokens.get(channel).add(new long[] {tick, -1, -1, -1});
        }

        @Override
        public void arrived(int channel, long token, long tick) {
            assertEquals(arrived[channel]++, token);
            tokens.get(channel).get((int) token)[1] = tick;
        }

        @Override
        public void freed(int channel, long token, long released, long credit) {
            assertEquals(freed[channel]++, token);
            long[] t = tokens.get(channel).get((int) token);
            assertTrue(t[1] >= 0 && released >= t[1], "a token arrives before it goes");
            t[2] = released;
            t[3] = credit;
        }

        @Override
        public void submitted(int operator, long firing, long tick, Transfer transfer) {
            submitted[operator] += transfer.bytes();
        }

        @Override
        public void completed(int operator, long firing, long taken, long released, long done) {
            assertEquals(completed[operator]++, firing);
            assertTrue(taken <= released && released <= done);
        }

        @Override
        public void end(Outcome outcome) {
            ends++;
        }

        /** Most slots held at once. */
        long peak(int channel) {
            Map<Long, Long> change = new TreeMap<>();
            for (long[] t : tokens.get(channel)) {
                change.merge(t[0], 1L, Long::sum);
                if (t[3] >= 0) {
                    change.merge(t[3], -1L, Long::sum);
                }
            }
            long held = 0;
            long peak = 0;
            for (long c : change.values()) {
                held += c;
                peak = Math.max(peak, held);
            }
            return peak;
        }

        void assertCounters(Outcome o, String name) {
            assertEquals(1, ends, name);
            for (int i = 0; i < waits.length; i++) {
                Outcome.OperatorStats s = o.operators().get(i);
                assertArrayEquals(
                        new long[] {s.input(), s.memory(), s.room(), s.unit()}, waits[i], name + " operator " + i);
                assertEquals(s.busy(), busy[i], name + " operator " + i);
                assertEquals(s.firings(), firings.get(i).size(), name + " operator " + i);
            }
            for (int u = 0; u < held.length; u++) {
                assertEquals(o.units().get(u).busy(), held[u], name + " unit " + u);
            }
            for (int c = 0; c < tokens.size(); c++) {
                assertEquals(o.channels().get(c).tokens(), tokens.get(c).size(), name + " channel " + c);
                assertEquals(o.channels().get(c).tokens(), put[c], name + " channel " + c);
                assertEquals(o.channels().get(c).peak(), peak(c), name + " channel " + c);
            }
        }
    }

    @Test
    void probeHearsWhatTheRecordTellsOfRandomGraphs() {
        int deadlocks = 0;
        for (long seed = 0; seed < 1500; seed++) {
            String name = "seed " + seed;
            Graph g = RandomGraphs.graph(seed);
            Outcome plain = Machine.wire(g).start(PLAIN).finish();
            Listener alone = new Listener(g);
            assertEquals(plain, Machine.wire(g).watch(alone).finish(), name);
            alone.assertCounters(plain, name);
            Listener listener = new Listener(g);
            Run run = Machine.wire(g).record(listener);
            assertEquals(plain, run.finish(), name);
            deadlocks += plain.status() == Outcome.Status.DEADLOCK ? 1 : 0;
            Chronicle c = run.chronicle();
            assertNotNull(c, name);
            Map<Integer, Integer> seen = new HashMap<>();
            Firings.visit(c, (op, firing, take, ready, inputs, room, taken, put, next) -> {
                seen.merge(op, 1, Integer::sum);
                assertArrayEquals(
                        new long[] {ready, taken, put, next},
                        listener.firings.get(op).get(firing),
                        name + " operator " + op + " firing " + firing);
            });
            for (int o = 0; o < g.operators().size(); o++) {
                assertEquals(listener.firings.get(o).size(), seen.getOrDefault(o, 0), name);
            }
            for (int e = 0; e < c.size(); e++) {
                if (c.event(e) == Chronicle.Event.ARRIVAL) {
                    assertEquals(c.tick(e), listener.tokens.get(c.channel(e)).get(c.number(e))[1], name);
                }
            }
        }
        assertTrue(deadlocks > 20, deadlocks + " deadlocks");
    }

    @Test
    void waitsOfRunsCutAnywhereAddUp() {
        SplittableRandom random = new SplittableRandom(9);
        for (long seed = 0; seed < 1000; seed++) {
            Graph g = RandomGraphs.graph(seed);
            long whole = Machine.wire(g).start(PLAIN).finish().ticks();
            Listener listener = new Listener(g);
            long limit = random.nextLong(whole + 1);
            Outcome cut = Machine.wire(g).watch(listener).finish(limit);
            assertEquals(Machine.wire(g).start(PLAIN).finish(limit), cut, "seed " + seed);
            listener.assertCounters(cut, "seed " + seed);
        }
    }

    @Test
    void runThatIsWatchedIsNotSkippedInAndSaysSo() {
        Graph g = RandomGraphs.graph(3);
        Run run = Machine.wire(g).watch(new Probe() {});
        assertEquals("every firing is watched", run.whyNotFastForwarded());
        assertEquals(0, run.finish().skippedTicks());
    }

    @Test
    void waitsNameWhatCameLast() {
        // Two sources, of 2 and 5 cycles a token, a join of 1 cycle, and a sink of 9 that gives slots back to the join.
        Nest n = Nest.of(3);
        Graph g = Graph.of(
                List.of(new Channel("a", 1), new Channel("b", 1), new Channel("c", 1)),
                List.of(
                        source("fast", n, 0, 2),
                        source("slow", n, 1, 5),
                        new Operator(
                                "join",
                                n,
                                List.of(new InPort(0, 1, InPort.Release.FIRST), new InPort(1, 1, InPort.Release.FIRST)),
                                List.of(new OutPort(2, 1)),
                                new Pace.Constant(1, 0),
                                Take.TOGETHER,
                                Put.ALL),
                        new Operator(
                                "sink",
                                n,
                                List.of(new InPort(2, 1, InPort.Release.FIRST)),
                                List.of(),
                                new Pace.Constant(9, 0),
                                Take.TOGETHER,
                                Put.ALL)));
        List<String> heard = new ArrayList<>();
        Machine.wire(g)
                .watch(new Probe() {
                    @Override
                    public void firing(Firing f) {
                        if (f.operator() == 2) {
                            for (int w = 0; w < f.waits(); w++) {
                                heard.add(f.number() + " " + f.why(w) + " " + f.what(w) + " " + f.from(w) + ".."
                                        + f.to(w));
                            }
                            heard.add(Arrays.toString(f.index()) + " takes at " + f.taken() + " ready at " + f.next());
                        }
                    }
                })
                .finish();
        // slow puts at 0, 5, 10 and its tokens are there a cycle later; the sink takes the first two of the join at 2
        // and
        // 11, so the slot for the third, whose tokens are there at 11, is free at 12
        assertEquals(
                List.of(
                        "0 INPUT 0 0..1",
                        "[0] takes at 1 ready at 2",
                        "1 INPUT 1 2..6",
                        "[1] takes at 6 ready at 7",
                        "2 INPUT 1 7..11",
                        "2 ROOM 2 11..12",
                        "[2] takes at 11 ready at 13"),
                heard);
    }

    private static Operator source(String name, Nest n, int channel, long interval) {
        return new Operator(
                name,
                n,
                List.of(),
                List.of(new OutPort(channel, 1)),
                new Pace.Constant(interval, 0),
                Take.TOGETHER,
                Put.ALL);
    }
}
