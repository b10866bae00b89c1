package dev.headrace.hw.softmax;

import dev.headrace.hw.check.Check;
import dev.headrace.hw.check.Exact;
import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Primitive;
import dev.headrace.simulator.unit.Work;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SpAtten's softmax (HPCA 2021): whole rows stream through de-quantization, exponential and accumulator into a FIFO; when the
 * sum of a row is known, the row streams from the FIFO through the divider and the re-quantization, while the next row
 * fills the FIFO behind it.
 *
 * <p><b>Timing</b> of r rows of n elements, {@code P = lanes}, {@code b = ceil(n / P)}: a row's last exponential enters the
 * accumulator after b beats, its last quotient leaves b beats after the sum is known:
 * <pre>
 * interval = r b
 * latency  = r b + b - 2 + dequantize + exp + accumulate + divide + quantize</pre>
 * {@code streamed}: quotients leave as they are made, for a consumer that takes so many a cycle and begins when it will not
 * have to wait for the last of the last row: {@code min(b, ceil(n / streamed)) - 1} less.
 *
 * <p><b>Numbers.</b> Scores are rounded to the format {@code sums}, in which exponentials (with {@code taylor-5} by a polynomial,
 * {@link dev.headrace.simulator.dataflow.Numbers#exp}), their sum in order of the index and the quotients are computed;
 * {@code probability_bits} is the re-quantization.
 *
 * <p><b>Left out:</b> the maximum that keeps exponentials from overflowing, which is known from the formats there, and
 * is subtracted here in no time.
 */
final class SoftmaxPipeline implements ComputeUnit {
    private final SoftmaxPipelineParameters parameters;

    SoftmaxPipeline(SoftmaxPipelineParameters parameters) {
        this.parameters = parameters;
    }

    @Override
    public List<String> operations() {
        return List.of(Operations.SOFTMAX);
    }

    @Override
    public double peakOpsPerCycle() {
        return 4.0 * parameters.lanes();
    }

    @Override
    public String exponential() {
        return parameters.exponential() == null ? "exact" : parameters.exponential();
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
    public int probabilityBits() {
        return parameters.probabilityBits() == null ? 0 : parameters.probabilityBits();
    }

    @Override
    public void cost(Work work, Cost cost) {
        if (!does(work.operation())) {
            throw Check.notDone("softmax pipeline", this, work.operation());
        }
        try {
            cost.reset();
            long beats = Exact.ceilDiv(work.cols(), parameters.lanes());
            cost.interval = Exact.times(work.rows(), beats);
            Integer streamed = parameters.streamed();
            long early = streamed == null ? 1 : Math.min(beats, Exact.ceilDiv(work.cols(), streamed));
            long last = beats + 1 - early;
            cost.latency = Math.max(0, Exact.plus(cost.interval, last, parameters.stages() - 2));
            long elements = work.elements();
            cost.usefulOps = Exact.times(4, elements);
            cost.count(Primitive.ADD, Exact.times(2, elements));
            cost.count(Primitive.EXP, elements);
            cost.count(Primitive.DIVIDE, elements);
        } catch (ArithmeticException e) {
            throw Check.tooLarge(work, e);
        }
    }
}
