package dev.headrace.hw.topk;

import dev.headrace.hw.check.Check;
import dev.headrace.hw.check.Exact;
import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Primitive;
import dev.headrace.simulator.unit.Selector;
import dev.headrace.simulator.unit.Work;
import java.util.List;

/**
 * {@link TopKEngine} as a unit of a design, with the {@link ZeroEliminator} through which the row leaves.
 *
 * <p><b>Timing</b> of selecting k of n, 0 &lt; k &lt; n, with {@code P} comparators an array and {@code w} elements entering
 * and leaving in a cycle ({@code fill}; P without it, and then the row is there):
 * <pre>
 * entry    = ceil(n / fill), 0 without fill
 * found    = sum over the rounds taken of ceil(m / P) + round_overhead
 * interval = max(entry + found, ceil(n / w))
 * latency  = entry + found + ceil(n / w) - 1 + latency of the eliminator</pre>
 * The first round waits for the whole row, and the next row for the last round: rounds and entry use the same two FIFOs (one state
 * machine in the authors' released RTL). The last pass over the row needs no pivot, only the eliminator behind the row's own
 * FIFO, so the next row enters meanwhile. Nothing and everything are selected in no time.
 */
final class TopKUnit implements Selector {
    private final TopKParameters parameters;
    private final ZeroEliminator eliminator;

    TopKUnit(TopKParameters parameters) {
        this.parameters = parameters;
        int lanes = Math.min(4096, Integer.highestOneBit(Math.max(1, 2 * parameters.width() - 1)));
        this.eliminator = new ZeroEliminator(new ZeroEliminatorParameters(lanes, parameters.shifter(), null));
    }

    @Override
    public List<String> operations() {
        return List.of(Operations.TOP_K);
    }

    @Override
    public int capacity() {
        return parameters.capacity();
    }

    @Override
    public Machine machine() {
        TopKEngine engine = new TopKEngine(parameters);
        return (scores, count, k, kept) -> {
            engine.select(scores, 0, count, k, kept);
            return engine.cycles();
        };
    }

    @Override
    public void cost(Work work, Cost cost) {
        if (!does(work.operation())) {
            throw Check.notDone("top-k engine", this, work.operation());
        }
        if (work.cols() > capacity()) {
            throw new IllegalArgumentException(
                    "row has " + work.cols() + " elements; allowed: 0 to " + capacity() + ", the engine's capacity");
        }
        cost.reset();
        if (work.found() == 0) {
            return;
        }
        long lines = Exact.ceilDiv(work.cols(), parameters.width());
        long entry = parameters.fill() == null ? 0 : lines;
        cost.interval = Math.max(Exact.plus(entry, work.found()), lines);
        cost.latency = Exact.plus(Exact.plus(entry, work.found()), lines - 1, eliminator.latency());
        // Both arrays compare; the fewest elements that so many cycles can stand for are not known here.
        cost.count(Primitive.ADD, Exact.times(2L * parameters.comparators(), work.found()));
    }

    @Override
    public double peakOpsPerCycle() {
        return 2.0 * parameters.comparators();
    }
}
