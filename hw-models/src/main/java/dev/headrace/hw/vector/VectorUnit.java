package dev.headrace.hw.vector;

import static dev.headrace.simulator.unit.Operations.ADD;
import static dev.headrace.simulator.unit.Operations.COPY;
import static dev.headrace.simulator.unit.Operations.DIVIDE;
import static dev.headrace.simulator.unit.Operations.EXP;
import static dev.headrace.simulator.unit.Operations.LOG;
import static dev.headrace.simulator.unit.Operations.MASK;
import static dev.headrace.simulator.unit.Operations.MAX;
import static dev.headrace.simulator.unit.Operations.MULTIPLY;
import static dev.headrace.simulator.unit.Operations.ONLINE_SOFTMAX;
import static dev.headrace.simulator.unit.Operations.RESCALE_ACCUMULATE;
import static dev.headrace.simulator.unit.Operations.ROW_MAX;
import static dev.headrace.simulator.unit.Operations.ROW_SUM;
import static dev.headrace.simulator.unit.Operations.SCALE;
import static dev.headrace.simulator.unit.Operations.SOFTMAX;
import static dev.headrace.simulator.unit.Operations.SUBTRACT;

import dev.headrace.hw.check.Check;
import dev.headrace.hw.check.Exact;
import dev.headrace.simulator.unit.Assembly;
import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.Part;
import dev.headrace.simulator.unit.Primitive;
import dev.headrace.simulator.unit.Summation;
import dev.headrace.simulator.unit.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code P} lanes that do the same operation on up to {@code P} elements at a time (a beat). An operation has an
 * initiation interval {@code ii} (cycles from one beat to the next) and a latency {@code L >= ii}.
 *
 * <p><b>Element by element</b> (scale, mask, add, subtract, multiply, max, divide, exp, log, copy, rescale-accumulate),
 * on {@code rows x cols} elements packed without regard to rows:
 * <pre>
 * interval = ceil(rows cols / P) ii
 * latency  = interval - ii + L</pre>
 *
 * <p><b>Row reductions</b> (row-max, row-sum). The elements of a row lie across the lanes and meet in a pipelined tree of
 * {@code t = ceil(log2(min(P, cols)))} levels with the latency {@code L} each.
 * <ul>
 * <li>{@code cols <= P}: {@code g = floor(P / cols)} rows share a beat, each with its part of the tree:
 * {@code interval = ceil(rows / g) ii}, {@code latency = interval - ii + max(t, 1) L}.
 * <li>{@code cols > P}: a row needs {@code b = ceil(cols / P)} beats; first come the first beats of all rows, then the
 * second ones, so that the accumulator behind the tree, which takes {@code L} cycles for one addition, sees the same row
 * again only after {@code max(rows ii, L)} cycles:
 * {@code interval = (b - 1) max(rows ii, L) + rows ii}, {@code latency = interval - ii + (t + 1) L}.
 * </ul>
 *
 * <p><b>Softmax</b> is a sequence of passes, each of which starts when the one before has ended:
 * row-max, subtract, exp, row-sum, divide on the whole matrix. <b>Online softmax</b>: row-max; max on the column of
 * running maxima; subtract, exp, row-sum on the tile; subtract, exp and rescale-accumulate on one column (correction
 * factor, running sum). For both
 * {@code interval = sum of latencies of all passes but the last + interval of the last; latency = sum of latencies}.
 *
 * <p><b>Useful operations</b> are 1 an element, 2 for rescale-accumulate, 0 for mask and copy, {@code rows (cols - 1)}
 * for a row reduction. <b>Actions</b>: add, subtract and row-sum count ADD; max and row-max MAX; scale and multiply
 * MULTIPLY; exp and log EXP; divide DIVIDE; rescale-accumulate one MULTIPLY and one ADD; mask and copy nothing.
 *
 * <p><b>Numbers.</b> The result of every operation is rounded to {@code accumulate}. A row is added up as above: P neighbours in
 * the tree, its results one after another.
 *
 * <p><b>Left out:</b> the time to bring operands to the lanes (see the scratchpad) and instruction issue.
 */
final class VectorUnit implements ComputeUnit, Assembly {
    /** The operations of one pass. */
    static final List<String> STEPS = List.of(
            SCALE, MASK, ADD, SUBTRACT, MULTIPLY, MAX, DIVIDE, EXP, LOG, COPY, RESCALE_ACCUMULATE, ROW_MAX, ROW_SUM);

    private static final List<String> ALL = all();

    private final VectorParameters parameters;
    private final double peak;

    VectorUnit(VectorParameters parameters) {
        this.parameters = parameters;
        double best = 0;
        for (String step : STEPS) {
            double perBeat = (double) opsPerElement(step) * parameters.lanes();
            best = Math.max(best, perBeat / parameters.intervalOf(step));
        }
        this.peak = best;
    }

