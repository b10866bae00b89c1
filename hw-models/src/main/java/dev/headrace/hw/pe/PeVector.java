package dev.headrace.hw.pe;

import static dev.headrace.simulator.unit.Operations.ADD;
import static dev.headrace.simulator.unit.Operations.COPY;
import static dev.headrace.simulator.unit.Operations.DIVIDE;
import static dev.headrace.simulator.unit.Operations.EXP;
import static dev.headrace.simulator.unit.Operations.EXP_DIFFERENCE;
import static dev.headrace.simulator.unit.Operations.MAX;
import static dev.headrace.simulator.unit.Operations.MULTIPLY;
import static dev.headrace.simulator.unit.Operations.RESCALE_ACCUMULATE;
import static dev.headrace.simulator.unit.Operations.ROW_MAX;
import static dev.headrace.simulator.unit.Operations.ROW_SUM;
import static dev.headrace.simulator.unit.Operations.SOFTMAX;
import static dev.headrace.simulator.unit.Operations.SUBTRACT;

import dev.headrace.hw.check.Check;
import dev.headrace.hw.check.Exact;
import dev.headrace.simulator.unit.Assembly;
import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.Part;
import dev.headrace.simulator.unit.Primitive;
import dev.headrace.simulator.unit.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code P} processing elements, one for each query: element {@code i} does row {@code i} of a matrix, one number after
 * another, reductions along a row included, so that nothing crosses between elements. It is FuseMax's one-dimensional array
 * (Nayak et al., MICRO 2024; arXiv 2406.10491, section 4), and the one that its model gives to FLAT for the softmax.
 * <pre>
 * interval = ceil(rows / P) cols steps          steps: cycles of the operation on one number, 1 if not given
 * latency  = interval + latency of the unit</pre>
 * With {@code across: numbers} a row may lie across several elements, and {@code interval = ceil(rows cols / P) steps}: what
 * FuseMax's model of FLAT assumes of softmax on few long rows. How partial maxima and sums meet is then left out.
 *
 * <p><b>Softmax</b> of whole rows is row-max, exp-difference, row-sum and divide, one after another: with steps of 1, four
 * cycles for each number.
 *
 * <p><b>Useful operations</b> are 1 an element and operation (2 for rescale-accumulate and exp-difference, 0 for copy).
 * <b>Actions</b>: add, subtract and row-sum ADD; max and row-max MAX; multiply MULTIPLY; exp EXP; exp-difference ADD and, where
 * the exponential is taylor-5, 6 MAC, else EXP; divide DIVIDE; rescale-accumulate MAC. Each step reads and writes a register.
 *
 * <p><b>Parts</b>: {@link #parts}.
 *
 * <p><b>Left out:</b> the time to bring operands to the elements (see the scratchpad).
 */
final class PeVector implements ComputeUnit, Assembly {
    /** The operations of one pass. */
    static final List<String> STEPS = List.of(
            ADD, SUBTRACT, MULTIPLY, MAX, DIVIDE, EXP, EXP_DIFFERENCE, COPY, RESCALE_ACCUMULATE, ROW_MAX, ROW_SUM);

    private static final List<String> ALL = all();
    private static final List<String> OF_SOFTMAX = List.of(ROW_MAX, EXP_DIFFERENCE, ROW_SUM, DIVIDE);
    private static final int MACS_PER_EXP = 6;

    private final PeVectorParameters parameters;

    PeVector(PeVectorParameters parameters) {
        this.parameters = parameters;
    }

    private static List<String> all() {
        List<String> all = new ArrayList<>(STEPS);
        all.add(SOFTMAX);
        return List.copyOf(all);
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
    public String exponential() {
        return Objects.requireNonNull(parameters.exponential());
    }

    @Override
    public @Nullable String operandFormat() {
        return parameters.operands();
    }

    @Override
    public @Nullable String accumulatorFormat() {
        return parameters.accumulate();
    }

    /** In each element a multiply-adder, a comparator, a divider, a register file, and a unit for exponentials unless they are Taylor sums. */
    @Override
    public List<Part> parts() {
        List<String> more = exponential().equals("exact")
                ? List.of("comparator", "divider", "exponential")
                : List.of("comparator", "divider");
        return PeParts.of(parameters.lanes(), parameters.operands(), parameters.registers(), more);
    }

    @Override
    public void cost(Work work, Cost cost) {
        if (!does(work.operation())) {
            throw Check.notDone("vector of processing elements", this, work.operation());
        }
        try {
            cost.reset();
            if (work.operation().equals(SOFTMAX)) {
                for (String pass : OF_SOFTMAX) {
                    pass(pass, work, cost);
                }
            } else {
                pass(work.operation(), work, cost);
            }
            cost.latency = Exact.plus(cost.interval, parameters.lag());
        } catch (ArithmeticException e) {
            throw Check.tooLarge(work, e);
        }
    }

    private void pass(String operation, Work work, Cost cost) {
        long elements = work.elements();
        long steps = parameters.stepsOf(operation);
        long beats = parameters.packs()
                ? Exact.ceilDiv(elements, parameters.lanes())
                : Exact.times(Exact.ceilDiv(work.rows(), parameters.lanes()), work.cols());
        cost.interval = Exact.plus(cost.interval, Exact.times(beats, steps));
        boolean two = operation.equals(RESCALE_ACCUMULATE) || operation.equals(EXP_DIFFERENCE);
        long ops = operation.equals(COPY) ? 0 : two ? 2 : 1;
        cost.usefulOps = Exact.plus(cost.usefulOps, Exact.times(elements, Math.min(ops, 2 * steps)));
        count(operation, elements, cost);
        cost.count(Primitive.REGISTER_READ, Exact.times(elements, steps));
        cost.count(Primitive.REGISTER_WRITE, Exact.times(elements, steps));
    }

    private void count(String operation, long elements, Cost cost) {
        switch (operation) {
            case ADD, SUBTRACT, ROW_SUM -> cost.count(Primitive.ADD, elements);
            case MAX, ROW_MAX -> cost.count(Primitive.MAX, elements);
            case MULTIPLY -> cost.count(Primitive.MULTIPLY, elements);
            case RESCALE_ACCUMULATE -> cost.count(Primitive.MAC, elements);
            case EXP -> exponentials(elements, cost);
            case EXP_DIFFERENCE -> {
                cost.count(Primitive.ADD, elements);
                exponentials(elements, cost);
            }
            case DIVIDE -> cost.count(Primitive.DIVIDE, elements);
            default -> {}
        }
    }

    private void exponentials(long elements, Cost cost) {
        boolean taylor = exponential().equals("taylor-5");
        cost.count(taylor ? Primitive.MAC : Primitive.EXP, taylor ? Exact.times(MACS_PER_EXP, elements) : elements);
    }
}
