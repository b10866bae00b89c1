package dev.headrace.simulator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.kernel.InPort.Release;
import dev.headrace.simulator.kernel.Operator.Put;
import dev.headrace.simulator.kernel.Operator.Take;
import dev.headrace.simulator.kernel.Settings.Compile;
import dev.headrace.simulator.kernel.reference.StreamingGraphs;
import dev.headrace.simulator.kernel.reference.StreamingGraphs.MemoryFree;
import dev.headrace.simulator.kernel.reference.StreamingGraphs.Naive;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FusionTest {

    private static List<Set<String>> groups(Graph g, Compile compile) {
        List<int[]> groups = Fusion.of(Machine.wire(g), compile);
        List<Set<String>> names = new ArrayList<>();
        for (int[] group : groups == null ? List.<int[]>of() : groups) {
            Set<String> set = new TreeSet<>();
            for (int o : group) {
                set.add(g.operators().get(o).name());
            }
            names.add(set);
        }
        return names;
    }

    private static Operator op(String name, Nest nest, int[] in, int[] out) {
        return op(name, nest, in, out, List.of(), null);
    }

    private static Operator op(
            String name, Nest nest, int[] in, int[] out, List<Claim> claims, @Nullable Action action) {
        List<InPort> inputs = new ArrayList<>();
        for (int c : in) {
            inputs.add(new InPort(c, nest.depth(), Release.FIRST));
        }
        List<OutPort> outputs = new ArrayList<>();
        for (int c : out) {
            outputs.add(new OutPort(c, nest.depth()));
        }
        Take take = claims.isEmpty() ? Take.TOGETHER : Take.WITH_ROOM;
        Pace pace = new Pace.Constant(1, 1);
        return new Operator(name, 0, nest, inputs, outputs, pace, take, Put.ALL, claims, null, action);
    }

    private static int[] c(int... channels) {
        return channels;
    }

    private static List<Channel> channels(int count) {
        List<Channel> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(new Channel("c" + i, 2));
        }
        return list;
    }

    @Test
    void naiveAttentionFallsApartWhereTheRowSumIsHeld() {
        assertEquals(
                List.of(Set.of("Q"), Set.of("K", "QK", "Sum"), Set.of("Div", "V", "Matvec"), Set.of("Sink")),
                groups(StreamingGraphs.naive(512, 600, Naive.artifact()), Compile.LONG_REGIONS));
    }

    @Test
    void memoryFreeAttentionIsOneRegionButForTheRows() {
        assertEquals(
                List.of(Set.of("Q"), Set.of("K", "V", "QK", "Scan", "Sum", "Weighted"), Set.of("Div", "Sink")),
                groups(StreamingGraphs.memoryFree(512, MemoryFree.unit(2)), Compile.LONG_REGIONS));
    }

    @Test
    void smallGraphIsNotCompiledUnlessAskedFor() {
        Graph g = StreamingGraphs.naive(8, 10, Naive.artifact());
        assertEquals(List.of(), groups(g, Compile.LONG_REGIONS));
        assertEquals(4, groups(g, Compile.EVERYTHING).size());
    }

    @Test
    void largeTreeIsCutIntoPartsOfEqualSize() {
        List<Operator> ops = new ArrayList<>();
        Nest n = Nest.of(100_000);
        List<Integer> level = new ArrayList<>();
        for (int i = 0; i < 128; i++) {
            ops.add(op("source" + i, n, c(), c(i)));
            level.add(i);
        }
        for (int next = 128; level.size() > 1; ) {
            List<Integer> up = new ArrayList<>();
            for (int i = 0; i < level.size(); i += 2) {
                ops.add(op("add" + next, n, c(level.get(i), level.get(i + 1)), c(next)));
                up.add(next++);
            }
            level = up;
        }
        List<Set<String>> groups = groups(Graph.of(channels(255), ops), Compile.LONG_REGIONS);
        // 16 parts of 8 sources and 7 sums, and the 15 sums of those
        assertEquals(17, groups.size());
        assertTrue(groups.stream().allMatch(g -> g.size() == 15));
    }

    @Test
    void operatorsAroundAWayThroughAnotherNestAreNotJoined() {
        Nest n = Nest.of(50, 1000);
        Nest rows = Nest.of(50);
        Operator reduce = new Operator(
                "reduce",
                n,
                List.of(new InPort(1, 2, Release.FIRST)),
                List.of(new OutPort(2, 1)),
                new Pace.Constant(1, 1),
                Take.TOGETHER,
                Put.ALL);
        Operator join = new Operator(
                "join",
                n,
                List.of(new InPort(0, 2, Release.FIRST), new InPort(3, 1, Release.FIRST)),
                List.of(),
                new Pace.Constant(1, 1),
                Take.TOGETHER,
                Put.ALL);
        Graph g = Graph.of(
                channels(4), List.of(op("source", n, c(), c(0, 1)), reduce, op("row", rows, c(2), c(3)), join));
        assertEquals(List.of(Set.of("source", "reduce"), Set.of("row"), Set.of("join")), groups(g, Compile.EVERYTHING));
    }

    @Test
    void whateverTouchesASharedUnitStaysWithTheEvents() {
        Nest n = Nest.of(1000);
        Graph g = new Graph(
                List.of(new Clock("clock", 1)),
                List.of(new Unit("unit", Unit.Policy.OLDEST_FIRST)),
                channels(2),
                List.of(
                        op("source", n, c(), c(0)),
                        op("shared", n, c(0), c(), List.of(new Claim(0, null)), null),
                        op("free", n, c(), c(1)),
                        op("sink", n, c(1), c())),
                List.of());
        assertEquals(List.of(Set.of("free", "sink")), groups(g, Compile.EVERYTHING));
    }

    @Test
    void operatorThatComputesNumbersStaysWithTheEvents() {
        Nest n = Nest.of(1000);
        Graph g = Graph.of(
                channels(1),
                List.of(
                        op("source", n, c(), c(0)),
                        op("sink", n, c(0), c(), List.of(), (tick, index, first, last, empty) -> {})));
        assertEquals(List.of(Set.of("source")), groups(g, Compile.EVERYTHING));
    }
}
