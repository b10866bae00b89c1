package dev.headrace.hw.lookup;

import dev.headrace.simulator.unit.UnitType;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** {@code "type": "tlmm"}: a {@link TlmmEngine}. */
public final class TlmmType implements UnitType<TlmmParameters> {
    @Override
    public String type() {
        return "tlmm";
    }

    @Override
    public String about() {
        return "Table-lookup engine: int8 inputs times ternary weights without multipliers.";
    }

    @Override
    public Class<TlmmParameters> parameters() {
        return TlmmParameters.class;
    }

    @Override
    public Object build(TlmmParameters parameters, UnaryOperator<Path> resolve) {
        return new TlmmEngine(parameters);
    }
}
