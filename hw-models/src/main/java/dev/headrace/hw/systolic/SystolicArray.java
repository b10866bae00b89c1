package dev.headrace.hw.systolic;

import dev.headrace.hw.check.Check;
import dev.headrace.hw.check.Exact;
import dev.headrace.simulator.spec.Formats;
import dev.headrace.simulator.unit.Assembly;
import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Part;
import dev.headrace.simulator.unit.Primitive;
import dev.headrace.simulator.unit.Shape;
import dev.headrace.simulator.unit.Summation;
import dev.headrace.simulator.unit.Work;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A grid of {@code R x C} processing elements that multiplies an {@code M x K} by a {@code K x N} matrix.
 *
 * <p><b>The machine.</b> Values move to a neighbour once a cycle. Operands enter skewed, row {@code r} and column {@code c}
 * by {@code r} and {@code c} cycles, so that element {@code (r,c)} works on step {@code i} of a fold that starts streaming
 * at {@code s} in cycle {@code s + i + r + c}. Work that is larger than the grid is cut into folds of {@code R' x C'}
 * elements in the upper left corner, with {@code R' <= R}, {@code C' <= C} and {@code T} steps:
 *
 * <table>
 * <caption>What is laid out on rows, on columns and in time</caption>
 * <tr><th>stationary</th><th>rows {@code S_R}</th><th>columns {@code S_C}</th><th>time {@code T}</th></tr>
 * <tr><td>output</td><td>M</td><td>N</td><td>K</td></tr>
 * <tr><td>weight</td><td>K</td><td>N</td><td>M</td></tr>
 * <tr><td>input</td><td>K</td><td>M</td><td>N</td></tr>
 * </table>
 *
 * With {@code macs_per_pe} p, an element adds a dot product of length p in a cycle, and K above is {@code ceil(K/p)}.
 *
 * <p><i>Output stationary:</i> when the last used row of a column has done its last step, in cycle
 * {@code s + R' + c + T - 2}, the column's results are handed to its shift chain, which moves down and out of the lower
 * edge; row {@code r} leaves {@code R - r} cycles later. <i>Weight (input) stationary:</i> the stationary operand of a
 * column moves down into place in {@code R'} cycles, then partial sums move down with the stream and leave the lower edge
 * {@code R - 1} cycles after the first row; sums over several folds of K are added in accumulators below that edge.
 * Either way one fold alone takes
 *
 * <pre>fold(R',C') = R + R' + C' + T - 2</pre>
 *
 * For a fold that fills the grid this is SCALE-Sim's {@code 2R + C + T - 2} (Samajdar et al., "A systematic methodology
 * for characterizing scalability of DNN accelerators using SCALE-Sim", ISPASS 2020; arXiv 1811.02883). SCALE-Sim charges
 * that for ragged folds too, so it is {@code (R - R') + (C - C')} higher there; its version 2 lets results of the output
 * stationary array leave at once, which makes its folds {@code R + C + T - 2}.
 *
 * <p><b>Without overlap</b> ({@code n_R = ceil(S_R/R)}, {@code n_C = ceil(S_C/C)}):
 * <pre>interval = latency = sum of fold = n_R n_C (R + T - 2) + n_C S_R + n_R S_C</pre>
 *
 * <p><b>With {@code overlap_folds}</b> each element has a second accumulator (or a second stationary register), and the
 * next fold, of this firing or of the next, streams in while this one drains. A fold then takes {@code max(T, R')}: its
 * stream, or its turn on the shift chain of a column if that is longer. Ragged columns go first; ragged rows go first
 * if outputs are stationary, last otherwise; so that the last fold ends last. With {@code R_1 = min(R, S_R)} and
 * {@code C_1 = min(C, S_C)}:
 * <pre>
 * interval = n_C (floor(S_R/R) max(T, R) + [S_R mod R > 0] max(T, S_R mod R))
 * latency  = interval + R + C_1 + min(T, R_1) - 2</pre>
 *
 * The tests derive all of this from a simulation of every element in every cycle.
 *
 * <p><b>Useful operations</b> 2MKN. <b>Actions:</b> MAC: MKN; ADD: MN for each partial result that is added to an earlier
 * one below the lower edge (each fold of K but the first of a group); ELEMENT_CYCLE: {@code R C interval}, as registers are
 * clocked while the array is taken, those of elements without work too.
 *
 * <p><b>Reads of operands.</b> What streams in is read anew by each fold: along rows by each of the {@code n_C} folds of
 * columns, down columns by each of the {@code n_R} folds of rows. What is stationary is read once, as each fold holds a part of
 * its own. So each number is read
 * <table>
 * <caption>How often each number of an operand is read</caption>
 * <tr><th>stationary</th><th>first operand (M x K)</th><th>second operand (K x N)</th></tr>
 * <tr><td>output</td><td>ceil(N/C)</td><td>ceil(M/R)</td></tr>
 * <tr><td>weight</td><td>ceil(N/C)</td><td>1</td></tr>
 * <tr><td>input</td><td>1</td><td>ceil(M/C)</td></tr>
 * </table>
 *
 * <p><b>Order of additions.</b> Every product is rounded to {@code accumulate}, and so is every sum: the p products of an element
 * in a tree, what it gives onto the element's sum; outputs stationary, that goes on until the last K. Weights or inputs stationary,
 * a sum goes down a column of R elements from nothing, and each fold of K is added to the accumulator below the edge. Whole
 * numbers in int32 are exact; a sum that could overflow is refused.
 *
 * <p><b>Left out:</b> stalls on operands within a firing; the pipeline registers inside an element; with overlap, the
 * wait when two firings in a row have different T and R' (up to {@code R} cycles on the shift chain).
 */
final class SystolicArray implements ComputeUnit, Assembly {
    private final SystolicParameters parameters;

    SystolicArray(SystolicParameters parameters) {
        this.parameters = parameters;
    }

    @Override
    public List<String> operations() {
        return List.of(Operations.MATMUL);
    }

    @Override
    public double peakOpsPerCycle() {
        return 2.0 * parameters.rows() * parameters.cols() * parameters.dotLength();
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
        int dot = parameters.dotLength();
        boolean whole = parameters.stationary().equals("output");
        return new Summation(dot, whole ? 0 : Math.multiplyExact(parameters.rows(), dot));
    }

    /**
     * Multiply-adders, and registers of 16 bits: two operands for each of them and one sum in each element. Operands of a format
     * that only the workload knows are taken for 16 bits; what an element hands on is its operands, and a sum as well unless
     * outputs are stationary, where the operand that stands still is not handed on.
     */
    @Override
    public List<Part> parts() {
        long elements = (long) parameters.rows() * parameters.cols();
        String format = parameters.operands() == null ? "" : parameters.operands();
        long operand = Math.multiplyExact(
                (long) parameters.dotLength(),
                parameters.operands() == null ? 16 : Formats.bits(parameters.operands()));
        long sum = Formats.bits(parameters.accumulate() == null ? "fp32" : parameters.accumulate());
        long held = Math.addExact(2 * operand, sum);
        long moved = parameters.stationary().equals("output") ? 2 * operand : operand + sum;
        return List.of(
                new Part("mac", format, Math.multiplyExact(elements, (long) parameters.dotLength())),
                new Part(
                        "register",
                        "",
                        Math.multiplyExact(elements, Exact.ceilDiv(held, 16)),
                        new Shape.Grid(elements, held, moved)));
    }

    @Override
    public void cost(Work work, Cost cost) {
        if (!does(work.operation())) {
            throw Check.notDone("systolic array", this, work.operation());
        }
        try {
            cost.reset();
            time(work, cost);
            count(work, cost);
            reads(work, cost);
        } catch (ArithmeticException e) {
            throw Check.tooLarge(work, e);
        }
    }

    private void time(Work work, Cost cost) {
        long depth = Exact.ceilDiv(work.depth(), parameters.dotLength());
        switch (parameters.stationary()) {
            case "output" -> time(work.rows(), work.cols(), depth, cost);
            case "weight" -> time(depth, work.cols(), work.rows(), cost);
            default -> time(depth, work.rows(), work.cols(), cost);
        }
    }

    private void time(long onRows, long onCols, long steps, Cost cost) {
        long rows = parameters.rows();
        long cols = parameters.cols();
        long colFolds = Exact.ceilDiv(onCols, cols);
        if (!parameters.overlaps()) {
            long rowFolds = Exact.ceilDiv(onRows, rows);
            long constant = Exact.plus(rows, steps, -2);
            cost.interval = Exact.plus(
                    Exact.times(rowFolds, colFolds, constant),
                    Exact.times(colFolds, onRows),
                    Exact.times(rowFolds, onCols));
            cost.latency = cost.interval;
            return;
        }
        long ragged = onRows % rows;
        long column = Exact.plus(
                Exact.times(onRows / rows, Math.max(steps, rows)), ragged == 0 ? 0 : Math.max(steps, ragged));
        cost.interval = Exact.times(colFolds, column);
        long tail = rows + Math.min(cols, onCols) + Math.min(steps, Math.min(rows, onRows)) - 2;
        cost.latency = Exact.plus(cost.interval, tail);
    }

    private void reads(Work work, Cost cost) {
        long rows = parameters.rows();
        long cols = parameters.cols();
        switch (parameters.stationary()) {
            case "output" -> cost.reads(Exact.ceilDiv(work.cols(), cols), Exact.ceilDiv(work.rows(), rows));
            case "weight" -> cost.reads(Exact.ceilDiv(work.cols(), cols), 1);
            default -> cost.reads(1, Exact.ceilDiv(work.rows(), cols));
        }
    }

    private void count(Work work, Cost cost) {
        long results = work.elements();
        long macs = Exact.times(results, work.depth());
        boolean whole = parameters.stationary().equals("output");
        long depth = Exact.ceilDiv(work.depth(), parameters.dotLength());
        long partials = whole ? 1 : Exact.ceilDiv(depth, parameters.rows());
        cost.usefulOps = Exact.times(2, macs);
        cost.count(Primitive.MAC, macs);
        cost.count(Primitive.ADD, Exact.times(results, work.first() ? partials - 1 : partials));
        cost.count(Primitive.ELEMENT_CYCLE, Exact.times(parameters.rows(), parameters.cols(), cost.interval));
    }
}
