package dev.headrace.hw.vector;

import dev.headrace.simulator.unit.UnitType;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** {@code "type": "vector"}: a {@link VectorUnit}. */
public final class VectorType implements UnitType<VectorParameters> {
    @Override
    public String type() {
        return "vector";
    }

    @Override
    public String about() {
        return "Parallel lanes for element-wise operations, row reductions and softmax pass by pass.";
    }

    @Override
    public Class<VectorParameters> parameters() {
        return VectorParameters.class;
    }

    @Override
    public Object build(VectorParameters parameters, UnaryOperator<Path> resolve) {
        return new VectorUnit(parameters);
    }
}
