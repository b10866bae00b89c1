package dev.headrace.simulator.kernel.reference;

import dev.headrace.simulator.kernel.Channel;
import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.kernel.InPort;
import dev.headrace.simulator.kernel.InPort.Release;
import dev.headrace.simulator.kernel.Nest;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.Operator.Put;
import dev.headrace.simulator.kernel.Operator.Take;
import dev.headrace.simulator.kernel.OutPort;
import dev.headrace.simulator.kernel.Pace;
import java.util.ArrayList;
import java.util.List;

/**
 * The two streaming attention graphs of Sohn, Zhang and Olukotun 2024 (arXiv 2404.16629), head dimension 1, with the
 * latencies, initiation intervals and FIFO depths of the public artifact ({@code stream-attn-dam}). Sources put at their
 * take, that is with latency 0, and sinks have interval 0, so that neither adds a cycle of its own.
 */
public final class StreamingGraphs {
    private StreamingGraphs() {}

    /** Latency and initiation interval of a node. */
    private static final Pace.Constant UNIT = new Pace.Constant(1, 1);

    /** Nodes and FIFOs of the naive graph; a depth is that of the node's output FIFO. */
    public record Naive(
            Pace.Constant qk,
            Pace.Constant sum,
            Pace.Constant div,
            Pace.Constant matvec,
            long scores,
            long sums,
            long quotients,
            long outputs) {

        /** All latencies and intervals 1, all FIFOs but the long one of this depth. */
        public static Naive unit(long depth) {
            return new Naive(UNIT, UNIT, UNIT, UNIT, depth, depth, depth, depth);
        }

        /** The artifact: latencies 11, 23, 8, 13; the reductions at interval 2. */
        public static Naive artifact() {
            return new Naive(pace(1, 11), pace(2, 23), pace(1, 8), pace(2, 13), 13, 24, 9, Channel.UNBOUNDED);
        }
    }

    /** Nodes and FIFOs of the memory-free graph. */
    public record MemoryFree(
            Pace.Constant qk,
            Pace.Constant scan,
            Pace.Constant sum,
            Pace.Constant weighted,
            Pace.Constant div,
            long scores,
            long running,
            long sums,
            long weightedSums,
            long outputs) {

        /** All latencies and intervals 1, all FIFOs of this depth. */
        public static MemoryFree unit(long depth) {
            return new MemoryFree(UNIT, UNIT, UNIT, UNIT, UNIT, depth, depth, depth, depth, depth);
        }

        /** The artifact: latencies 11, 3, 8, 12, 21; running maximum to reductions through FIFOs of this depth. */
        public static MemoryFree artifact(long interval, long running) {
            return new MemoryFree(
                    pace(1, 11),
                    pace(1, 3),
                    pace(interval, 8),
                    pace(interval, 12),
                    pace(1, 21),
                    12,
                    running,
                    10,
                    14,
                    22);
        }
    }

    private static Pace.Constant pace(long interval, long latency) {
        return new Pace.Constant(interval, latency);
    }

    /**
     * The naive graph: exp(QK) goes, to both at once, to the sum of the row and through the long FIFO to the division,
     * which holds the sum for the row; the quotients meet V in a second reduction.
     */
    public static Graph naive(int n, long longDepth, Naive p) {
        List<Channel> c = List.of(
                new Channel("q", 2),
                new Channel("k", 2),
                new Channel("v", 2),
                new Channel("score", p.scores),
                new Channel("long", longDepth),
                new Channel("sum", p.sums),
                new Channel("quotient", p.quotients),
                new Channel("output", p.outputs));
        Nest rows = Nest.of(n);
        Nest all = Nest.of(n, n);
        List<Operator> ops = new ArrayList<>();
        ops.add(op("Q", rows, List.of(), List.of(new OutPort(0, 1)), pace(1, 0), Put.ALL));
        ops.add(op("K", all, List.of(), List.of(new OutPort(1, 2)), pace(1, 0), Put.ALL));
        ops.add(op("V", all, List.of(), List.of(new OutPort(2, 2)), pace(1, 0), Put.ALL));
        ops.add(op(
                "QK", all, List.of(in(0, 1), in(1, 2)), List.of(new OutPort(3, 2), new OutPort(4, 2)), p.qk, Put.ALL));
        ops.add(op("Sum", all, List.of(in(3, 2)), List.of(new OutPort(5, 1)), p.sum, Put.ALL));
        ops.add(op("Div", all, List.of(in(5, 1), in(4, 2)), List.of(new OutPort(6, 2)), p.div, Put.ALL));
        ops.add(op("Matvec", all, List.of(in(6, 2), in(2, 2)), List.of(new OutPort(7, 1)), p.matvec, Put.ALL));
        ops.add(op("Sink", rows, List.of(in(7, 1)), List.of(), pace(0, 0), Put.ALL));
        return Graph.of(c, ops);
    }

    /**
     * The memory-free graph: the running maximum writes its correction and its exponential, one after another, to the
     * running sum and to the running weighted sum; one division per row.
     */
    public static Graph memoryFree(int n, MemoryFree p) {
        List<Channel> c = List.of(
                new Channel("q", 2),
                new Channel("k", 2),
                new Channel("v", p.running),
                new Channel("score", p.scores),
                new Channel("delta-sum", p.running),
                new Channel("delta-weighted", p.running),
                new Channel("e-sum", p.running),
                new Channel("e-weighted", p.running),
                new Channel("sum", p.sums),
                new Channel("weighted", p.weightedSums),
                new Channel("output", p.outputs));
        Nest rows = Nest.of(n);
        Nest all = Nest.of(n, n);
        List<OutPort> running = List.of(new OutPort(4, 2), new OutPort(5, 2), new OutPort(6, 2), new OutPort(7, 2));
        List<Operator> ops = new ArrayList<>();
        ops.add(op("Q", rows, List.of(), List.of(new OutPort(0, 1)), pace(1, 0), Put.ALL));
        ops.add(op("K", all, List.of(), List.of(new OutPort(1, 2)), pace(1, 0), Put.ALL));
        ops.add(op("V", all, List.of(), List.of(new OutPort(2, 2)), pace(1, 0), Put.ALL));
        ops.add(op("QK", all, List.of(in(0, 1), in(1, 2)), List.of(new OutPort(3, 2)), p.qk, Put.ALL));
        ops.add(op("Scan", all, List.of(in(3, 2)), running, p.scan, Put.IN_ORDER));
        ops.add(op("Sum", all, List.of(in(4, 2), in(6, 2)), List.of(new OutPort(8, 1)), p.sum, Put.ALL));
        ops.add(op(
                "Weighted",
                all,
                List.of(in(5, 2), in(7, 2), in(2, 2)),
                List.of(new OutPort(9, 1)),
                p.weighted,
                Put.ALL));
        ops.add(new Operator(
                "Div", rows, List.of(in(8, 1), in(9, 1)), List.of(new OutPort(10, 1)), p.div, Take.IN_ORDER, Put.ALL));
        ops.add(op("Sink", rows, List.of(in(10, 1)), List.of(), pace(0, 0), Put.ALL));
        return Graph.of(c, ops);
    }

    private static Operator op(String name, Nest nest, List<InPort> in, List<OutPort> out, Pace pace, Put put) {
        return new Operator(name, nest, in, out, pace, Take.TOGETHER, put);
    }

    private static InPort in(int channel, int depth) {
        return new InPort(channel, depth, Release.FIRST);
    }
}
