package dev.headrace.cli.docs;

import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Primitive;
import dev.headrace.simulator.unit.Work;
import java.util.List;

/**
 * Divides every row of a tile by its own number with one reciprocal a row: a divider that starts a reciprocal every
 * {@code i} cycles and has it after {@code L}, then {@code P} lanes that multiply.
 * <pre>
 * beats    = ceil(cols / P)                  cycles in which the lanes multiply one row
 * step     = max(i, beats)                   cycles from row to row
 * interval = rows step
 * latency  = (rows - 1) step + L + beats     the last row: its reciprocal, then its products</pre>
 *
 * <p><b>Left out:</b> the rounding of a reciprocal; the numbers are those of a true division.
 */
final class RowDivider implements ComputeUnit {
    private final RowDividerParameters parameters;

    RowDivider(RowDividerParameters parameters) {
        this.parameters = parameters;
    }

    @Override
    public List<String> operations() {
        return List.of(Operations.DIVIDE);
    }

    @Override
    public double peakOpsPerCycle() {
        return parameters.lanes();
    }

    @Override
    public void cost(Work work, Cost cost) {
        if (!does(work.operation())) {
            throw new IllegalArgumentException(
                    "row divider does not do \"" + work.operation() + "\"; it does: " + Operations.DIVIDE);
        }
        try {
            cost.reset();
            long beats = (work.cols() - 1) / parameters.lanes() + 1;
            long step = Math.max(parameters.reciprocalInterval(), beats);
            cost.interval = Math.multiplyExact(work.rows(), step);
            cost.latency = Math.addExact(cost.interval - step, parameters.reciprocalLatency() + beats);
            cost.usefulOps = work.elements();
            cost.count(Primitive.DIVIDE, work.rows());
            cost.count(Primitive.MULTIPLY, work.elements());
        } catch (ArithmeticException e) {
            throw new ArithmeticException("the cost of " + work + " does not fit 64 bits");
        }
    }
}
