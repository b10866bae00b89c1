package dev.headrace.hw.softmax;

import dev.headrace.simulator.unit.UnitType;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** {@code "type": "online-softmax"}: an {@link OnlineSoftmax}. */
public final class OnlineSoftmaxType implements UnitType<OnlineSoftmaxParameters> {
    @Override
    public String type() {
        return "online-softmax";
    }

    @Override
    public String about() {
        return "Pipeline that takes tiles of scores and does one step of online softmax.";
    }

    @Override
    public Class<OnlineSoftmaxParameters> parameters() {
        return OnlineSoftmaxParameters.class;
    }

    @Override
    public Object build(OnlineSoftmaxParameters parameters, UnaryOperator<Path> resolve) {
        return new OnlineSoftmax(parameters);
    }
}
