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
import dev.headrace.simulator.unit.Work;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TeLLMe's RMS-MAX and the quantizer behind it (arXiv 2510.15926, section 3): a row streams through {@code P} lanes that add
 * up its squares and keep its largest magnitude; then root, quotient, and the row once more through {@code P} lanes that
 * scale and round it. The two halves work on two rows at a time, with a row buffered between them.
 *
 * <pre>
 * interval = rows ceil(cols / P)
 * latency  = interval + ceil(cols / P) + (1 + t + 2 + 1) L,   t = ceil(log2 P)</pre>
 *
 * a product, the tree and the accumulator over it counted as t, root and quotient, and the scaling.
 *
 * <p><b>Useful operations</b> 4 an element for quantize (square, sum, maximum, product), 3 for rms-norm. <b>Actions:</b> two
 * MULTIPLY, one ADD, and for quantize one MAX an element; two DIVIDE a row (root and quotient).
 *
 * <p><b>On an FPGA</b> a lane has two products, an addition (FP32, counted as two of FP16), a comparison and a conversion; one
 * root, one quotient; and a row of 4096 numbers of 16 bits between the halves.
 */
public final class RmsMaxUnit implements ComputeUnit, OnFpga {
    private static final List<String> ALL = List.of(Operations.QUANTIZE, Operations.RMS_NORM);

    private final LaneParameters parameters;

    public RmsMaxUnit(LaneParameters parameters) {
        this.parameters = parameters;
    }

    @Override
    public List<String> operations() {
        return ALL;
    }

    @Override
    public double peakOpsPerCycle() {
        return 4.0 * parameters.lanes();
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
    public void cost(Work work, Cost cost) {
        if (!does(work.operation())) {
            throw Check.notDone("RMS-MAX unit", this, work.operation());
        }
        try {
            cost.reset();
            boolean quantize = work.operation().equals(Operations.QUANTIZE);
            long n = work.elements();
            long row = Exact.ceilDiv(work.cols(), parameters.lanes());
            long depth = Exact.times(Exact.treeLevels(parameters.lanes()) + 4L, parameters.step());
            cost.interval = Exact.times(work.rows(), row);
            cost.latency = Exact.plus(cost.interval, row, depth);
            cost.usefulOps = Exact.times(n, quantize ? 4 : 3);
            cost.count(Primitive.MULTIPLY, Exact.times(2, n));
            cost.count(Primitive.ADD, n);
            cost.count(Primitive.MAX, quantize ? n : 0);
            cost.count(Primitive.DIVIDE, Exact.times(2, work.rows()));
        } catch (ArithmeticException e) {
            throw Check.tooLarge(work, e);
        }
    }

    @Override
    public Logic logic() {
        Logic lane = LogicOf.MULTIPLY
                .times(2)
                .plus(LogicOf.ADD.times(2))
                .plus(LogicOf.COMPARE)
                .plus(LogicOf.CONVERT);
        return lane.times(parameters.lanes())
                .plus(LogicOf.DIVIDE.times(2))
                .plus(LogicOf.blockMemory(16L * parameters.lanes(), Exact.ceilDiv(4096, parameters.lanes())));
    }
}
