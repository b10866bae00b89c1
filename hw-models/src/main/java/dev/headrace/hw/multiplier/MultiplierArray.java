package dev.headrace.hw.multiplier;

import dev.headrace.hw.check.Check;
import dev.headrace.hw.check.Exact;
import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.FixedPoint;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Primitive;
import dev.headrace.simulator.unit.Summation;
import dev.headrace.simulator.unit.Work;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code A} multipliers with an adder tree whose depth is reconfigured, as SpAtten (HPCA 2021) has two of: one for
 * query times key, one for probability times value. The first operand is broadcast, lines of the second stream past it.
 *
 * <p><b>Dot products</b> ({@code adds: dot-products}), {@code M x K} by {@code K x N}: {@code g = floor(A / K)} columns of the
 * product in a cycle if {@code K <= A}, else {@code ceil(K / A)} cycles for each; with {@code t = ceil(log2(min(A, K)))} levels
 * <pre>
 * interval = M ceil(N / g) ii        (K &lt;= A), or  M N ceil(K / A) ii
 * latency  = interval - ii + broadcast + multiply + t level [+ accumulate, if K &gt; A]</pre>
 *
 * <p><b>Rows</b> ({@code adds: rows}): {@code g = floor(A / N)} rows of the second operand in a cycle if {@code N <= A}, else
 * {@code ceil(N / A)} cycles for each; {@code t = ceil(log2(min(g, K)))}
 * <pre>
 * interval = M ceil(K / g) ii        (N &lt;= A), or  M K ceil(N / A) ii
 * latency  = interval - ii + broadcast + multiply + t level + accumulate</pre>
 *
 * <p>{@code streamed}: results leave as they are made, for a consumer that takes so many a cycle; it begins when it will not
 * have to wait for the last of them:
 * <pre>
 * latency  = the pipeline + max(0, interval - ii + 1 - ceil(M N / streamed))</pre>
 *
 * <p>With 512 multipliers and 64 columns both take 8 rows of K or V in a cycle; their trees have 6 and 3 levels. (Longer rows
 * use fewer levels of the tree of the second kind, so they may be a cycle faster.)
 *
 * <p><b>Reads of operands:</b> the first once; the second streams past each of its M rows, so M times.
 *
 * <p><b>Numbers</b> ({@code operand_bits}, {@code product_bits}): where both operands are codes, {@link FixedPoint}. SpAtten's
 * are of 12 bits, of whose products the 12 highest are kept; its released RTL keeps 12 bits of the sums as well, without
 * saturation ({@code sum_bits}), which no real row survives.
 *
 * <p>What is not codes is multiplied and added in {@code sums}, every result rounded: A neighbouring products of a dot product, or
 * those of the g rows that enter together, in the tree, and what it gives one after another.
 *
 * <p><b>Left out:</b> multipliers that idle because {@code A} is no multiple of the length.
 */
final class MultiplierArray implements ComputeUnit {
    private final MultiplierParameters parameters;

    MultiplierArray(MultiplierParameters parameters) {
        this.parameters = parameters;
    }

    @Override
    public List<String> operations() {
        return List.of(Operations.MATMUL);
    }

    @Override
    public double peakOpsPerCycle() {
        return 2.0 * parameters.multipliers() / MultiplierParameters.orOne(parameters.ii());
    }

    @Override
    public @Nullable String operandFormat() {
        return parameters.operands();
    }

    @Override
    public @Nullable String accumulatorFormat() {
        return parameters.sums();
    }

    @Override
    public Summation summation(Work work) {
        long all = parameters.multipliers();
        boolean dots = parameters.adds().equals("dot-products");
        return Summation.trees(dots ? all : all / Math.max(1, work.cols()));
    }

    @Override
    public @Nullable FixedPoint fixedPoint() {
        return parameters.fixedPoint();
    }

    @Override
    public void cost(Work work, Cost cost) {
        if (!does(work.operation())) {
            throw Check.notDone("multiplier array", this, work.operation());
        }
        boolean dots = parameters.adds().equals("dot-products");
        try {
            cost.reset();
            long inner = dots ? work.depth() : work.cols();
            long outer = dots ? work.cols() : work.depth();
            beats(work, inner, outer, dots, cost);
        } catch (ArithmeticException e) {
            throw Check.tooLarge(work, e);
        }
    }

    private void beats(Work work, long inner, long outer, boolean dots, Cost cost) {
        long all = parameters.multipliers();
        long ii = MultiplierParameters.orOne(parameters.ii());
        boolean fits = inner <= all;
        long together = fits ? all / inner : 1;
        long lines = fits ? Exact.ceilDiv(outer, together) : Exact.times(outer, Exact.ceilDiv(inner, all));
        cost.interval = Exact.times(Exact.times(work.rows(), lines), ii);
        int levels = Exact.treeLevels(dots ? Math.min(inner, all) : Math.min(outer, together));
        boolean accumulates = !dots || !fits;
        long pipeline = (long) MultiplierParameters.orOne(parameters.broadcast())
                + MultiplierParameters.orOne(parameters.multiply())
                + (long) levels * MultiplierParameters.orOne(parameters.level())
                + (accumulates ? MultiplierParameters.orOne(parameters.accumulate()) : 0);
        cost.latency = Exact.plus(ahead(work, cost.interval - ii), pipeline);
        long macs = Exact.times(Exact.times(work.rows(), work.cols()), work.depth());
        cost.usefulOps = Exact.times(2, macs);
        cost.count(Primitive.MAC, macs);
        cost.reads(1, work.rows());
    }

    /** Cycles from the first result to when they may begin to leave, of the {@code more} until the last one. */
    private long ahead(Work work, long more) {
        Integer streamed = parameters.streamed();
        if (streamed == null) {
            return more;
        }
        return Math.max(0, more + 1 - Exact.ceilDiv(Exact.times(work.rows(), work.cols()), streamed));
    }
}
