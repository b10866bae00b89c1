package dev.headrace.benchmarks;

import dev.headrace.simulator.kernel.Machine;
import dev.headrace.simulator.kernel.Outcome;
import dev.headrace.simulator.run.Setup;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Element-granular graphs read from JSON, nothing skipped, one thread. An operation of the attention graphs is a
 * simulated cycle, of the others an element put into a channel, as DAM counts them.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:+UseSerialGC", "-Xmx2g"})
@Warmup(iterations = 6, time = 1)
@Measurement(iterations = 8, time = 1)
public class Streaming {
    private static final int N = 2048;
    private static final int NAIVE_CYCLES = 2 * N * N + 2 * N + 52;
    private static final int FREE_CYCLES = 2 * N * N + 46;
    private static final int MERGED = 6_250_000;
    private static final int LEAVES = 1024;
    private static final int ADDED = 4100;

    private static Setup attention(String design) {
        return Designs.read(
                design, null, List.of("preset=artifact", "workload.shape.queries=" + N, "workload.shape.keys=" + N));
    }

    private static long checked(Machine machine, long cycles) {
        Outcome o = Designs.run(machine);
        if (o.ticks() != cycles) {
            throw new IllegalStateException(o.ticks() + " cycles instead of " + cycles);
        }
        return o.ticks();
    }

    /** Naive attention, with the artifact's latencies and depths but for its long FIFO, which must hold a row. */
    @State(Scope.Thread)
    public static class Naive {
        private final Setup setup = Designs.read(
                "streaming-sdpa-naive",
                null,
                List.of(
                        "preset=artifact",
                        "params.long_fifo=" + (N + 34),
                        "workload.shape.queries=" + N,
                        "workload.shape.keys=" + N));
        private final Machine machine = Designs.wire(setup, null);
    }

    /** Attention in constant memory. */
    @State(Scope.Thread)
    public static class Free {
        private final Machine machine = Designs.wire(attention("streaming-sdpa-memory-free"), null);
    }

    /** Adders over 1,024 streams. */
    @State(Scope.Thread)
    public static class Tree {
        private final Machine machine = Designs.wire(
                Designs.read(
                        Designs.adderTree(LEAVES, 32).toString(), null, List.of("workload.shape.queries=" + ADDED)),
                null);
    }

    /** Two sorted lists of random numbers. */
    @State(Scope.Thread)
    public static class Sorted {
        private final Setup setup = Designs.read(
                "merge-sorted", null, List.of("workload.shape.queries=" + MERGED, "workload.shape.keys=" + MERGED));
        private final double[] first = ascending(1);
        private final double[] second = ascending(2);

        private static double[] ascending(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            double[] all = new double[MERGED];
            double sum = 0;
            for (int i = 0; i < all.length; i++) {
                sum += random.nextDouble();
                all[i] = sum;
            }
            return all;
        }

        private void read(String tensor, int head, double[] into) {
            System.arraycopy(tensor.equals("q") ? first : second, 0, into, 0, into.length);
        }
    }

    @Benchmark
    @OperationsPerInvocation(NAIVE_CYCLES)
    public long naiveAttentionCycles(Naive graph) {
        return checked(graph.machine, NAIVE_CYCLES);
    }

    @Benchmark
    @OperationsPerInvocation(FREE_CYCLES)
    public long memoryFreeAttentionCycles(Free graph) {
        return checked(graph.machine, FREE_CYCLES);
    }

    @Benchmark
    @OperationsPerInvocation((2 * LEAVES - 1) * ADDED)
    public long adderTreeElements(Tree graph) {
        return Designs.run(graph.machine).ticks();
    }

    /** Wiring included, since that is where the numbers are compared. */
    @Benchmark
    @OperationsPerInvocation(4 * MERGED)
    public long mergeElements(Sorted graph) {
        return Designs.run(Designs.wire(graph.setup, graph::read)).ticks();
    }
}
