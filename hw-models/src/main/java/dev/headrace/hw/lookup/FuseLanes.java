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
 * The element-wise part of TeLLMe's fused units (arXiv 2510.15926, section 3): {@code P} lanes (16 of 16 bits make a word of
 * 256) through which rows stream, {@code s} operations of latency {@code L} deep:
 *
 * <pre>
 * interval = ceil(rows cols / P)
 * latency  = interval - 1 + s L</pre>
 *
 * <table>
 * <caption>Operations</caption>
 * <tr><th>operation</th><th>s</th><th>useful operations an element</th></tr>
 * <tr><td>add, multiply, copy</td><td>1</td><td>1, 1, 0</td></tr>
 * <tr><td>dequantize</td><td>1</td><td>1</td></tr>
 * <tr><td>rotate</td><td>2 (two products, one sum)</td><td>3</td></tr>
 * <tr><td>silu-multiply</td><td>4 (exponential, sum, quotient, product)</td><td>4</td></tr>
 * <tr><td>exp-difference</td><td>3 (a difference, an exponential of two)</td><td>2</td></tr>
 * <tr><td>argmax, row-max, row-sum</td><td>ceil(log2 P) + 1 (a tree, the result so far)</td><td>1</td></tr>
 * </table>
 *
 * <p><b>Actions:</b> multiplications, additions, exponentials, divisions and comparisons as in the table. <b>Left out:</b>
 * conversions between formats, which ride along in a step.
 *
 * <p><b>On an FPGA</b> a lane has the operators of the table that its operations need, shared by them.
 */
public final class FuseLanes implements ComputeUnit, OnFpga {
    static final List<String> ALL = List.of(
            Operations.DEQUANTIZE,
            Operations.ROTATE,
            Operations.SILU_MULTIPLY,
            Operations.ADD,
            Operations.MULTIPLY,
            Operations.COPY,
            Operations.EXP_DIFFERENCE,
            Operations.ROW_MAX,
            Operations.ROW_SUM,
            Operations.ARGMAX);

    private final FuseParameters parameters;

    public FuseLanes(FuseParameters parameters) {
        this.parameters = parameters;
    }

    @Override
    public List<String> operations() {
        List<String> some = parameters.operations();
        return some == null ? ALL : some;
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
        String operation = work.operation();
        if (!does(operation)) {
            throw Check.notDone("fuse lanes", this, operation);
        }
        try {
            cost.reset();
            long n = work.elements();
            cost.interval = Exact.ceilDiv(n, parameters.lanes());
            cost.latency = Exact.plus(cost.interval, Exact.times(steps(operation), parameters.step()), -1);
            cost.usefulOps = Exact.times(n, opsPerElement(operation));
            count(operation, n, cost);
        } catch (ArithmeticException e) {
            throw Check.tooLarge(work, e);
        }
    }

    private long steps(String operation) {
        return switch (operation) {
            case Operations.ROTATE -> 2;
            case Operations.SILU_MULTIPLY -> 4;
            case Operations.EXP_DIFFERENCE -> 3;
            case Operations.ARGMAX, Operations.ROW_MAX, Operations.ROW_SUM -> Exact.treeLevels(parameters.lanes()) + 1L;
            default -> 1;
        };
    }

    private static long opsPerElement(String operation) {
        return switch (operation) {
            case Operations.COPY -> 0;
            case Operations.EXP_DIFFERENCE -> 2;
            case Operations.ROTATE -> 3;
            case Operations.SILU_MULTIPLY -> 4;
            default -> 1;
        };
    }

    private static void count(String operation, long n, Cost cost) {
        switch (operation) {
            case Operations.ADD, Operations.ROW_SUM -> cost.count(Primitive.ADD, n);
            case Operations.EXP_DIFFERENCE -> {
                cost.count(Primitive.ADD, n);
                cost.count(Primitive.EXP, n);
            }
            case Operations.MULTIPLY, Operations.DEQUANTIZE -> cost.count(Primitive.MULTIPLY, n);
            case Operations.ARGMAX, Operations.ROW_MAX -> cost.count(Primitive.MAX, n);
            case Operations.ROTATE -> {
                cost.count(Primitive.MULTIPLY, Exact.times(2, n));
                cost.count(Primitive.ADD, n);
            }
            case Operations.SILU_MULTIPLY -> {
                cost.count(Primitive.EXP, n);
                cost.count(Primitive.ADD, n);
                cost.count(Primitive.DIVIDE, n);
                cost.count(Primitive.MULTIPLY, n);
            }
            default -> {}
        }
    }

    @Override
    public Logic logic() {
        Logic lane = Logic.NONE;
        boolean silu = does(Operations.SILU_MULTIPLY);
        boolean rotate = does(Operations.ROTATE);
        boolean exp = silu || does(Operations.EXP_DIFFERENCE);
        boolean multiply = silu || rotate || does(Operations.MULTIPLY) || does(Operations.DEQUANTIZE);
        boolean add = exp || rotate || does(Operations.ADD) || does(Operations.ROW_SUM);
        lane = exp ? lane.plus(LogicOf.EXP) : lane;
        lane = silu ? lane.plus(LogicOf.DIVIDE) : lane;
        lane = multiply ? lane.plus(LogicOf.MULTIPLY.times(rotate ? 2 : 1)) : lane;
        lane = add ? lane.plus(LogicOf.ADD) : lane;
        lane = does(Operations.DEQUANTIZE) ? lane.plus(LogicOf.CONVERT) : lane;
        boolean compares = does(Operations.ARGMAX) || does(Operations.ROW_MAX);
        return (compares ? lane.plus(LogicOf.COMPARE) : lane).times(parameters.lanes());
    }
}
