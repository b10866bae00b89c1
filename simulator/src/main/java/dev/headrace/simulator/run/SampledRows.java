package dev.headrace.simulator.run;

import dev.headrace.simulator.dataflow.Values;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A few query rows of every head: the first, the last, those at the ends of tiles, and others drawn by a generator seeded with
 * the head's number.
 */
final class SampledRows implements Values.Sample {
    private final int queries;
    private final int perHead;
    private final int[] edges;

    /**
     * A sample.
     *
     * @param perHead rows of each head beside the edges, fewer where two of them coincide
     * @param edges rows that are taken of every head
     */
    SampledRows(int queries, int perHead, List<Integer> edges) {
        this.queries = queries;
        this.edges = edges.stream()
                .mapToInt(Integer::intValue)
                .filter(r -> r < queries)
                .toArray();
        this.perHead = Math.min(perHead, queries);
    }

    /** The rows of a head, ascending. */
    int[] of(int head) {
        SplittableRandom random = new SplittableRandom(head);
        IntStream drawn = IntStream.range(0, Math.max(0, perHead - 2)).map(i -> random.nextInt(queries));
        return IntStream.concat(
                        IntStream.concat(IntStream.of(0, queries - 1).limit(perHead), drawn), IntStream.of(edges))
                .distinct()
                .sorted()
                .toArray();
    }

    @Override
    public int[] rows(int head, int from, int count) {
        return Arrays.stream(of(head))
                .filter(r -> r >= from && r < from + count)
                .toArray();
    }
}
