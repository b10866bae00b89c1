package dev.headrace.hw.lookup;

import dev.headrace.hw.check.Check;
import dev.headrace.hw.check.Exact;
import dev.headrace.hw.cost.fpga.LogicOf;
import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.Logic;
import dev.headrace.simulator.unit.OnFpga;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Primitive;
import dev.headrace.simulator.unit.Summation;
import dev.headrace.simulator.unit.Work;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code P} multiply-add lanes, of TeLLMe's attention units and head (arXiv 2510.15926, section 3): a dot product of length K
 * takes the lanes ceil(K / P) times and meets in an adder tree; the product of a number with a row of N is added to a row
 * of sums ceil(N / P) elements at a time. An {@code M x K} by {@code K x N} product takes the cheaper of the two:
 *
 * <pre>
 * interval = M min(N ceil(K / P), K ceil(N / P))
 * latency  = interval - 1 + (2 + ceil(log2 P)) L</pre>
 *
 * So the score of a query and a key, and the share of the key's value, take ceil(d / P) cycles each: 2 d / 16 for a pair and a
 * head of TeLLMe. Multiplying sums by the correction of an online softmax rides along in a second multiplier of each
 * lane, as FlashAttention-2 with blocks of one key needs it. Element by element, divide, multiply and add take ceil(rows
 * cols / P) cycles.
 *
 * <p>Dot products are added up P neighbours in a tree, its results one after another; in the other form, one product after another.
 *
 * <p><b>Useful operations</b> 2MKN; 1 an element, 2 for rescale-accumulate. <b>Actions:</b> MAC: MKN; else as the operation
 * says.
 *
 * <p><b>On an FPGA</b> a lane has two products and an addition; one quotient a unit; and a row of 512 words of sums.
 */
public final class DotLanes implements ComputeUnit, OnFpga {
    private static final List<String> ALL = List.of(
            Operations.MATMUL, Operations.RESCALE_ACCUMULATE, Operations.DIVIDE, Operations.MULTIPLY, Operations.ADD);

    private final LaneParameters parameters;

    public DotLanes(LaneParameters parameters) {
        this.parameters = parameters;
    }

    @Override
    public List<String> operations() {
        return ALL;
    }

    @Override
    public double peakOpsPerCycle() {
        return 2.0 * parameters.lanes();
    }

    @Override
    public @Nullable String operandFormat() {
        return parameters.operands();
    }

    @Override
    public @Nullable String accumulatorFormat() {
        return parameters.accumulate();
    }

    @Override
    public Summation summation(Work work) {
        long lanes = parameters.lanes();
        return dots(work) <= sums(work) ? Summation.trees(lanes) : Summation.SERIAL;
    }

    /** Cycles of a row of the product as dot products. */
    private long dots(Work work) {
        return Exact.times(work.cols(), Exact.ceilDiv(work.depth(), parameters.lanes()));
    }

    /** The same with a column of the product in each lane. */
    private long sums(Work work) {
        return Exact.times(work.depth(), Exact.ceilDiv(work.cols(), parameters.lanes()));
    }

    @Override
    public void cost(Work work, Cost cost) {
        if (!does(work.operation())) {
            throw Check.notDone("dot lanes", this, work.operation());
        }
        try {
            cost.reset();
            if (work.operation().equals(Operations.MATMUL)) {
                product(work, cost);
            } else {
                elements(work, cost);
            }
        } catch (ArithmeticException e) {
            throw Check.tooLarge(work, e);
        }
    }

    private void product(Work work, Cost cost) {
        long lanes = parameters.lanes();
        long tree = Exact.treeLevels(lanes);
        long macs = Exact.times(work.elements(), work.depth());
        cost.interval = Exact.times(work.rows(), Math.min(dots(work), sums(work)));
        cost.latency = Exact.plus(cost.interval, Exact.times(2 + tree, parameters.step()), -1);
        cost.usefulOps = Exact.times(2, macs);
        cost.count(Primitive.MAC, macs);
    }

    private void elements(Work work, Cost cost) {
        long n = work.elements();
        boolean two = work.operation().equals(Operations.RESCALE_ACCUMULATE);
        cost.interval = Exact.ceilDiv(n, parameters.lanes());
        cost.latency = Exact.plus(cost.interval, Exact.times(two ? 2 : 1, parameters.step()), -1);
        cost.usefulOps = Exact.times(n, two ? 2 : 1);
        switch (work.operation()) {
            case Operations.DIVIDE -> cost.count(Primitive.DIVIDE, n);
            case Operations.MULTIPLY -> cost.count(Primitive.MULTIPLY, n);
            case Operations.ADD -> cost.count(Primitive.ADD, n);
            default -> {
                cost.count(Primitive.MULTIPLY, n);
                cost.count(Primitive.ADD, n);
            }
        }
    }

    @Override
    public Logic logic() {
        Logic lane = LogicOf.MULTIPLY.times(2).plus(LogicOf.ADD);
        return lane.times(parameters.lanes())
                .plus(LogicOf.DIVIDE)
                .plus(LogicOf.blockMemory(16L * parameters.lanes(), 512));
    }
}
