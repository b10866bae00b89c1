package dev.headrace.hw.pe;

import dev.headrace.simulator.unit.UnitType;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** {@code "type": "pe-vector"}: a {@link PeVector}. */
public final class PeVectorType implements UnitType<PeVectorParameters> {
    @Override
    public String type() {
        return "pe-vector";
    }

    @Override
    public String about() {
        return "Row of elements, one for each query, for what is done number by number.";
    }

    @Override
    public Class<PeVectorParameters> parameters() {
        return PeVectorParameters.class;
    }

    @Override
    public Object build(PeVectorParameters parameters, UnaryOperator<Path> resolve) {
        return new PeVector(parameters);
    }
}
