package dev.headrace.hw.topk;

import dev.headrace.simulator.unit.UnitType;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** {@code "type": "top-k"}: quick-select in hardware. */
public final class TopKType implements UnitType<TopKParameters> {
    @Override
    public String type() {
        return "top-k";
    }

    @Override
    public String about() {
        return "Quick-select with two arrays of comparators; its cycles are those of the rounds that the numbers take.";
    }

    @Override
    public Class<TopKParameters> parameters() {
        return TopKParameters.class;
    }

    @Override
    public Object build(TopKParameters parameters, UnaryOperator<Path> resolve) {
        return new TopKUnit(parameters);
    }
}
