package dev.headrace.hw.softmax;

import dev.headrace.simulator.unit.UnitType;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** {@code "type": "softmax-pipeline"}: softmax of whole rows. */
public final class SoftmaxPipelineType implements UnitType<SoftmaxPipelineParameters> {
    @Override
    public String type() {
        return "softmax-pipeline";
    }

    @Override
    public String about() {
        return "Whole rows through exponential, sum and division, with a FIFO of one row between the sum and the division.";
    }

    @Override
    public Class<SoftmaxPipelineParameters> parameters() {
        return SoftmaxPipelineParameters.class;
    }

    @Override
    public Object build(SoftmaxPipelineParameters parameters, UnaryOperator<Path> resolve) {
        return new SoftmaxPipeline(parameters);
    }
}
