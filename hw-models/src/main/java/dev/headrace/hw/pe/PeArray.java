package dev.headrace.hw.pe;

import static dev.headrace.simulator.unit.Operations.EXP_DIFFERENCE;
import static dev.headrace.simulator.unit.Operations.MATMUL;
import static dev.headrace.simulator.unit.Operations.ROW_MAX;
import static dev.headrace.simulator.unit.Operations.ROW_SUM;

import dev.headrace.hw.check.Check;
import dev.headrace.hw.check.Exact;
import dev.headrace.simulator.unit.Assembly;
import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.Part;
import dev.headrace.simulator.unit.Primitive;
import dev.headrace.simulator.unit.Work;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A grid of {@code R x C} processing elements, each with a multiply-adder, a comparator and a register file, as FuseMax has
 * it (Nayak et al., MICRO 2024; arXiv 2406.10491, sections 4 and 5). A tile of scores stays where it was computed: query
 * {@code i} in column {@code i}, key {@code j} in row {@code j}, one in a register of each element; what follows is done there.
 * Larger tiles are cut into folds of {@code R x C}, one after another.
 *
 * <p>Cycles that each element is busy, of an {@code M x K} by {@code K x N} product and of an operation on {@code M x N}
 * scores; a product takes what is less of the two:
 * <pre>
 * matmul, output stationary   ceil(M/C) ceil(N/R) K      the product stays: scores
 * matmul, input stationary    ceil(M/C) ceil(K/R) N      the first operand is there already: weights times values
 * row-max, row-sum            ceil(M/C) ceil(N/R)
 * exp-difference              ceil(M/C) ceil(N/R) (1 + exp_macs)     one subtraction, then the exponential in multiply-adds</pre>
 *
 * <p><b>{@code ideal}</b>, the paper's own model: {@code interval = latency =} these cycles. For a tile of 256 x 256 on 256 x 256
 * with E = F: E, 1, 1 + 6, 1, F.
 *
 * <p><b>{@code cycle}</b>: everything enters at element (0,0) and moves one row down or one column to the right a cycle, so
 * element {@code (r,c)} does all {@code r + c} cycles later. An operation whose operand lies in the elements follows the one
 * before as a second wave, with neither fill nor drain between them: {@code interval} is as above, and so is the
 * {@code latency} of what stays in the array (output stationary products, exponentials). What leaves it (maxima, sums, products of
 * input stationary) moves down its column, one row a cycle, and is there when the last column is:
 * <pre>latency = interval + (R - 1) + (C - 1)</pre>
 * since the last value enters column 0 in cycle {@code interval - 1}, passes {@code R} rows, and column {@code C - 1} lags
 * {@code C - 1} cycles. That is what two or more tiles in flight have to hide.
 *
 * <p>The exponential is {@code Numbers.taylorExp} if {@code exp_macs} is 6, the count of its multiply-adds; else exact.
 *
 * <p><b>Useful operations</b>: 2MKN; one for each element and step of the others (2 for a multiply-add).
 * <b>Actions:</b> MAC, MAX, ADD of all these; REGISTER_READ and REGISTER_WRITE: one of each for a step on an element (its
 * operand or accumulator), no write for input stationary products, whose sums move on.
 *
 * <p><b>Reads of operands</b> of a product: the second by each of the {@code ceil(M/C)} folds across; the first, if outputs
 * are stationary, by each of the {@code ceil(N/R)} folds down, else once.
 *
 * <p><b>Parts</b>: {@link #parts}.
 *
 * <p>Sums are made one term after another: in an element, or down a column, whose fold before goes in at its top.
 *
 * <p><b>Left out:</b> the loading of operands into the edge (see the scratchpad); a limit on tiles in registers, which is the
 * number of tiles that the design lets run ahead.
 */
final class PeArray implements ComputeUnit, Assembly {
    /** Everything it can do. */
    static final List<String> ALL = List.of(MATMUL, ROW_MAX, ROW_SUM, EXP_DIFFERENCE);

    private final PeArrayParameters parameters;

    PeArray(PeArrayParameters parameters) {
        this.parameters = parameters;
    }

    @Override
    public List<String> operations() {
        return parameters.operations() == null ? ALL : parameters.operations();
    }

    @Override
    public double peakOpsPerCycle() {
        return 2.0 * parameters.rows() * parameters.cols();
    }

    @Override
    public String exponential() {
        return parameters.macsPerExp() == 6 ? "taylor-5" : "exact";
    }

    @Override
    public @Nullable String operandFormat() {
        return parameters.operands();
    }

    @Override
    public @Nullable String accumulatorFormat() {
        return parameters.accumulate();
    }

    /** A multiply-adder and a register file in each element, a comparator if it does maxima. Its adder is the multiply-adder's. */
    @Override
    public List<Part> parts() {
        long elements = (long) parameters.rows() * parameters.cols();
        return PeParts.of(
                elements,
                parameters.operands(),
                parameters.registers(),
                does(ROW_MAX) ? List.of("comparator") : List.of());
    }

    @Override
    public void cost(Work work, Cost cost) {
        if (!does(work.operation())) {
            throw Check.notDone("array of processing elements", this, work.operation());
        }
        try {
            cost.reset();
            if (work.operation().equals(MATMUL)) {
                product(work, cost);
            } else {
                onScores(work, cost);
            }
        } catch (ArithmeticException e) {
            throw Check.tooLarge(work, e);
        }
    }

    private void product(Work work, Cost cost) {
        long across = Exact.ceilDiv(work.rows(), parameters.cols());
        long output = parameters.keeps("output")
                ? Exact.times(across, Exact.ceilDiv(work.cols(), parameters.rows()), work.depth())
                : Long.MAX_VALUE;
        long input = parameters.keeps("input")
                ? Exact.times(across, Exact.ceilDiv(work.depth(), parameters.rows()), work.cols())
                : Long.MAX_VALUE;
        boolean leaves = input < output;
        cost.reads(leaves ? 1 : Exact.ceilDiv(work.cols(), parameters.rows()), across);
        time(Math.min(input, output), leaves, cost);
        long macs = Exact.times(work.elements(), work.depth());
        cost.usefulOps = Exact.times(2, macs);
        cost.count(Primitive.MAC, macs);
        cost.count(Primitive.REGISTER_READ, macs);
        cost.count(Primitive.REGISTER_WRITE, leaves ? 0 : macs);
    }

    private void onScores(Work work, Cost cost) {
        boolean exp = work.operation().equals(EXP_DIFFERENCE);
        long elements = work.elements();
        long steps = exp ? 1L + parameters.macsPerExp() : 1;
        long folds = Exact.times(
                Exact.ceilDiv(work.rows(), parameters.cols()), Exact.ceilDiv(work.cols(), parameters.rows()));
        time(Exact.times(folds, steps), !exp, cost);
        long done = exp ? elements : Exact.times(work.rows(), work.cols() - 1);
        cost.usefulOps = exp ? Exact.times(elements, 2 * steps - 1) : done;
        cost.count(work.operation().equals(ROW_MAX) ? Primitive.MAX : Primitive.ADD, done);
        cost.count(Primitive.MAC, exp ? Exact.times(elements, steps - 1) : 0);
        cost.count(Primitive.REGISTER_READ, Exact.times(elements, steps));
        cost.count(Primitive.REGISTER_WRITE, exp ? Exact.times(elements, steps) : 0);
    }

    private void time(long busy, boolean leaves, Cost cost) {
        cost.interval = busy;
        long wave = leaves && !parameters.isIdeal() ? parameters.rows() - 1L + parameters.cols() - 1L : 0;
        cost.latency = Exact.plus(busy, wave);
    }
}
