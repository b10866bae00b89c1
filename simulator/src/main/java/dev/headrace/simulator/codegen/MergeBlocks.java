package dev.headrace.simulator.codegen;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A merge with all that is before and after it, evaluated operator by operator. In turn, the operators of each input make
 * tokens until its channel is full, and the merge fires as often as the input with the fewest tokens has some.
 *
 * <p>An input's ring of credits is so long that all credits that a peak looks back at are still there after a block.
 */
final class MergeBlocks implements Steps {
    private static final int TAKEN = 0;
    private static final int MADE = 1;
    private static final int TO_COME = 2;
    private static final int WINDOW = 3;

    private final Shape shape;

    /** Operators by track, the merge first in its own. */
    private final int[][] tracks;

    private final Blocks.Operators operators;
    private final int block;

    MergeBlocks(Shape shape, long[] values) {
        this.shape = shape;
        operators = new Blocks.Operators(shape, values);
        block = (int) values[shape.block()];
        tracks = new int[shape.merged() + 1][];
        for (int t = 0; t < tracks.length; t++) {
            int track = t;
            tracks[t] = IntStream.range(0, shape.operators().size())
                    .filter(o -> shape.tracks().get(o) == track)
                    .toArray();
        }
    }

    @Override
    public int run(long[] values, long[][] rings, long from, int count) {
        Kernel[] kernels = operators.kernels(rings);
        int end = (int) from + count;
        int n;
        for (int i = (int) from; i != end; i += n) {
            n = Math.min(end - i, block - (i & (block - 1)));
            for (int k = 1; k < tracks.length; k++) {
                make(k, kernels, values, rings);
                int at = shape.track(k);
                int tokens = (int) values[at + MADE] - (int) values[at + TAKEN];
                n = values[at + TO_COME] > 0 ? Math.min(n, tokens) : n;
            }
            merge(kernels, values, rings, i, n);
        }
        return count;
    }

    /** An input's operators fire until its channel is full, or they have nothing more to make. */
    private void make(int track, Kernel[] kernels, long[] values, long[][] rings) {
        int at = shape.track(track);
        int made = (int) values[at + MADE];
        int room = (int) values[at + TAKEN] + (int) values[at + WINDOW] - made;
        int left = (int) Math.min(room, values[at + TO_COME]);
        int line = operators.line(kernels);
        while (left > 0) {
            int n = Math.min(Math.min(left, block), line - (made & (line - 1)));
            operators.fire(kernels, tracks[track], values, rings, made, n);
            made += n;
            left -= n;
            values[at + TO_COME] -= n;
        }
        values[at + MADE] = made;
    }

    private void merge(Kernel[] kernels, long[] values, long[][] rings, int from, int count) {
        List<Shape.In> inputs = shape.operators().get(0).inputs();
        int[] before = new int[inputs.size()];
        for (int k = 0; k < before.length; k++) {
            before[k] = (int) values[shape.track(k + 1) + TAKEN];
        }
        operators.fire(kernels, tracks[0], values, rings, from, count);
        for (int k = 0; k < before.length; k++) {
            followPeak(inputs.get(k), values, rings, before[k], (int) values[shape.track(k + 1) + TAKEN]);
        }
    }

    /** Raises the peak for each token that made it one higher when it was put, of those from {@code from} to {@code to}. */
    private void followPeak(Shape.In in, long[] values, long[][] rings, int from, int to) {
        int at = shape.input(in.port());
        int ring = shape.inputRings(in.port());
        long[] puts = in.putsFollow() ? rings[ring] : rings[ring + 1];
        long forward = in.putsFollow() ? values[at + 3] : 0;
        if (values[at] < values[at + 1]) {
            values[at] = peak((int) values[at], (int) values[at + 1], rings[ring + 2], puts, forward, from, to);
        }
    }

    private static int peak(int peak, int capacity, long[] credits, long[] puts, long forward, int from, int to) {
        int p = peak;
        for (int n = from; n != to && p < capacity; n++) {
            if (credits[(n - p) & (credits.length - 1)] > puts[n & (puts.length - 1)] - forward) {
                p++;
            }
        }
        return p;
    }
}
