package dev.headrace.hw.lookup;

import dev.headrace.simulator.unit.UnitType;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** {@code "type": "uram"}: a {@link UramBuffer}. */
public final class UramType implements UnitType<UramParameters> {
    @Override
    public String type() {
        return "uram";
    }

    @Override
    public String about() {
        return "Buffer of ternary weights in UltraRAM.";
    }

    @Override
    public Class<UramParameters> parameters() {
        return UramParameters.class;
    }

    @Override
    public Object build(UramParameters parameters, UnaryOperator<Path> resolve) {
        return new UramBuffer(parameters);
    }
}