    private static List<String> all() {
        List<String> all = new ArrayList<>(STEPS);
        all.add(SOFTMAX);
        all.add(ONLINE_SOFTMAX);
        return List.copyOf(all);
    }

    @Override
    public List<String> operations() {
        return ALL;
    }

    @Override
    public double peakOpsPerCycle() {
        return peak;
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

    /** In each lane one of everything it needs: multiplier, adder, comparator, divider, exponential. */
    @Override
    public List<Part> parts() {
        String format = parameters.accumulate() == null ? "fp32" : parameters.accumulate();
        return Stream.of("multiplier", "adder", "comparator", "divider", "exponential")
                .map(name -> new Part(name, format, parameters.lanes()))
                .toList();
    }

    @Override
    public void cost(Work work, Cost cost) {
        if (!does(work.operation())) {
            throw Check.notDone("vector unit", this, work.operation());
        }
        try {
            cost.reset();
            passes(work.operation(), work.rows(), work.cols(), cost);
        } catch (ArithmeticException e) {
            throw Check.tooLarge(work, e);
        }
    }

    private void passes(String operation, long rows, long cols, Cost cost) {
        switch (operation) {
            case SOFTMAX -> {
                pass(ROW_MAX, rows, cols, cost);
                pass(SUBTRACT, rows, cols, cost);
                pass(EXP, rows, cols, cost);
                pass(ROW_SUM, rows, cols, cost);
                pass(DIVIDE, rows, cols, cost);
            }
            case ONLINE_SOFTMAX -> {
                pass(ROW_MAX, rows, cols, cost);
                pass(MAX, rows, 1, cost);
                pass(SUBTRACT, rows, cols, cost);
                pass(EXP, rows, cols, cost);
                pass(ROW_SUM, rows, cols, cost);
                pass(SUBTRACT, rows, 1, cost);
                pass(EXP, rows, 1, cost);
                pass(RESCALE_ACCUMULATE, rows, 1, cost);
            }
            default -> pass(operation, rows, cols, cost);
        }
    }

    /** Adds one pass that starts when everything before has ended. */
    private void pass(String step, long rows, long cols, Cost cost) {
        long ii = parameters.intervalOf(step);
        long stepLatency = parameters.latencyOf(step);
        boolean reduces = step.equals(ROW_MAX) || step.equals(ROW_SUM);
        long interval = reduces
                ? reductionInterval(rows, cols, ii, stepLatency)
                : Exact.times(Exact.ceilDiv(Exact.times(rows, cols), parameters.lanes()), ii);
        long depth = reduces ? reductionDepth(cols) : 1;
        cost.interval = Exact.plus(cost.latency, interval);
        cost.latency = Exact.plus(cost.interval, Exact.times(depth, stepLatency), -ii);
        count(step, rows, cols, cost);
    }

    private long reductionInterval(long rows, long cols, long ii, long stepLatency) {
        long lanes = parameters.lanes();
        if (cols <= lanes) {
            return Exact.times(Exact.ceilDiv(rows, lanes / cols), ii);
        }
        long round = Exact.times(rows, ii);
        return Exact.plus(Exact.times(Exact.ceilDiv(cols, lanes) - 1, Math.max(round, stepLatency)), round);
    }

    private long reductionDepth(long cols) {
        long lanes = parameters.lanes();
        return cols <= lanes ? Math.max(1, Exact.treeLevels(cols)) : Exact.treeLevels(lanes) + 1;
    }

    private static void count(String step, long rows, long cols, Cost cost) {
        boolean reduces = step.equals(ROW_MAX) || step.equals(ROW_SUM);
        long times = Exact.times(rows, reduces ? cols - 1 : cols);
        cost.usefulOps = Exact.plus(cost.usefulOps, Exact.times(times, opsPerElement(step)));
        switch (step) {
            case ADD, SUBTRACT, ROW_SUM -> cost.count(Primitive.ADD, times);
            case MAX, ROW_MAX -> cost.count(Primitive.MAX, times);
            case SCALE, MULTIPLY -> cost.count(Primitive.MULTIPLY, times);
            case EXP, LOG -> cost.count(Primitive.EXP, times);
            case DIVIDE -> cost.count(Primitive.DIVIDE, times);
            case RESCALE_ACCUMULATE -> {
                cost.count(Primitive.MULTIPLY, times);
                cost.count(Primitive.ADD, times);
            }
            default -> {}
        }
    }

    private static int opsPerElement(String step) {
        return switch (step) {
            case MASK, COPY -> 0;
            case RESCALE_ACCUMULATE -> 2;
            default -> 1;
        };
    }
}
