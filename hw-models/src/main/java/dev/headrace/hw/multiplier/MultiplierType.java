package dev.headrace.hw.multiplier;

import dev.headrace.simulator.unit.UnitType;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** {@code "type": "multiplier-array"}: multipliers and an adder tree. */
public final class MultiplierType implements UnitType<MultiplierParameters> {
    @Override
    public String type() {
        return "multiplier-array";
    }

    @Override
    public String about() {
        return "Multipliers past which rows of K or V stream, with an adder tree of the depth that the sizes want.";
    }

    @Override
    public Class<MultiplierParameters> parameters() {
        return MultiplierParameters.class;
    }

    @Override
    public Object build(MultiplierParameters parameters, UnaryOperator<Path> resolve) {
        return new MultiplierArray(parameters);
    }
}
