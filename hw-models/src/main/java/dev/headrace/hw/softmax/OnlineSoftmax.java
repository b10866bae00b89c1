package dev.headrace.hw.softmax;

import dev.headrace.hw.check.Check;
import dev.headrace.hw.check.Exact;
import dev.headrace.hw.cost.fpga.LogicOf;
import dev.headrace.simulator.unit.Assembly;
import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.Logic;
import dev.headrace.simulator.unit.OnFpga;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Part;
import dev.headrace.simulator.unit.Primitive;
import dev.headrace.simulator.unit.Summation;
import dev.headrace.simulator.unit.Work;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline that takes a tile of {@code n x c} scores row by row and does one step of online softmax: for each row the
 * maximum, the new running maximum {@code m' = max(m, .)}, the exponentials {@code p = exp(s - m')}, their sum, one
 * correction factor {@code a = exp(m - m')} and the new running sum {@code l' = a l + .} (Milakov and Gimelshein, "Online
 * normalizer calculation for softmax", arXiv 1805.02867; the form with tiles is FlashAttention's).
 *
 * <p><b>The machine.</b> Two stages with a buffer between them, so that row {@code r} is exponentiated while the row
 * {@code r + 1} comes in and its maximum is found. Scores enter {@code P} (lanes) a cycle, {@code P / passes} if the lanes
 * are shared; exponentials start {@code E} a cycle, those of a row followed by its correction factor, both packed without
 * regard to rows. A row's exponentials wait for its maximum.
 * <pre>
 * in       = ceil(passes n c / P)               cycles in which the tile enters
 * exp      = ceil(n (c + 1) / E)                cycles in which its exponentials start
 * interval = max(in, exp)
 * latency  = max( ceil(passes c / P) + exp ,  in + ceil((c + 1) / E) ) + pipeline
 * pipeline = exp_latency + (2 t + 4) step_latency        t = ceil(log2(min(P, c)))</pre>
 * The two cases of the latency are: the first row's maximum, then all exponentials; or all rows in, then the last row's
 * exponentials. The pipeline is a tree of {@code t} levels for the maximum, one comparison with the running maximum,
 * one subtraction, the exponential, a tree for the sum, one multiplication and one addition for the running sum.
 *
 * <p>For a square array of A multiply-accumulates a cycle and head dimension d, exponentials keep pace from
 * {@code E = A / (2d)} on: each score costs 2d multiply-accumulates and one exponential. (FlashAttention-3, arXiv 2407.08608, makes the same point for GPUs.)
 *
 * <p><b>Useful operations</b>: {@code n (4c + 3)}. <b>Actions</b>: MAX {@code nc}; ADD {@code n (2c + 1)}
 * (subtractions and sums); EXP {@code n (c + 1)}; MULTIPLY {@code n}.
 *
 * <p><b>Numbers.</b> The result of every operation is rounded to {@code accumulate}. The exponentials of a row are added up P
 * neighbours in the tree, from the row's first, its results one after another; then {@code a l}, and that sum.
 *
 * <p><b>Left out:</b> a buffer between the stages that is too small (it holds a tile); rounding to whole cycles for rows
 * in the middle of a tile, which can make the last result one cycle later; the dependence of a row's partial maxima on
 * each other when a row takes several beats and {@code step_latency} is above 1.
 */
final class OnlineSoftmax implements ComputeUnit, Assembly, OnFpga {
    private final OnlineSoftmaxParameters parameters;

    OnlineSoftmax(OnlineSoftmaxParameters parameters) {
        this.parameters = parameters;
    }

    @Override
    public List<String> operations() {
        return List.of(Operations.ONLINE_SOFTMAX);
    }

    /** At most 4 operations for each exponential, and 7 for each score that enters (a tile of one column). */
    @Override
    public double peakOpsPerCycle() {
        return Math.min(4.0 * parameters.expPerCycle(), 7.0 * parameters.lanes() / parameters.passesOrDefault());
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
        return Summation.trees(parameters.lanes());
    }

    /** A comparator, a subtractor and an adder in each lane, and the units for exponentials. */
    @Override
    public List<Part> parts() {
        String format = parameters.accumulate() == null ? "fp32" : parameters.accumulate();
        return List.of(
                new Part("comparator", format, parameters.lanes()),
                new Part("adder", format, 2L * parameters.lanes()),
                new Part("exponential", format, parameters.expPerCycle()));
    }

    @Override
    public void cost(Work work, Cost cost) {
        if (!does(work.operation())) {
            throw Check.notDone("online-softmax unit", this, work.operation());
        }
        try {
            cost.reset();
            time(work.rows(), work.cols(), cost);
            count(work.rows(), work.cols(), cost);
        } catch (ArithmeticException e) {
            throw Check.tooLarge(work, e);
        }
    }

    private void time(long rows, long cols, Cost cost) {
        long lanes = parameters.lanes();
        long passes = parameters.passesOrDefault();
        long exps = parameters.expPerCycle();
        long in = Exact.ceilDiv(Exact.times(passes, rows, cols), lanes);
        long exp = Exact.ceilDiv(Exact.times(rows, cols + 1), exps);
        long firstIn = Exact.ceilDiv(Exact.times(passes, cols), lanes);
        long lastExp = Exact.ceilDiv(cols + 1, exps);
        long levels = Exact.treeLevels(Math.min(lanes, cols));
        long pipeline = parameters.expLatency() + (2 * levels + 4) * parameters.stepLatencyOrDefault();
        cost.interval = Math.max(in, exp);
        cost.latency = Exact.plus(Math.max(Exact.plus(firstIn, exp), Exact.plus(in, lastExp)), pipeline);
    }

    private static void count(long rows, long cols, Cost cost) {
        long scores = Exact.times(rows, cols);
        cost.usefulOps = Exact.plus(Exact.times(4, scores), Exact.times(3, rows));
        cost.count(Primitive.MAX, scores);
        cost.count(Primitive.ADD, Exact.plus(Exact.times(2, scores), rows));
        cost.count(Primitive.EXP, Exact.plus(scores, rows));
        cost.count(Primitive.MULTIPLY, rows);
    }

    /** Of an FPGA: an addition and a comparison a lane, and as many exponentials as a cycle has. */
    @Override
    public Logic logic() {
        return LogicOf.ADD
                .plus(LogicOf.COMPARE)
                .times(parameters.lanes())
                .plus(LogicOf.EXP.times(parameters.expPerCycle()));
    }
}
