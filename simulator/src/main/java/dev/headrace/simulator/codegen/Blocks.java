package dev.headrace.simulator.codegen;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A group evaluated operator by operator, a block of firings each. A slot is free when its token was taken as many
 * firings ago as the channel has slots; so as long as no channel within has fewer than a block is long, all credits of a
 * block are known before it begins, and producers need not wait for consumers.
 */
final class Blocks implements Steps {
    private final Operators operators;
    private final int[] all;
    private final int block;

    Blocks(Shape shape, long[] values) {
        operators = new Operators(shape, values);
        all = IntStream.range(0, shape.operators().size()).toArray();
        block = (int) values[shape.block()];
    }

    @Override
    public int run(long[] values, long[][] rings, long from, int count) {
        Kernel[] kernels = operators.kernels(rings);
        int end = (int) from + count;
        int n;
        for (int i = (int) from; i != end; i += n) {
            n = Math.min(end - i, block - (i & (block - 1)));
            operators.fire(kernels, all, values, rings, i, n);
        }
        return count;
    }

    /** The operators of a group, each with the code of its kind. */
    static final class Operators {
        private final Shape shape;
        private final long[] values;
        private final int[][] places;

        /** Rings that are looked up by number of firing, and the length that they have if it is one. */
        private final int[] inLine;

        private final int ring;
        private final Kernel[] equal;
        private Kernel @Nullable [] general;

        Operators(Shape shape, long[] values) {
            this.shape = shape;
            this.values = values.clone();
            ring = (int) values[shape.block() + 1];
            equal = load(ring);
            places = new int[equal.length][];
            Arrays.setAll(places, o -> Kernel.Kind.of(shape, this.values, 0, o).places(shape, o));
            inLine = IntStream.range(0, equal.length)
                    .flatMap(this::inLine)
                    .distinct()
                    .toArray();
        }

        private Kernel[] load(int length) {
            Kernel[] made = new Kernel[shape.operators().size()];
            Arrays.setAll(made, o -> Loader.kernel(Kernel.Kind.of(shape, values, length, o)));
            return made;
        }

        private IntStream inLine(int o) {
            Shape.Op op = shape.operators().get(o);
            boolean merge = o == 0 && shape.merged() > 0;
            return IntStream.concat(
                    op.inputs().stream()
                            .filter(in -> !merge)
                            .mapToInt(in -> in.link() >= 0 ? shape.takes(o, in) : shape.inputRings(in.port())),
                    op.outputs().stream()
                            .mapToInt(out ->
                                    out.link() >= 0 ? shape.linkRings(out.link()) : shape.outputRings(out.port())));
        }

        /** The code that fits the rings as long as they are now. */
        Kernel[] kernels(long[][] rings) {
            for (int r : inLine) {
                if (rings[r].length != ring) {
                    Kernel[] made = general == null ? load(0) : general;
                    general = made;
                    return made;
                }
            }
            return equal;
        }

        /** Firings whose numbers lie between two multiples of this do not run over the end of a ring. */
        int line(Kernel[] kernels) {
            return kernels == equal ? ring : (int) values[shape.block()];
        }

        void fire(Kernel[] kernels, int[] which, long[] v, long[][] rings, int from, int count) {
            for (int o : which) {
                kernels[o].run(v, rings, places[o], from, count);
            }
        }
    }
}
