package dev.headrace.explore.fifo;

import dev.headrace.simulator.kernel.Channel;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Other ways to size FIFOs, as tools for dataflow graphs in high-level synthesis have them, and the certain one. */
final class OtherSizings {
    private OtherSizings() {}

    private static boolean does(FifoGraph graph, long[] depths, long target) {
        FifoGraph.Attempt a = graph.run(depths, target);
        return a.end() == FifoGraph.End.COMPLETE && a.ticks() <= target;
    }

    private static long[] peaks(FifoGraph graph) {
        long[] unbounded = new long[graph.fifos().size()];
        Arrays.fill(unbounded, Channel.UNBOUNDED);
        return History.array(graph.run(unbounded, Long.MAX_VALUE).peaks());
    }

    /** Fewest bits of: the most ever held; that, lowered one FIFO after another, largest first; simulated annealing. */
    static long best(FifoGraph graph, long target, long seed) {
        return Math.min(
                graph.bits(peaks(graph)), Math.min(graph.bits(greedy(graph, target)), annealed(graph, target, seed)));
    }

    private static long[] greedy(FifoGraph graph, long target) {
        long[] depths = peaks(graph);
        int[] order = IntStream.range(0, depths.length)
                .boxed()
                .sorted(Comparator.comparingLong(
                        (Integer f) -> -depths[f] * graph.fifos().get(f).weight()))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int f : order) {
            while (depths[f] > 1) {
                depths[f]--;
                if (!does(graph, depths, target)) {
                    depths[f]++;
                    break;
                }
            }
        }
        return depths;
    }

    private static long annealed(FifoGraph graph, long target, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] depths = peaks(graph);
        long best = graph.bits(depths);
        double heat = best / 10.0;
        for (int step = 0; step < 300; step++) {
            long[] next = depths.clone();
            int f = random.nextInt(next.length);
            next[f] = Math.max(1, next[f] + random.nextLong(-4, 3));
            long change = graph.bits(next) - graph.bits(depths);
            if ((change <= 0 || random.nextDouble() < Math.exp(-change / heat)) && does(graph, next, target)) {
                depths = next;
                best = Math.min(best, graph.bits(depths));
            }
            heat *= 0.98;
        }
        return best;
    }

    /** Fewest bits of all depths up to the most ever held. */
    static long everything(FifoGraph graph, long target) {
        long[] most = peaks(graph);
        long[] depths = new long[most.length];
        Arrays.fill(depths, 1);
        long best = Long.MAX_VALUE;
        while (true) {
            if (graph.bits(depths) < best && does(graph, depths, target)) {
                best = graph.bits(depths);
            }
            int f = 0;
            while (f < depths.length && depths[f] == most[f]) {
                depths[f++] = 1;
            }
            if (f == depths.length) {
                return best;
            }
            depths[f]++;
        }
    }
}
