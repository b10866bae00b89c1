package dev.headrace.hw.systolic;

import dev.headrace.simulator.unit.UnitType;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** {@code "type": "systolic"}: a {@link SystolicArray}. */
public final class SystolicType implements UnitType<SystolicParameters> {
    @Override
    public String type() {
        return "systolic";
    }

    @Override
    public String about() {
        return "Systolic array for matrix products: output, weight or input stationary.";
    }

    @Override
    public Class<SystolicParameters> parameters() {
        return SystolicParameters.class;
    }

    @Override
    public Object build(SystolicParameters parameters, UnaryOperator<Path> resolve) {
        return new SystolicArray(parameters);
    }
}
