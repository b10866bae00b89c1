package dev.headrace.explore.fifo;

import dev.headrace.simulator.kernel.Channel;
import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.kernel.InPort;
import dev.headrace.simulator.kernel.Nest;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.OutPort;
import dev.headrace.simulator.kernel.Pace;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random graphs that reconverge: operators over rows of elements, some of which fold a row or hold a value for one, and
 * read any streams made before. All FIFOs are free, of random widths.
 */
final class RandomFifoGraphs {
    private final SplittableRandom random;
    private final List<Channel> channels = new ArrayList<>();
    private final List<Operator> operators = new ArrayList<>();
    private final List<Integer> depth = new ArrayList<>();
    private final List<Integer> open = new ArrayList<>();

    private RandomFifoGraphs(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Four to nine operators over some 10 rows of 3 to 8 elements. */
    static FifoGraph graph(long seed) {
        RandomFifoGraphs g = new RandomFifoGraphs(seed);
        return g.build(4 + g.random.nextInt(6), 10, 3 + g.random.nextInt(6), Integer.MAX_VALUE);
    }

    /** Three or four operators, few elements and at most five FIFOs. */
    static FifoGraph small(long seed) {
        RandomFifoGraphs g = new RandomFifoGraphs(seed);
        return g.build(3 + g.random.nextInt(2), 3, 2 + g.random.nextInt(2), 5);
    }

    private FifoGraph build(int count, long rows, long cols, int most) {
        operator(rows, cols, List.of(), 2);
        while (operators.size() < count) {
            List<Integer> in = new ArrayList<>();
            for (int i = 1 + random.nextInt(2); i > 0 && !open.isEmpty(); i--) {
                in.add(open.remove(random.nextInt(open.size())));
            }
            int out = channels.size() + 2 > most ? 0 : operators.size() == count - 1 ? 0 : 1 + random.nextInt(2);
            operator(rows, cols, in, out);
        }
        if (!open.isEmpty()) {
            operator(rows, cols, new ArrayList<>(open), 0);
            open.clear();
        }
        List<FifoGraph.Knob> knobs = new ArrayList<>();
        for (int c = 0; c < channels.size(); c++) {
            knobs.add(new FifoGraph.Knob("c" + c, "c" + c, "c" + c, List.of(c), 8L << random.nextInt(4), 2));
        }
        return new FifoGraph(Graph.of(channels, operators), knobs);
    }

    private void operator(long rows, long cols, List<Integer> from, int outs) {
        List<InPort> in = from.stream()
                .map(c -> new InPort(c, depth.get(c), InPort.Release.FIRST))
                .toList();
        List<OutPort> out = new ArrayList<>();
        for (int o = 0; o < outs; o++) {
            int d = random.nextInt(4) == 0 && !from.isEmpty() ? 1 : 2;
            out.add(new OutPort(channels.size(), d));
            open.add(channels.size());
            depth.add(d);
            channels.add(new Channel("c" + channels.size(), 2));
        }
        operators.add(new Operator(
                "op" + operators.size(),
                Nest.of(rows, cols),
                in,
                out,
                new Pace.Constant(1 + random.nextInt(2), random.nextInt(9)),
                Operator.Take.values()[random.nextInt(2)],
                Operator.Put.values()[random.nextInt(2)]));
    }
}
